package io.headwater.ingest.source.internal;

import io.headwater.ingest.source.CsvDialect;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Takes a text table apart into records, and goes on behind one that is at fault.
 *
 * <p>The first record's line end says which sign ends a line in this file: a line feed, with any
 * carriage returns before it, or a carriage return. The other sign is text, so that no part of a
 * value is ever taken for a row of its own; common readers take either for a line end anywhere.
 * Blank lines are passed over.
 */
// Longer than most classes: one pass over the characters, whose state no part can do without.
final class CsvRecords {
  private static final int BUFFER = 1 << 16;
  private static final int LONGEST = 16 << 20;
  private static final int LONGEST_EXCERPT = 500;
  private static final int END = -1;
  private static final Pattern NAMED_DELIMITER = Pattern.compile("sep=[^\r\n\"]");

  private final Encoding encoding;
  private final Reader text;
  private final int quote;
  private String delimiter;
  private char delimiterStart;

  private final char[] buffer = new char[BUFFER];
  private int position;
  private int end;

  /** Whether a carriage return ends lines; unknown until the first record ends. */
  private Optional<Boolean> returnsEnd = Optional.empty();

  private long line = 1;
  private long firstLine;
  private long lastLine;
  private long length;
  private boolean quoted;
  private List<String> values = List.of();
  private Optional<String> fault = Optional.empty();

  /** What was read of the value before the run of characters that starts in the buffer. */
  private final StringBuilder value = new StringBuilder();

  private int run;
  private final StringBuilder excerpt = new StringBuilder();
  private int excerptRun;

  /** Starts at the stream's first character, or behind its byte order mark. */
  CsvRecords(InputStream bytes, CsvDialect dialect) throws IOException {
    this.encoding = new Encoding(dialect.charset());
    this.text = encoding.decode(bytes);
    this.quote = dialect.quote().map(sign -> (int) sign).orElse(END);
    delimiter(dialect.delimiter());
    if (peek() == Encoding.BYTE_ORDER_MARK) {
      position++;
    }
  }

  private void delimiter(String signs) {
    delimiter = signs;
    delimiterStart = signs.charAt(0);
  }

  /**
   * Reads the next record; returns false at the end.
   *
   * @throws IOException if the stream cannot be read
   */
  boolean next() throws IOException {
    while (peek() != END) {
      boolean first = returnsEnd.isEmpty();
      record();
      if (first && NAMED_DELIMITER.matcher(excerpt()).matches()) {
        delimiter(excerpt().substring(excerpt().length() - 1));
      } else if (fault.isPresent() || values.size() > 1 || quoted || !values.get(0).isBlank()) {
        return true;
      }
    }
    return false;
  }

  /** Returns the values of the record read last, in order. */
  List<String> values() {
    return values;
  }

  /** Returns why the record read last may not be what its author meant. */
  Optional<String> fault() {
    return fault;
  }

  /** Returns the number of the line on which the record read last begins, from 1. */
  long line() {
    return firstLine;
  }

  /** Returns how the record read last begins in the file, without the line's end. */
  String excerpt() {
    return Encoding.shown(excerpt).replaceFirst("[\r\n]+$", "");
  }

  private void record() throws IOException {
    values = new ArrayList<>(values.size());
    fault = Optional.empty();
    firstLine = line;
    length = 0;
    quoted = false;
    excerpt.setLength(0);
    excerptRun = position;
    boolean more = true;
    while (more) {
      more = value();
    }
    keepExcerpt();
    if (length > LONGEST) {
      fault = Optional.of("the row is longer than " + LONGEST + " characters" + lines());
    }
  }

  /** Reads a value and what ends it; returns whether another follows in the record. */
  private boolean value() throws IOException {
    value.setLength(0);
    run = position;
    boolean enclosed = quote != END && opensQuote();
    if (enclosed) {
      quoted();
    }
    int closed = value.length();
    while (true) {
      passText();
      int sign = peek();
      if (sign == END || (sign == delimiterStart && isDelimiter())) {
        take(enclosed, closed);
        position += sign == END ? 0 : delimiter.length();
        return sign != END;
      }
      if (sign == '\n' && !returnsEnd.orElse(false)) {
        take(enclosed, closed);
        position++;
        endLine(false);
        return false;
      }
      if (sign == '\r' && returns()) {
        take(enclosed, closed);
        return false;
      }
      position += sign == '\r' ? 0 : 1;
    }
  }

