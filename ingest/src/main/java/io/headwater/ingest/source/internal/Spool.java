package io.headwater.ingest.source.internal;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Keeps bytes in a temporary file until they are needed. */
final class Spool implements AutoCloseable {
  private final FileChannel file;
  private long end;

  /** Where in the file some bytes are kept. */
  record Slip(long from, int length) {}

  Spool() throws IOException {
    Path path = Files.createTempFile("headwater-spool", "");
    this.file =
        FileChannel.open(
            path,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            StandardOpenOption.DELETE_ON_CLOSE);
  }

  Slip put(byte[] bytes) throws IOException {
    Slip slip = new Slip(end, bytes.length);
    ByteBuffer left = ByteBuffer.wrap(bytes);
    while (left.hasRemaining()) {
      end += file.write(left, end);
    }
    return slip;
  }

  byte[] get(Slip slip) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(slip.length());
    while (bytes.hasRemaining()) {
      if (file.read(bytes, slip.from() + bytes.position()) < 0) {
        throw new EOFException("the temporary file of an archive's entries was cut short");
      }
    }
    return bytes.array();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
