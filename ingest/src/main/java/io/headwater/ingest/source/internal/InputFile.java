package io.headwater.ingest.source.internal;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalDouble;
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

  private static final String LFS_POINTER = "version https://git-lfs.github.com/spec/";
  private static final int LONGEST_SIGNATURE = LFS_POINTER.length();
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

  /**
   * Opens a file of text.
   *
   * @throws IOException if it cannot be read, or is no text in the encoding; the message is one
   *     sentence that names the option that helps
   */
  public static InputFile text(Path file, Charset charset) throws IOException {
    return text(file, charset, ": give --encoding utf-16");
  }

  /** Opens a file of JSON, as {@link #text} does; it must be in UTF-8. */
  static InputFile json(Path file) throws IOException {
    return text(file, StandardCharsets.UTF_8, " but JSON must be in UTF-8");
  }

  private static InputFile text(Path file, Charset charset, String ifUtf16) throws IOException {
    InputFile bytes = open(file);
    try {
      bytes.mark(LONGEST_SIGNATURE);
      byte[] first = bytes.readNBytes(LONGEST_SIGNATURE);
      bytes.reset();
      if (charset.equals(StandardCharsets.UTF_8) && isUtf16(first)) {
        throw new IOException("file " + file + " is in UTF-16" + ifUtf16);
      }
      Optional<String> other = noText(first);
      if (other.isPresent()) {
        throw new IOException("file " + file + " is no text but " + other.get());
      }
      return bytes;
    } catch (IOException | RuntimeException e) {
      bytes.close();
      throw e;
    }
  }

  private static boolean isUtf16(byte[] first) {
    return startsWith(first, 0xff, 0xfe) || startsWith(first, 0xfe, 0xff);
  }

  /** Says what bytes are that other programs write under a name that promises text. */
  private static Optional<String> noText(byte[] first) {
    if (startsWith(first, 'P', 'K', 3, 4)) {
      return Optional.of("a zip archive or an Excel file: give --format xlsx or --archive");
    }
    if (startsWith(first, 'P', 'A', 'R', '1')) {
      return Optional.of("Parquet: give --format parquet");
    }
    if (startsWith(first, 0xd0, 0xcf, 0x11, 0xe0)) {
      return Optional.of("an old or an encrypted Excel file: save it as .xlsx without a password");
    }
    return isPointer(first)
        ? Optional.of("a pointer of git-lfs: fetch the data with 'git lfs pull'")
        : Optional.empty();
  }

  private static boolean isPointer(byte[] first) {
    return new String(first, StandardCharsets.ISO_8859_1).startsWith(LFS_POINTER);
  }

  /**
   * Checks that a file holds data, and is not what git-lfs leaves where data was not fetched.
   *
   * @throws IOException if it is, or cannot be read; the message is one sentence
   */
  static void requireNoPointer(Path file) throws IOException {
    try (InputStream bytes = Files.newInputStream(file)) {
      if (isPointer(bytes.readNBytes(LONGEST_SIGNATURE))) {
        throw new IOException(
            "file " + file + " is a pointer of git-lfs: fetch the data with 'git lfs pull'");
      }
    }
  }

  /** Passes over the mark that some editors put before UTF-8. */
  public void skipByteOrderMark() throws IOException {
    mark(3);
    if (!startsWith(readNBytes(3), 0xef, 0xbb, 0xbf)) {
      reset();
    }
  }

  /** Returns a file's name without the extension of its compression. */
  public static String plainName(String name) {
    return name.replaceFirst("\\.(gz|zst|bz2)$", "");
  }

  /** Returns how much of a stream was read, from 0 to 1, if it is a file. */
  public static OptionalDouble share(InputStream bytes) {
    return bytes instanceof InputFile file
        ? OptionalDouble.of(file.share())
        : OptionalDouble.empty();
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
