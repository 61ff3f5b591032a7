package io.headwater.ingest.source.internal;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.headwater.ingest.source.ColumnMapping;
import io.headwater.ingest.source.JsonPath;
import io.headwater.ingest.source.Row;
import io.headwater.ingest.source.RowLocation;
import io.headwater.ingest.source.Rows;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** Reads the rows that a path leads to in one JSON value, holding one row at a time. */
public final class JsonPathRows implements Rows {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final int MEMBERS_SHOWN = 10;

  private final InputFile bytes;
  private final String file;
  private final JsonPath path;
  private final ColumnMapping mapping;
  private final JsonParser parser;

  /** The lists and objects the path leads through, from the innermost that is open. */
  private final Deque<Level> open = new ArrayDeque<>();

  private final List<String> members = new ArrayList<>();
  private boolean begun;
  private long number;

  /** An open list or object, with the number of its elements that were seen. */
  private static final class Level {
    private final JsonPath.Step step;
    private final boolean list;
    private long seen;

    Level(JsonPath.Step step, boolean list) {
      this.step = step;
      this.list = list;
    }
  }

  /**
   * Opens a file.
   *
   * @param name what locations call the file; empty if there is only one
   */
  public static JsonPathRows open(Path file, String name, JsonPath path, ColumnMapping mapping)
      throws IOException {
    InputFile bytes = InputFile.json(file);
    try {
      return new JsonPathRows(bytes, name, path, mapping);
    } catch (IOException | RuntimeException e) {
      bytes.close();
      throw e;
    }
  }

  private JsonPathRows(InputFile bytes, String file, JsonPath path, ColumnMapping mapping)
      throws IOException {
    this.bytes = bytes;
    this.file = file;
    this.path = path;
    this.mapping = mapping;
    this.parser = MAPPER.getFactory().createParser(bytes);
  }

  @Override
  public Optional<Row> next() throws IOException {
    try {
      Optional<Row> row = Optional.empty();
      while (row.isEmpty() && (!begun || !open.isEmpty())) {
        JsonToken token = parser.nextToken();
        if (token == null) {
          throw new IOException("the JSON ends too early, so the file may have been cut short");
        }
        row = begun ? inside(token) : arrive(token);
        begun = true;
      }
      if (row.isEmpty()) {
        requireEnd();
      }
      return row;
    } catch (StreamConstraintsException e) {
      throw new IOException("a text or a nesting there is larger than any row may be", e);
    } catch (JsonProcessingException e) {
      throw new IOException(
          "what follows is not JSON: "
              + JsonRows.sentence(e)
              + " on line "
              + e.getLocation().getLineNr(),
          e);
    }
  }

  private void requireEnd() throws IOException {
    if (parser.nextToken() != null) {
      throw new IOException(
          "more follows behind the JSON value that the path "
              + path
              + " looks into: leave out --json-path where each line is an object");
    }
    if (number == 0) {
      throw new IOException(
          "path "
              + path
              + " leads to no row"
              + (members.isEmpty() ? "" : "; members of $ are " + members));
    }
  }

  private Optional<Row> inside(JsonToken token) throws IOException {
    Level level = open.element();
    if (token == JsonToken.END_ARRAY || token == JsonToken.END_OBJECT) {
      open.remove();
      return Optional.empty();
    }
    boolean on;
    if (level.list) {
      on = level.step.matches(level.seen++);
    } else {
      String member = parser.currentName();
      on = level.step.matches(member);
      if (open.size() == 1 && members.size() < MEMBERS_SHOWN) {
        members.add(member);
      }
      parser.nextToken();
    }
    if (on) {
      return arrive(parser.currentToken());
    }
    parser.skipChildren();
    return Optional.empty();
  }

  /** Looks at a value that the path leads to or through. */
  private Optional<Row> arrive(JsonToken token) throws IOException {
    if (open.size() == path.steps().size()) {
      return Optional.of(row());
    }
    if (token == JsonToken.START_ARRAY || token == JsonToken.START_OBJECT) {
      open.push(new Level(path.steps().get(open.size()), token == JsonToken.START_ARRAY));
    }
    return Optional.empty();
  }

  private Row row() throws IOException {
    RowLocation location = new RowLocation("row", ++number, file);
    long last = parser.currentTokenLocation().getByteOffset() + JsonRow.LONGEST;
    Optional<Object> value = value(last);
    return value.isEmpty()
        ? Row.Unreadable.of(location, "the row is longer than " + JsonRow.LONGEST + " bytes", "")
        : JsonRow.of(value.get(), location, mapping, value.get().toString());
  }

  /**
   * Reads a value as {@link JsonRows} does, or passes over it if it goes on beyond a byte.
   *
   * @return empty if it was passed over
   */
  private Optional<Object> value(long last) throws IOException {
    switch (parser.currentToken()) {
      case START_OBJECT -> {
        Map<String, Object> object = new LinkedHashMap<>();
        boolean whole = true;
        while (parser.nextToken() != JsonToken.END_OBJECT) {
          String name = parser.currentName();
          parser.nextToken();
          whole = whole && parser.currentLocation().getByteOffset() <= last;
          Optional<Object> member = whole ? value(last) : passed();
          whole = member.isPresent();
          member.ifPresent(one -> object.put(name, plain(one)));
        }
        return whole ? Optional.of(object) : Optional.empty();
      }
      case START_ARRAY -> {
        List<Object> list = new ArrayList<>();
        boolean whole = true;
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          whole = whole && parser.currentLocation().getByteOffset() <= last;
          Optional<Object> element = whole ? value(last) : passed();
          whole = element.isPresent();
          element.ifPresent(one -> list.add(plain(one)));
        }
        return whole ? Optional.of(list) : Optional.empty();
      }
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> {
        return Optional.of(parser.getNumberValue());
      }
      case VALUE_TRUE, VALUE_FALSE -> {
        return Optional.of(parser.getBooleanValue());
      }
      case VALUE_NULL -> {
        return Optional.of(JsonToken.VALUE_NULL); // an Optional holds no null
      }
      default -> {
        return Optional.of(parser.getText());
      }
    }
  }

  private static Object plain(Object value) {
    return value == JsonToken.VALUE_NULL ? null : value;
  }

  private Optional<Object> passed() throws IOException {
    parser.skipChildren();
    return Optional.empty();
  }

  @Override
  public OptionalDouble share() {
    return InputFile.share(bytes);
  }

  @Override
  public void close() throws IOException {
    parser.close();
  }
}
