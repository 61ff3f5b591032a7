package io.headwater.ingest.source.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.headwater.ingest.source.ColumnMapping;
import io.headwater.ingest.source.Row;
import io.headwater.ingest.source.RowLocation;
import io.headwater.ingest.source.Rows;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Pattern;

/**
 * Reads the JSON objects of a stream: those of an array if it starts with one, otherwise those on
 * its lines, of which blank ones are skipped.
 */
public final class JsonRows implements Rows {
  private static final int LONGEST_EXCERPT = 500;
  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

  /** Most blank bytes before a bracket that still starts an array. */
  private static final int MOST_BLANKS = 1 << 13;

  /** Jackson's note on where an object began, which refers to its own internals. */
  private static final Pattern START_MARKER = Pattern.compile(" \\(start marker at \\[.*?]\\)");

  private static final ObjectReader OBJECTS =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build()
          .readerFor(Object.class);

  private final InputStream bytes;
  private final String file;
  private final ColumnMapping mapping;

  /** The lines or elements; unknown until the first row is asked for. */
  private Optional<Pieces> pieces = Optional.empty();

  private boolean array;

  /**
   * Makes the rows of a stream, which is closed with them.
   *
   * @param bytes supports marks
   * @param file name of the file, for locations; empty if there is only one
   * @param mapping which key of an object is which field
   */
  public JsonRows(InputStream bytes, String file, ColumnMapping mapping) {
    this.bytes = bytes;
    this.file = file;
    this.mapping = mapping;
  }

  /**
   * Opens a file.
   *
   * @param name what locations call the file; empty if there is only one
   */
  public static JsonRows open(Path file, String name, ColumnMapping mapping) throws IOException {
    return new JsonRows(InputFile.json(file), name, mapping);
  }

  @Override
  public Optional<Row> next() throws IOException {
    if (pieces.isEmpty()) {
      array = startsArray();
      pieces =
          Optional.of(
              array
                  ? new BoundedElements(bytes, JsonRow.LONGEST)
                  : new BoundedLines(bytes, JsonRow.LONGEST));
    }
    Pieces all = pieces.get();
    Optional<byte[]> piece = all.next();
    while (piece.isPresent() && isBlank(piece.get()) && !array) {
      piece = all.next();
    }
    return piece.isEmpty() ? Optional.empty() : Optional.of(row(piece.get(), all));
  }

  /** Looks at no more than the first sign, since a pipe may be slow to give more. */
  private boolean startsArray() throws IOException {
    bytes.mark(MOST_BLANKS);
    int sign = bytes.read();
    for (int i = 1; i < MOST_BLANKS && (isBlank((byte) sign) || isMark(i - 1, sign)); i++) {
      sign = bytes.read();
    }
    bytes.reset();
    return sign == '[';
  }

  private static boolean isMark(int at, int sign) {
    return at < BYTE_ORDER_MARK.length && (byte) sign == BYTE_ORDER_MARK[at];
  }

  private Row row(byte[] piece, Pieces all) throws IOException {
    String unit = array ? "row" : "line";
    RowLocation location = new RowLocation(unit, all.number(), file);
    if (all.cut()) {
      return unreadable(
          location, "the " + unit + " is longer than " + JsonRow.LONGEST + " bytes", piece);
    }
    int from = all.number() == 1 && startsWithMark(piece) ? BYTE_ORDER_MARK.length : 0;
    Object value;
    try {
      value = OBJECTS.readValue(piece, from, piece.length - from);
    } catch (JsonProcessingException e) {
      return unreadable(location, "the " + unit + " is not JSON: " + sentence(e), piece);
    } catch (IOException e) {
      return unreadable(location, "the " + unit + " is not JSON: " + e.getMessage(), piece);
    }
    return JsonRow.of(value, location, mapping, text(piece));
  }

  static String sentence(JsonProcessingException e) {
    String column =
        e.getLocation() == null ? "" : " (at column " + e.getLocation().getColumnNr() + ")";
    String message = e.getOriginalMessage().lines().findFirst().orElse("unreadable");
    return START_MARKER.matcher(message).replaceAll("") + column;
  }

  private static Row unreadable(RowLocation location, String detail, byte[] line) {
    return Row.Unreadable.of(location, detail, text(line));
  }

  private static String text(byte[] line) {
    return new String(line, 0, Math.min(line.length, LONGEST_EXCERPT), StandardCharsets.UTF_8);
  }

  private static boolean startsWithMark(byte[] line) {
    int length = BYTE_ORDER_MARK.length;
    return line.length >= length && Arrays.equals(line, 0, length, BYTE_ORDER_MARK, 0, length);
  }

  private static boolean isBlank(byte[] line) {
    for (byte b : line) {
      if (!isBlank(b)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isBlank(byte sign) {
    return sign == ' ' || sign == '\t' || sign == '\r' || sign == '\n';
  }

  @Override
  public OptionalDouble share() {
    return InputFile.share(bytes);
  }

  @Override
  public void close() throws IOException {
    bytes.close();
  }
}