  /** Takes the value read, which nothing but blanks may follow if it was enclosed in quotes. */
  private void take(boolean enclosed, int closed) throws IOException {
    keepRun();
    lastLine = line;
    if (enclosed) {
      if (!value.substring(closed).isBlank()) {
        fault("text follows a quote that closes" + lines());
      }
      value.setLength(closed);
    }
    if (length++ <= LONGEST) { // so that a row of nothing but delimiters is bounded too
      values.add(value.toString());
    }
  }

  /** Passes blanks and a quote behind them; stays where it is if there is none. */
  private boolean opensQuote() throws IOException {
    int blanks = 0;
    while (blanks < BUFFER / 2 && ahead(blanks) == ' ') {
      blanks++;
    }
    if (ahead(blanks) != quote) {
      return false;
    }
    position += blanks + 1;
    run = position;
    return true;
  }

  /** Reads what is enclosed in quotes, and the quote that closes. */
  private void quoted() throws IOException {
    quoted = true;
    long opened = line;
    int before = END;
    for (int sign = peek(); ; before = sign, sign = peek()) {
      if (sign == END) {
        lastLine = before == '\n' || before == '\r' ? line - 1 : line;
        fault("the quote that opens on line " + opened + " is never closed" + lines());
        return;
      }
      position++;
      if (sign == quote) {
        position--;
        keepRun();
        position++;
        run = position;
        if (peek() != quote) {
          return;
        }
        position++; // of two quotes, the second is text
      } else if (sign == (returnsEnd.orElse(false) ? '\r' : '\n')) {
        line++;
      } else if (sign >= Encoding.FIRST_IN_DOUBT) {
        check((char) sign);
      }
    }
  }

  /** Passes characters until one that may end the value. */
  private void passText() throws IOException {
    do {
      while (position < end) {
        char sign = buffer[position];
        if (sign == delimiterStart || sign == '\n' || sign == '\r') {
          return;
        }
        if (sign >= Encoding.FIRST_IN_DOUBT) {
          check(sign);
        }
        position++;
      }
    } while (more());
  }

  private void check(char sign) {
    encoding.fault(sign).ifPresent(this::fault);
  }

  private boolean isDelimiter() throws IOException {
    for (int i = 1; i < delimiter.length(); i++) {
      if (ahead(i) != delimiter.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** Passes carriage returns and returns whether they end the line; otherwise they are text. */
  private boolean returns() throws IOException {
    keepRun();
    int count = 0;
    do {
      position++;
      run = position;
      count++;
    } while (peek() == '\r' && !returnsEnd.orElse(false));
    if (peek() == '\n') {
      position++;
      run = position;
      endLine(returnsEnd.orElse(false));
      return true;
    }
    if (returnsEnd.orElse(true)) {
      line += count - 1; // blank lines
      endLine(true);
      return true;
    }
    if (peek() == END) {
      return true;
    }
    value.append("\r".repeat(count));
    return false;
  }

  private void endLine(boolean byReturn) {
    returnsEnd = Optional.of(byReturn);
    line++;
  }

  private void fault(String sentence) {
    fault = fault.isPresent() ? fault : Optional.of(sentence);
  }

  /** Says which lines are in the record, if there are several. */
  private String lines() {
    return lastLine == firstLine
        ? ""
        : ": lines " + firstLine + " to " + lastLine + " are taken for one row";
  }

  private int peek() throws IOException {
    return ahead(0);
  }

  /** Returns a character up to half a buffer ahead of the position, or {@link #END}. */
  private int ahead(int distance) throws IOException {
    while (position + distance >= end) {
      if (!more()) {
        return END;
      }
    }
    return buffer[position + distance];
  }

  /** Reads more behind the position, and keeps what was passed; returns false at the end. */
  private boolean more() throws IOException {
    keepRun();
    keepExcerpt();
    System.arraycopy(buffer, position, buffer, 0, end - position);
    end -= position;
    position = 0;
    run = 0;
    excerptRun = 0;
    int read = text.read(buffer, end, BUFFER - end);
    end += Math.max(0, read);
    return read > 0;
  }

  private void keepRun() {
    length += position - run;
    if (length <= LONGEST) {
      value.append(buffer, run, position - run);
    }
    run = position;
  }

  private void keepExcerpt() {
    int wanted = Math.min(position - excerptRun, LONGEST_EXCERPT - excerpt.length());
    excerpt.append(buffer, excerptRun, wanted);
    excerptRun = position;
  }
}
