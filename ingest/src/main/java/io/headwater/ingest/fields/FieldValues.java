package io.headwater.ingest.fields;

import io.headwater.schemas.Span;
import io.headwater.schemas.contract.Texts;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.TemporalAccessor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/**
 * Converts the values of fields to the types that examples need.
 *
 * <p>The result is empty for a value that cannot be converted.
 */
public final class FieldValues {
  /** ISO 8601; the T may be a space, and the offset or the time of day may be missing. */
  private static final DateTimeFormatter TIME =
      new DateTimeFormatterBuilder()
          .parseCaseInsensitive()
          .append(DateTimeFormatter.ISO_LOCAL_DATE)
          .optionalStart()
          .appendPattern("['T'][ ]")
          .append(DateTimeFormatter.ISO_LOCAL_TIME)
          .optionalStart()
          .appendPattern("[XXX][XX][X]")
          .toFormatter();

  private static final OptionalInt NONE = OptionalInt.empty();

  /** As milliseconds in April 1970, as seconds in the year 2286. */
  private static final double LEAST_MILLIS = 1e10;

  private FieldValues() {}

  /**
   * Returns a single value as text.
   *
   * <p>Numbers are written as {@link Texts#of} does; NaN and infinity are no text. Half a surrogate
   * pair becomes U+FFFD. Bytes must be UTF-8.
   */
  public static Optional<String> text(Object value) {
    if (value instanceof CharSequence || value instanceof Character || value instanceof Boolean) {
      return Optional.of(Texts.wellFormed(value.toString()));
    }
    if (value instanceof Number number) {
      return isFinite(number) ? Optional.of(Texts.of(number)) : Optional.empty();
    }
    if (value instanceof byte[] bytes) {
      return text(ByteBuffer.wrap(bytes));
    }
    return value instanceof ByteBuffer bytes ? text(bytes.duplicate()) : Optional.empty();
  }

  private static Optional<String> text(ByteBuffer bytes) {
    try {
      return Optional.of(StandardCharsets.UTF_8.newDecoder().decode(bytes).toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  private static boolean isFinite(Number number) {
    return !(number instanceof Double || number instanceof Float)
        || Double.isFinite(number.doubleValue());
  }

  /** Returns the texts of a list or array, or any other value as the only text. */
  static Optional<List<String>> texts(Object value) {
    List<?> values =
        value instanceof List<?> list
            ? list
            : value instanceof Object[] array ? Arrays.asList(array) : List.of(value);
    List<Optional<String>> read =
        values.stream().map(one -> one == null ? Optional.<String>empty() : text(one)).toList();
    return read.stream().allMatch(Optional::isPresent)
        ? Optional.of(read.stream().map(Optional::get).toList())
        : Optional.empty();
  }

  /** Returns a list of objects with the whole numbers {@code start} and {@code end} as spans. */
  static Optional<List<Span>> spans(Object value) {
    if (!(value instanceof List<?> list)) {
      return Optional.empty();
    }
    List<Span> spans = new ArrayList<>();
    for (Object one : list) {
      OptionalInt start = one instanceof Map<?, ?> span ? index(span.get("start")) : NONE;
      OptionalInt end = one instanceof Map<?, ?> span ? index(span.get("end")) : NONE;
      if (start.isEmpty() || end.isEmpty()) {
        return Optional.empty();
      }
      spans.add(new Span(start.getAsInt(), end.getAsInt(), null));
    }
    return Optional.of(spans);
  }

  private static OptionalInt index(Object value) {
    boolean whole = value instanceof Integer || value instanceof Long;
    return whole && ((Number) value).longValue() == ((Number) value).intValue()
        ? OptionalInt.of(((Number) value).intValue())
        : NONE;
  }

  /** Returns a value as a number; text must be a number as Java or JSON writes it. */
  static Optional<Double> number(Object value) {
    if (value instanceof Number number) {
      return Optional.of(number.doubleValue());
    }
    if (!(value instanceof CharSequence)) {
      return Optional.empty();
    }
    try {
      return Optional.of(Double.valueOf(value.toString().strip()));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /**
   * Returns a value as a moment.
   *
   * <p>Numbers, and text of digits alone, are milliseconds since 1970; those of fewer than 11
   * digits are no moments, since they must be seconds. Times without an offset are in UTC, and a
   * day stands for its first moment.
   */
  static Optional<Instant> moment(Object value) {
    if (value instanceof Long millis && isTime(millis)) { // whole milliseconds already
      return Optional.of(Instant.ofEpochMilli(millis));
    }
    try {
      return read(value).map(moment -> Instant.ofEpochMilli(moment.toEpochMilli()));
    } catch (DateTimeException | ArithmeticException e) {
      return Optional.empty();
    }
  }

  private static Optional<Instant> read(Object value) {
    if (value instanceof Instant instant) {
      return Optional.of(instant);
    }
    if (value instanceof OffsetDateTime time) {
      return Optional.of(time.toInstant());
    }
    if (value instanceof ZonedDateTime time) {
      return Optional.of(time.toInstant());
    }
    if (value instanceof LocalDateTime time) {
      return Optional.of(time.toInstant(ZoneOffset.UTC));
    }
    if (value instanceof LocalDate day) {
      return Optional.of(day.atStartOfDay().toInstant(ZoneOffset.UTC));
    }
    if (value instanceof java.sql.Date day) {
      return read(day.toLocalDate());
    }
    if (value instanceof Date date && !(value instanceof java.sql.Time)) {
      return Optional.of(date.toInstant());
    }
    if (value instanceof Number number) {
      return millis(number);
    }
    return value instanceof CharSequence ? parsed(value.toString().strip()) : Optional.empty();
  }

  private static Optional<Instant> millis(Number number) {
    if (!isTime(number.doubleValue())) {
      return Optional.empty();
    }
    return Optional.of(
        Instant.ofEpochMilli(
            number instanceof BigInteger integer ? integer.longValueExact() : number.longValue()));
  }

  /**
   * Returns whether the value is no count of seconds and within long, whose ends mean "no time".
   */
  private static boolean isTime(double millis) {
    return Math.abs(millis) >= LEAST_MILLIS && Math.abs(millis) < 0x1p63;
  }

  private static Optional<Instant> parsed(String text) {
    if (text.matches("-?\\d{11,18}")) {
      return Optional.of(Instant.ofEpochMilli(Long.parseLong(text)));
    }
    TemporalAccessor parsed =
        TIME.parseBest(text, OffsetDateTime::from, LocalDateTime::from, LocalDate::from);
    return read(parsed);
  }

  /** Returns any value as an attribute's text; bytes that are not UTF-8 become hexadecimal. */
  static String attribute(Object value) {
    if (value instanceof List<?> list) {
      return list.stream()
          .map(one -> one == null ? "" : attribute(one))
          .collect(Collectors.joining(", "));
    }
    if (value instanceof byte[] bytes) {
      return text(bytes).orElseGet(() -> HexFormat.of().formatHex(bytes));
    }
    return text(value).orElseGet(value::toString);
  }
}
