package io.headwater.ingest.source.internal;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;

/**
 * Splits a JSON array into the bytes of its elements, keeping at most a given number of bytes of
 * each.
 *
 * <p>Only brackets, commas and quotes are looked at, so an element that is not JSON costs no other.
 */
final class BoundedElements implements Pieces {
  private static final int BUFFER = 64 << 10;
  private static final int FIRST_SIZE = 512;
  private static final int END = -1;

  private final InputStream bytes;
  private final int longest;
  private final byte[] buffer = new byte[BUFFER];
  private int position;
  private int end;
  private boolean begun;
  private boolean closed;
  private byte[] element = new byte[FIRST_SIZE];
  private int length;
  private boolean blank;
  private boolean cut;
  private long number;

  /**
   * Starts before an array's opening bracket, which only blanks or a byte order mark may precede.
   *
   * @param longest most bytes that are kept of an element
   */
  BoundedElements(InputStream bytes, int longest) {
    this.bytes = bytes;
    this.longest = longest;
  }

  @Override
  public Optional<byte[]> next() throws IOException {
    while (!begun) {
      begun = read() == '[';
    }
    if (closed) {
      return Optional.empty();
    }
    readElement();
    if (closed) {
      requireEnd();
    }
    if (closed && blank) { // an empty array, or a comma before the bracket
      return Optional.empty();
    }
    number++;
    return Optional.of(Arrays.copyOf(element, length));
  }

  /** Reads to a comma or the closing bracket. */
  private void readElement() throws IOException {
    length = 0;
    blank = true;
    cut = false;
    int depth = 0;
    boolean text = false;
    boolean escaped = false;
    while (true) {
      int next = read();
      if (next == END) {
        throw new IOException("the array is not closed, so the file may have been cut short");
      }
      if (text) {
        text = escaped || next != '"';
        escaped = !escaped && next == '\\';
      } else if (next == '"') {
        text = true;
      } else if (next == '{' || next == '[') {
        depth++;
      } else if (depth == 0 && (next == ',' || next == ']')) {
        closed = next == ']';
        return;
      } else if (next == '}' || next == ']') {
        depth = Math.max(0, depth - 1);
      }
      keep(next);
    }
  }

  private void keep(int next) {
    blank &= isBlank(next);
    cut |= length >= longest;
    if (cut) {
      return;
    }
    if (length == element.length) {
      element = Arrays.copyOf(element, Math.min(longest, 2 * length));
    }
    element[length++] = (byte) next;
  }

  private void requireEnd() throws IOException {
    for (int next = read(); next != END; next = read()) {
      if (!isBlank(next)) {
        throw new IOException(
            "more follows behind the end of the array; rows that are lists must be in one list");
      }
    }
  }

  private static boolean isBlank(int sign) {
    return sign == ' ' || sign == '\t' || sign == '\r' || sign == '\n';
  }

  private int read() throws IOException {
    if (position == end) {
      position = 0;
      end = Math.max(0, bytes.read(buffer));
    }
    return position < end ? buffer[position++] & 0xff : END;
  }

  @Override
  public long number() {
    return number;
  }

  @Override
  public boolean cut() {
    return cut;
  }
}
