package io.headwater.ingest.source.internal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** Splits a stream of bytes into lines, keeping at most a given number of bytes of each. */
final class BoundedLines implements Pieces {
  private static final int BUFFER = 64 << 10;
  private static final int FIRST_SIZE = 512;

  private final InputStream bytes;
  private final int longest;
  private final byte[] buffer = new byte[BUFFER];
  private int next;
  private int end;
  private boolean ended;
  private boolean cut;
  private long number;

  /**
   * Starts at the stream's next byte.
   *
   * @param longest most bytes that are kept of a line
   */
  BoundedLines(InputStream bytes, int longest) {
    this.bytes = bytes;
    this.longest = longest;
  }

  /** Returns the next line without its line feed, cut if too long, or nothing at the end. */
  @Override
  public Optional<byte[]> next() throws IOException {
    if (ended) {
      return Optional.empty();
    }
    ByteArrayOutputStream line = new ByteArrayOutputStream(FIRST_SIZE);
    cut = false;
    number++;
    boolean any = false;
    while (fill()) {
      int start = next;
      while (next < end && buffer[next] != '\n') {
        next++;
      }
      any |= next > start;
      keep(line, start);
      if (next < end) {
        next++;
        return Optional.of(line.toByteArray());
      }
    }
    ended = true;
    return any ? Optional.of(line.toByteArray()) : Optional.empty();
  }

  /** Fills the buffer if all of it was used; returns false at the end of the stream. */
  private boolean fill() throws IOException {
    if (next == end) {
      next = 0;
      end = Math.max(0, bytes.read(buffer));
    }
    return next < end;
  }

  /** Appends the bytes passed since {@code start} to the line, up to its longest length. */
  private void keep(ByteArrayOutputStream line, int start) {
    int kept = Math.min(next - start, longest - line.size());
    line.write(buffer, start, kept);
    cut |= kept < next - start;
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
