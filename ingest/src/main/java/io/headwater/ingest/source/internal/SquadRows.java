package io.headwater.ingest.source.internal;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.headwater.ingest.fields.FieldNames;
import io.headwater.ingest.source.ColumnMapping;
import io.headwater.ingest.source.Row;
import io.headwater.ingest.source.RowLocation;
import io.headwater.ingest.source.Rows;
import io.headwater.schemas.contract.Excerpt;
import io.headwater.schemas.contract.Rejection;
import io.headwater.schemas.contract.RejectionReason;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Queue;

/** Reads the questions of a file in the form of SQuAD, one article at a time. */
public final class SquadRows implements Rows {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final JsonParser parser;
  private final ColumnMapping mapping;
  private final Queue<Row> ready = new ArrayDeque<>();
  private long number;

  /**
   * Makes the rows of a stream, which is closed with them.
   *
   * @throws IOException if the stream is not in that form; the message is one sentence
   */
  public SquadRows(InputStream bytes, ColumnMapping mapping) throws IOException {
    this.mapping = mapping;
    this.parser = MAPPER.getFactory().createParser(bytes);
    try {
      seekArticles();
    } catch (JsonProcessingException e) {
      parser.close();
      throw notSquad(e.getOriginalMessage(), e);
    } catch (IOException e) {
      parser.close();
      throw e;
    }
  }

  private void seekArticles() throws IOException {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      throw notSquad("it is no object", null);
    }
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      boolean data = parser.currentName().equals("data");
      if (parser.nextToken() == JsonToken.START_ARRAY && data) {
        return;
      }
      parser.skipChildren();
    }
    throw notSquad("it has no list 'data'", null);
  }

  private static IOException notSquad(String why, Throwable cause) {
    return new IOException("the file is not in the form of SQuAD: " + why, cause);
  }

  @Override
  public Optional<Row> next() throws IOException {
    try {
      while (ready.isEmpty() && parser.nextToken() == JsonToken.START_OBJECT) {
        addArticle(parser.readValueAsTree());
      }
    } catch (JsonProcessingException e) {
      throw notSquad(e.getOriginalMessage(), e);
    }
    return Optional.ofNullable(ready.poll());
  }

  private void addArticle(JsonNode article) {
    for (JsonNode paragraph : article.path("paragraphs")) {
      String context = paragraph.path("context").asText();
      for (JsonNode question : paragraph.path("qas")) {
        ready.add(row(article.path("title").asText(), context, question));
      }
    }
  }

  private Row row(String title, String context, JsonNode question) {
    RowLocation location = RowLocation.row(++number);
    List<Map<String, Object>> spans = new ArrayList<>();
    for (JsonNode answer : question.path("answers")) {
      String text = answer.path("text").asText();
      OptionalInt start = start(context, text, answer.path("answer_start").asInt(-1));
      if (start.isEmpty()) {
        return new Row.Unreadable(
            location,
            new Rejection(
                RejectionReason.SPAN_OUTSIDE_TEXT,
                "answer spans outside the passage: %s is not at its character %s"
                    .formatted(Excerpt.of(text), answer.path("answer_start"))),
            question.path("question").asText());
      }
      int end = start.getAsInt() + text.codePointCount(0, text.length());
      spans.add(Map.of("start", start.getAsInt(), "end", end));
    }
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put(FieldNames.ID, question.path("id").asText(null));
    fields.put(FieldNames.TEXT, question.path("question").asText(null));
    fields.put(FieldNames.TEXT_PAIR, context);
    fields.put(FieldNames.SPANS, spans.stream().distinct().toList());
    fields.put("title", title);
    return new Row.Read(location, mapping.fields(fields));
  }

  /**
   * Returns where an answer starts, in code points. SQuAD counts these, as Python does; files made
   * elsewhere may count UTF-16 units. Empty if the answer is not there either way.
   */
  private static OptionalInt start(String context, String text, int given) {
    if (given < 0 || text.isEmpty()) {
      return OptionalInt.empty();
    }
    if (given <= context.codePointCount(0, context.length())
        && context.startsWith(text, context.offsetByCodePoints(0, given))) {
      return OptionalInt.of(given);
    }
    return given <= context.length() && context.startsWith(text, given)
        ? OptionalInt.of(context.codePointCount(0, given))
        : OptionalInt.empty();
  }

  @Override
  public void close() throws IOException {
    parser.close();
  }
}
