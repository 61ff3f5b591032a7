package io.headwater.ingest.source.internal;

import io.headwater.schemas.contract.Texts;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dhatim.fastexcel.reader.Cell;
import org.dhatim.fastexcel.reader.CellType;

/**
 * What a cell of a workbook shows.
 *
 * @param text the value; empty if the cell is empty
 * @param fault why there is no value that its author meant; empty if there is nothing wrong
 */
record CellText(Optional<String> text, Optional<String> fault) {
  static final CellText EMPTY = new CellText(Optional.empty(), Optional.empty());

  /** Digits that a spreadsheet keeps of a number; more come of sums of binary fractions. */
  private static final MathContext DIGITS = new MathContext(15, RoundingMode.HALF_EVEN);

  private static final Set<String> ERRORS =
      Set.of(
          "#NULL!",
          "#DIV/0!",
          "#VALUE!",
          "#REF!",
          "#NAME?",
          "#NUM!",
          "#N/A",
          "#GETTING_DATA",
          "#SPILL!",
          "#CALC!",
          "#FIELD!",
          "#BLOCKED!",
          "#UNKNOWN!",
          "#CONNECT!");

  /** Signs that XML cannot hold, or that look like such: ISO/IEC 29500-1, 22.9.2.19. */
  private static final Pattern ESCAPED = Pattern.compile("_x([0-9A-Fa-f]{4})_");

  /** What a format shows as it is: quoted or escaped signs, colours, and all but positives. */
  private static final Pattern NOT_CODES =
      Pattern.compile(
          "\"[^\"]*\"|\\\\.|_.|\\*.|\\[(?!h+]|m+]|s+])[^\\]]*]|;.*", Pattern.CASE_INSENSITIVE);

  private static final Pattern ELAPSED = Pattern.compile("\\[[hms]+]");
  private static final Pattern PADDED = Pattern.compile("0{2,}");
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");
  private static final DateTimeFormatter DAY_AND_TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss");

  /** Returns whether there is nothing to see, and nothing wrong. */
  boolean isBlank() {
    return fault.isEmpty() && text.map(String::isBlank).orElse(true);
  }

  /** Returns what a cell shows. */
  static CellText of(Cell cell) {
    Object value = cell.getValue();
    if (cell.getType() == CellType.ERROR) {
      return faulty(cell, "is the error " + cell.getRawValue());
    }
    if (value == null) {
      boolean computed = cell.getFormula() == null || cell.getRawValue() != null;
      return computed
          ? EMPTY
          : faulty(
              cell,
              "is a formula that was never computed: open and save the file in a spreadsheet"
                  + " program");
    }
    if (value instanceof BigDecimal number) {
      return of(number(cell, number));
    }
    if (value instanceof Boolean truth) {
      return of(truth ? "TRUE" : "FALSE");
    }
    String text = value.toString();
    if (cell.getFormula() != null && ERRORS.contains(text)) {
      return faulty(cell, "is the error " + text);
    }
    return text.isEmpty() ? EMPTY : of(unescaped(text));
  }

  private static CellText of(String text) {
    return new CellText(Optional.of(text), Optional.empty());
  }

  private static CellText faulty(Cell cell, String what) {
    return new CellText(Optional.empty(), Optional.of("cell " + cell.getAddress() + " " + what));
  }

  private static String unescaped(String text) {
    return text.contains("_x")
        ? ESCAPED
            .matcher(text)
            .replaceAll(
                found ->
                    Matcher.quoteReplacement(
                        String.valueOf((char) Integer.parseInt(found.group(1), 16))))
        : text;
  }

  private static String number(Cell cell, BigDecimal number) {
    String format = format(cell);
    try {
      if (ELAPSED.matcher(format).find()) {
        return elapsed(number);
      }
      if (isMoment(format)) {
        return moment(cell.asDate(), format);
      }
    } catch (DateTimeException | ArithmeticException e) {
      return Texts.of(number); // no day that spreadsheets know, and shown by them as signs
    }
    String plain = Texts.of(number.round(DIGITS));
    return PADDED.matcher(format).matches() && plain.matches("\\d+")
        ? "0".repeat(Math.max(0, format.length() - plain.length())) + plain
        : plain;
  }

  /** Returns the codes of a cell's format in lower case; empty if it has none. */
  private static String format(Cell cell) {
    String given = cell.getDataFormatString();
    if (given == null) {
      Integer id = cell.getDataFormatId();
      // Days as East Asian versions write them, whose codes are in no file.
      boolean day = id != null && ((id >= 27 && id <= 36) || (id >= 50 && id <= 58));
      return day ? "yyyy/m/d" : "";
    }
    return given.equalsIgnoreCase("General")
        ? ""
        : NOT_CODES.matcher(given).replaceAll("").toLowerCase(Locale.ROOT);
  }

  private static boolean isMoment(String format) {
    return format.matches(".*[ymdhs].*");
  }

  /** Returns a moment in ISO 8601 with a space; without what the format and the value both lack. */
  private static String moment(LocalDateTime moment, String format) {
    boolean day = format.matches(".*[yd].*") || !format.matches(".*[hs].*");
    boolean time = format.matches(".*[hs].*") || !moment.toLocalTime().equals(LocalTime.MIDNIGHT);
    LocalDateTime rounded = moment.plusNanos(500_000_000).withNano(0);
    if (!day) {
      return TIME.format(rounded);
    }
    return time ? DAY_AND_TIME.format(rounded) : moment.toLocalDate().toString();
  }

  private static String elapsed(BigDecimal days) {
    long seconds =
        days.multiply(BigDecimal.valueOf(86_400))
            .setScale(0, RoundingMode.HALF_UP)
            .longValueExact();
    return String.format(
        Locale.ROOT,
        "%d:%02d:%02d",
        seconds / 3600,
        Math.abs(seconds) / 60 % 60,
        Math.abs(seconds) % 60);
  }
}
