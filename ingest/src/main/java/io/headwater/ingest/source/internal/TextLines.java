package io.headwater.ingest.source.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.charset.Charset;
import java.util.Optional;

/**
 * Splits text into lines, keeping at most {@value #LONGEST} characters of each.
 *
 * <p>The first line's end says which sign ends lines in this file: a line feed, with any carriage
 * returns before it, or a carriage return. The other sign is text, as in {@link CsvRecords}.
 */
final class TextLines implements AutoCloseable {
  private static final int LONGEST = 16 << 20;
  private static final int BUFFER = 1 << 16;
  private static final int END = -1;

  private final Encoding encoding;
  private final Reader text;
  private final char[] buffer = new char[BUFFER];
  private int position;
  private int end;

  /** Whether a carriage return ends lines; unknown until the first line ends. */
  private Optional<Boolean> returnsEnd = Optional.empty();

  /** Blank lines that were passed with the end of the first one. */
  private int blanksPassed;

  private final StringBuilder line = new StringBuilder();
  private Optional<String> fault = Optional.empty();
  private long number;

  /** Starts at the first character, or behind a byte order mark; the stream is closed with this. */
  TextLines(InputStream bytes, Charset charset) throws IOException {
    this.encoding = new Encoding(charset);
    this.text = encoding.decode(bytes);
    if (peek() == Encoding.BYTE_ORDER_MARK) {
      position++;
    }
  }

  /**
   * Reads the next line; returns false at the end.
   *
   * @throws IOException if the stream cannot be read
   */
  boolean next() throws IOException {
    line.setLength(0);
    fault = Optional.empty();
    if (blanksPassed > 0) {
      blanksPassed--;
      number++;
      return true;
    }
    if (peek() == END) {
      return false;
    }
    number++;
    int sign = peek();
    while (sign != END && !isEnd(sign)) {
      keep((char) sign);
      position++;
      sign = peek();
    }
    passEnd(sign);
    return true;
  }

  private boolean isEnd(int sign) {
    return returnsEnd.isEmpty()
        ? sign == '\n' || sign == '\r'
        : sign == (returnsEnd.get() ? '\r' : '\n');
  }

  private void keep(char sign) {
    if (line.length() < LONGEST) {
      line.append(sign);
    } else if (fault.isEmpty()) {
      fault = Optional.of("the line is longer than " + LONGEST + " characters");
    }
    if (sign >= Encoding.FIRST_IN_DOUBT && fault.isEmpty()) {
      fault = encoding.fault(sign);
    }
  }

  private void passEnd(int sign) throws IOException {
    if (returnsEnd.isPresent() || sign == '\n' || sign == END) {
      position += sign == END ? 0 : 1;
      returnsEnd = returnsEnd.isPresent() ? returnsEnd : Optional.of(false);
      dropReturns();
      return;
    }
    int returns = 0;
    while (peek() == '\r') {
      position++;
      returns++;
    }
    returnsEnd = Optional.of(peek() != '\n');
    if (returnsEnd.get()) {
      blanksPassed = returns - 1;
    } else {
      position++;
    }
  }

  /** Drops the carriage returns that stand before a line feed, or at the end of the text. */
  private void dropReturns() {
    while (line.length() > 0 && line.charAt(line.length() - 1) == '\r') {
      line.setLength(line.length() - 1);
    }
  }

  private int peek() throws IOException {
    if (position == end) {
      position = 0;
      end = Math.max(0, text.read(buffer, 0, BUFFER));
    }
    return position < end ? buffer[position] : END;
  }

  /** Returns the line read last, without its end. */
  String line() {
    return Encoding.shown(line);
  }

  /** Returns why the line read last may not be what its author meant. */
  Optional<String> fault() {
    return fault;
  }

  /** Returns the number of the line read last, from 1, or of all lines at the end. */
  long number() {
    return number;
  }

  @Override
  public void close() throws IOException {
    text.close();
  }
}
