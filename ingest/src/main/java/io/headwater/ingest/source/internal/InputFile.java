package io.headwater.ingest.source.internal;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.apache.commons.compress.compressors.zstandard.ZstdCompressorInputStream;

/**
 * The bytes of a file, unpacked if it is compressed, which its first bytes tell; never shorter than
 * what was packed.
 */
public final class InputFile extends FilterInputStream {
  private static final int BUFFER = 1 << 16;

  /** Bytes unpacked at once; where a file is cut short, so many may be lost before the cut. */
  private static final int UNPACKED_AT_ONCE = 1 << 12;

  private static final String CUT = "its compressed bytes are cut short";

  private final Counted stored;
  private final long size;

  private InputFile(InputStream bytes, Counted stored, long size) {
    super(bytes);
    this.stored = stored;
    this.size = size;
  }

  /**
   * Opens a file.
   *
   * @throws IOException if it cannot be read, or is not compressed although its name says so; the
   *     message is one sentence
   */
  public static InputFile open(Path file) throws IOException {
    Counted stored = new Counted(Files.newInputStream(file));
    try {
      InputStream bytes = new BufferedInputStream(stored, BUFFER);
      return new InputFile(unpacked(bytes, file), stored, Files.size(file));
    } catch (EOFException e) {
      stored.close();
      throw new IOException("file " + file + " cannot be read: " + CUT, e);
    } catch (IOException | RuntimeException e) {
      stored.close();
      throw e;
    }
  }

  private static InputStream unpacked(InputStream bytes, Path file) throws IOException {
    bytes.mark(4);
    byte[] first = bytes.readNBytes(4);
    bytes.reset();
    String name = file.getFileName().toString();
    if (startsWith(first, 0x1f, 0x8b)) {
      return buffered(
          GzipCompressorInputStream.builder()
              .setInputStream(bytes)
              .setDecompressConcatenated(true)
              .get());
    }
    if (startsWith(first, 0x28, 0xb5, 0x2f, 0xfd)) {
      return buffered(new ZstdCompressorInputStream(bytes));
    }
    if (startsWith(first, 'B', 'Z', 'h')) {
      return buffered(new BZip2CompressorInputStream(bytes, true));
    }
    if (first.length > 0 && name.matches(".*\\.(gz|tgz|zst|bz2|xz)")) {
      throw new IOException(
          "file "
              + file
              + " is not compressed as the end of its name says by gzip, zstd or bzip2: rename it"
              + " if it is plain, or fetch it again");
    }
    return bytes;
  }

  private static InputStream buffered(InputStream bytes) {
    return new BufferedInputStream(bytes, UNPACKED_AT_ONCE);
  }

  private static boolean startsWith(byte[] bytes, int... wanted) {
    for (int i = 0; i < wanted.length; i++) {
      if (i >= bytes.length || (bytes[i] & 0xff) != wanted[i]) {
        return false;
      }
    }
    return true;
  }

  /** Passes over the mark that some editors put before UTF-8. */
  public void skipByteOrderMark() throws IOException {
    mark(3);
    if (!startsWith(readNBytes(3), 0xef, 0xbb, 0xbf)) {
      reset();
    }
  }

  /** Returns whether the bytes to come start with the byte order mark of UTF-16. */
  public boolean startsAsUtf16() throws IOException {
    mark(2);
    byte[] first = readNBytes(2);
    reset();
    return startsWith(first, 0xff, 0xfe) || startsWith(first, 0xfe, 0xff);
  }

  /** Returns a file's name without the extension of its compression. */
  public static String plainName(String name) {
    return name.replaceFirst("\\.(gz|zst|bz2)$", "");
  }

  /** Returns how much of the file was read, from 0 to 1. */
  public double share() {
    return size == 0 ? 1 : Math.min(1, (double) stored.count.get() / size);
  }

  @Override
  public int read() throws IOException {
    try {
      return super.read();
    } catch (EOFException e) {
      throw new IOException(CUT); // the exception has no message of its own
    }
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    try {
      return super.read(target, offset, Math.min(length, UNPACKED_AT_ONCE));
    } catch (EOFException e) {
      throw new IOException(CUT); // the exception has no message of its own
    }
  }

  /** Counts the bytes read from a stream; a few wait in buffers. */
  private static final class Counted extends FilterInputStream {
    private final AtomicLong count = new AtomicLong();

    Counted(InputStream bytes) {
      super(bytes);
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      int read = super.read(target, offset, length);
      count.addAndGet(Math.max(0, read));
      return read;
    }
  }
}
