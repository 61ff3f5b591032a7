package io.headwater.ingest.source.internal;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.headwater.ingest.fields.FieldNames;
import io.headwater.ingest.source.ColumnMapping;
import io.headwater.ingest.source.JsonPath;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Tells a file of one JSON object that holds the rows, or of objects over several lines, from one
 * of an object a line; it reads the first object only.
 */
public final class JsonShape {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** How deep lists of rows are looked for. */
  private static final int DEEPEST = 3;

  /** A first line longer than this is no row. */
  private static final long LONGEST = JsonRow.LONGEST;

  private final JsonParser parser;
  private final List<String> lists = new ArrayList<>();
  private final Set<String> keys = new HashSet<>();
  private final String text;
  private boolean squad;

  /** Whether a member of the object is a row of its own, or holds a column's values by number. */
  private boolean rowsByName;

  private boolean columns;

  private JsonShape(JsonParser parser, ColumnMapping mapping) {
    this.parser = parser;
    this.text = mapping.columns().getOrDefault(FieldNames.TEXT, FieldNames.TEXT);
  }

  /**
   * Returns which option reads a file, if it is no file of an object a line.
   *
   * @return a sentence; empty where nothing speaks against objects on lines
   * @throws IOException if the file cannot be read
   */
  public static Optional<String> advice(Path file, ColumnMapping mapping) throws IOException {
    try (JsonParser parser = MAPPER.getFactory().createParser(InputFile.json(file))) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return Optional.empty();
      }
      int line = parser.currentTokenLocation().getLineNr();
      JsonShape shape = new JsonShape(parser, mapping);
      shape.walk(new ArrayList<>());
      boolean closed = parser.getParsingContext().inRoot();
      boolean spread = parser.currentLocation().getLineNr() > line;
      boolean alone = !closed || (!shape.isRow() && parser.nextToken() == null);
      return spread || alone ? shape.advice(file, spread) : Optional.empty();
    } catch (JsonProcessingException e) {
      return Optional.empty(); // the row at fault is told when it is read
    }
  }

  private boolean isRow() {
    return keys.contains(text) && !columns;
  }

  /** Notes keys and lists of an object; stops inside it once more was read than any row has. */
  private void walk(List<String> path) throws IOException {
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      path.add(name);
      if (path.size() == 1) {
        keys.add(name);
      }
      JsonToken value = parser.nextToken();
      rowsByName |= path.size() == 2 && name.equals(text) && value.isScalarValue();
      columns |= path.size() == 1 && name.equals(text) && value == JsonToken.START_OBJECT;
      if (value == JsonToken.START_OBJECT && path.size() < DEEPEST) {
        walk(path);
      } else if (value == JsonToken.START_ARRAY) {
        list(path);
      } else {
        parser.skipChildren();
      }
      path.remove(path.size() - 1);
      if (parser.currentLocation().getByteOffset() > LONGEST) {
        return;
      }
    }
  }

  private void list(List<String> path) throws IOException {
    JsonToken first = parser.nextToken();
    if (first == JsonToken.START_OBJECT || first == JsonToken.START_ARRAY) {
      lists.add(JsonPath.toElements(path));
      if (first == JsonToken.START_OBJECT && parser.nextToken() == JsonToken.FIELD_NAME) {
        squad |= List.of("title", "paragraphs").contains(parser.currentName());
      }
    }
    int depth = first == JsonToken.END_ARRAY ? 0 : 1;
    depth += first == JsonToken.START_ARRAY ? 1 : 0;
    depth +=
        first == JsonToken.START_OBJECT && parser.currentToken() != JsonToken.END_OBJECT ? 1 : 0;
    while (depth > 0 && parser.currentLocation().getByteOffset() <= LONGEST) {
      JsonToken next = parser.nextToken();
      depth += next.isStructStart() ? 1 : next.isStructEnd() ? -1 : 0;
    }
  }

  private Optional<String> advice(Path file, boolean spread) {
    String what = "file " + file + " is one JSON object";
    if (squad && lists.contains("$.data[*]")) {
      return Optional.of(what + " in the form of SQuAD: give --format squad");
    }
    if (!lists.isEmpty()) {
      return Optional.of(
          what
              + " that seems to hold the rows: give --json-path '"
              + lists.get(0)
              + "'"
              + (lists.size() == 1 ? "" : ", or another of " + lists.subList(1, lists.size())));
    }
    if (columns) {
      return Optional.of(
          what
              + " of columns: write its rows, such as by pandas' to_json(orient='records',"
              + " lines=True)");
    }
    if (rowsByName) {
      return Optional.of(what + " whose members seem to be the rows: give --json-path '$.*'");
    }
    return spread
        ? Optional.of(
            "file "
                + file
                + " has objects over several lines: write each on a line of its own, such as by"
                + " 'jq -c .', or all into one list")
        : Optional.empty();
  }
}
