package io.headwater.ingest.source.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.headwater.ingest.source.ColumnMapping;
import io.headwater.ingest.source.Row;
import io.headwater.ingest.source.RowLocation;
import io.headwater.ingest.source.Rows;
import io.headwater.schemas.contract.Rejection;
import io.headwater.schemas.contract.RejectionReason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads the JSON objects on the lines of a stream; blank lines are skipped. */
public final class JsonRows implements Rows {
  private static final int LONGEST_LINE = 16 << 20;
  private static final int LONGEST_EXCERPT = 500;
  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

  /** Jackson's note on where an object began, which refers to its own internals. */
  private static final Pattern START_MARKER = Pattern.compile(" \\(start marker at \\[.*?]\\)");

  private static final ObjectReader OBJECTS =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build()
          .readerFor(Object.class);

  private final InputStream bytes;
  private final BoundedLines lines;
  private final String file;
  private final ColumnMapping mapping;

  /**
   * Makes the rows of a stream, which is closed with them.
   *
   * @param file name of the file, for locations; empty if there is only one
   * @param mapping which key of an object is which field
   */
  public JsonRows(InputStream bytes, String file, ColumnMapping mapping) {
    this.bytes = bytes;
    this.lines = new BoundedLines(bytes, LONGEST_LINE);
    this.file = file;
    this.mapping = mapping;
  }

  @Override
  public Optional<Row> next() throws IOException {
    Optional<byte[]> line = lines.next();
    while (line.isPresent() && isBlank(line.get())) {
      line = lines.next();
    }
    return line.map(this::row);
  }

  private Row row(byte[] line) {
    RowLocation location = RowLocation.line(lines.number(), file);
    if (lines.cut()) {
      return unreadable(location, "the line is longer than " + LONGEST_LINE + " bytes", line);
    }
    int from = lines.number() == 1 && startsWithMark(line) ? BYTE_ORDER_MARK.length : 0;
    try {
      Object value = OBJECTS.readValue(line, from, line.length - from);
      if (value instanceof Map<?, ?> object) {
        @SuppressWarnings("unchecked") // Jackson's keys are strings
        Map<String, Object> fields = (Map<String, Object>) object;
        return new Row.Read(location, mapping.fields(fields));
      }
      return unreadable(location, "the line must be a JSON object, in braces", line);
    } catch (JsonProcessingException e) {
      return unreadable(location, "the line is not JSON: " + sentence(e), line);
    } catch (IOException e) {
      return unreadable(location, "the line is not JSON: " + e.getMessage(), line);
    }
  }

  private static String sentence(JsonProcessingException e) {
    String column =
        e.getLocation() == null ? "" : " (at column " + e.getLocation().getColumnNr() + ")";
    String message = e.getOriginalMessage().lines().findFirst().orElse("unreadable");
    return START_MARKER.matcher(message).replaceAll("") + column;
  }

  private static Row unreadable(RowLocation location, String detail, byte[] line) {
    String text =
        new String(line, 0, Math.min(line.length, LONGEST_EXCERPT), StandardCharsets.UTF_8);
    return new Row.Unreadable(
        location, new Rejection(RejectionReason.UNREADABLE_ROW, detail), text);
  }

  private static boolean startsWithMark(byte[] line) {
    int length = BYTE_ORDER_MARK.length;
    return line.length >= length && Arrays.equals(line, 0, length, BYTE_ORDER_MARK, 0, length);
  }

  private static boolean isBlank(byte[] line) {
    for (byte b : line) {
      if (b != ' ' && b != '\t' && b != '\r') {
        return false;
      }
    }
    return true;
  }

  @Override
  public void close() throws IOException {
    bytes.close();
  }
}
