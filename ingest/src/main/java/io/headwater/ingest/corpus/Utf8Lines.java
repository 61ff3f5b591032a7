package io.headwater.ingest.corpus;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;

/**
 * Reads lines of UTF-8, without the line feeds that end them but with any carriage returns.
 *
 * <p>Invalid bytes become U+FFFD as in Java's decoder: one for each longest well-formed beginning
 * of a sequence, and one for the three bytes of a lone surrogate.
 */
public final class Utf8Lines implements Iterator<String> {
  private static final int BUFFER = 1 << 16;

  private final InputStream in;
  private final byte[] buffer = new byte[BUFFER];
  private int position;
  private int filled;
  private Optional<String> next;

  /** Reads the first line; the stream is never closed. */
  public Utf8Lines(InputStream in) {
    this.in = in;
    this.next = read();
  }

  @Override
  public boolean hasNext() {
    return next.isPresent();
  }

  /**
   * Returns the next line.
   *
   * @throws UncheckedIOException if the stream cannot be read
   */
  @Override
  public String next() {
    String line = next.orElseThrow(NoSuchElementException::new);
    next = read();
    return line;
  }

  private Optional<String> read() {
    try {
      ByteArrayOutputStream line = new ByteArrayOutputStream();
      boolean any = false;
      while (fill()) {
        any = true;
        int end = position;
        while (end < filled && buffer[end] != '\n') {
          end++;
        }
        line.write(buffer, position, end - position);
        position = end + 1;
        if (end < filled) {
          break;
        }
      }
      return any ? Optional.of(line.toString(StandardCharsets.UTF_8)) : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean fill() throws IOException {
    if (position >= filled) {
      position = 0;
      filled = Math.max(0, in.read(buffer));
    }
    return position < filled;
  }
}
