package io.headwater.ingest.source.internal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** Cuts a stream of bytes into lines, of which none may take more than so much memory. */
final class Lines {
  private final InputStream bytes;
  private final int longest;
  private boolean ended;
  private boolean cut;
  private long number;

  /**
   * Starts at the stream's next byte.
   *
   * @param longest bytes that are kept of a line
   */
  Lines(InputStream bytes, int longest) {
    this.bytes = bytes;
    this.longest = longest;
  }

  /** Returns the next line without its end, cut where it is too long, or nothing at the end. */
  Optional<byte[]> next() throws IOException {
    if (ended) {
      return Optional.empty();
    }
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    cut = false;
    number++;
    int read;
    boolean any = false;
    while ((read = bytes.read()) >= 0 && read != '\n') {
      any = true;
      if (line.size() < longest) {
        line.write(read);
      } else {
        cut = true;
      }
    }
    ended = read < 0;
    return ended && !any ? Optional.empty() : Optional.of(line.toByteArray());
  }

  /** Returns the number of the line returned last, from 1. */
  long number() {
    return number;
  }

  /** Returns whether the line returned last was longer than what is kept of it. */
  boolean cut() {
    return cut;
  }
}
