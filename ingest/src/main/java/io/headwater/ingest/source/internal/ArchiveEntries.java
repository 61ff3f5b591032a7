package io.headwater.ingest.source.internal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Enumeration;
import java.util.Optional;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.apache.commons.compress.archivers.zip.ZipMethod;

/** The files in a tar or zip archive, in the archive's order. */
public abstract sealed class ArchiveEntries implements AutoCloseable {
  /** Largest entry that is read, in bytes; no text on a topic can be as large. */
  public static final int LARGEST = 16 << 20;

  /**
   * A file in the archive.
   *
   * @param name its path in the archive
   * @param fault why its bytes cannot be read; empty if they can
   */
  public record Entry(String name, Optional<String> fault) {}

  /**
   * Opens an archive: zip where the file begins as one, otherwise tar.
   *
   * @throws IOException if it cannot be read
   */
  public static ArchiveEntries open(Path file) throws IOException {
    byte[] first;
    try (InputStream bytes = Files.newInputStream(file)) {
      first = bytes.readNBytes(2);
    }
    return Arrays.equals(first, new byte[] {'P', 'K'}) ? new Zip(file) : new Tar(file);
  }

  /** Returns the next file, or nothing at the end. */
  public abstract Optional<Entry> next() throws IOException;

  /**
   * Returns the bytes of the file that {@link #next} returned last, which must have no fault.
   *
   * <p>At most {@link #LARGEST} + 1 bytes are returned; that many mean the file is too large.
   */
  public abstract byte[] bytes() throws IOException;

  @Override
  public abstract void close() throws IOException;

  /** Returns whether an entry only keeps what macOS notes about another file. */
  private static boolean isNoteOfMacOs(String name) {
    return name.startsWith("__MACOSX/")
        || name.substring(name.lastIndexOf('/') + 1).startsWith("._");
  }

  /** Returns bytes as the text that UTF-8 makes of them, or if they are none, another encoding. */
  private static String text(byte[] bytes, Charset otherwise) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      return new String(bytes, otherwise);
    }
  }

  private static String plain(String name) {
    return name.replaceFirst("^(\\./+)+", "");
  }

  private static final class Tar extends ArchiveEntries {
    private final TarArchiveInputStream archive;

    Tar(Path file) throws IOException {
      // Keeps every byte of a name, whose encoding a tar does not tell.
      archive = new TarArchiveInputStream(InputFile.open(file), "ISO-8859-1");
    }

    @Override
    public Optional<Entry> next() throws IOException {
      TarArchiveEntry entry = archive.getNextEntry();
      while (entry != null && (entry.isDirectory() || isNoteOfMacOs(entry.getName()))) {
        entry = archive.getNextEntry();
      }
      return Optional.ofNullable(entry).map(file -> new Entry(name(file), fault(file)));
    }

    private static String name(TarArchiveEntry entry) {
      String name = plain(entry.getName());
      return name.chars().allMatch(sign -> sign <= 0xff)
          ? text(name.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.ISO_8859_1)
          : name; // told in UTF-8, as newer tars can
    }

    private Optional<String> fault(TarArchiveEntry entry) {
      return archive.canReadEntryData(entry)
          ? Optional.empty()
          : Optional.of("the entry is of a kind that is not supported");
    }

    @Override
    public byte[] bytes() throws IOException {
      return archive.readNBytes(LARGEST + 1);
    }

    @Override
    public void close() throws IOException {
      archive.close();
    }
  }

  /** Reads the directory at the archive's end, without which some entries' ends are unknown. */
  private static final class Zip extends ArchiveEntries {
    private final ZipFile archive;
    private final Enumeration<ZipArchiveEntry> entries;
    private Optional<ZipArchiveEntry> current = Optional.empty();

    Zip(Path file) throws IOException {
      archive = ZipFile.builder().setPath(file).get();
      entries = archive.getEntriesInPhysicalOrder();
    }

    @Override
    public Optional<Entry> next() {
      do {
        current = entries.hasMoreElements() ? Optional.of(entries.nextElement()) : Optional.empty();
      } while (current
          .filter(file -> file.isDirectory() || isNoteOfMacOs(file.getName()))
          .isPresent());
      return current.map(file -> new Entry(plain(name(file)), fault(file)));
    }

    /** Returns the name, by the standard in code page 437 unless it says otherwise. */
    private static String name(ZipArchiveEntry entry) {
      return entry.getNameSource() == ZipArchiveEntry.NameSource.NAME
          ? text(entry.getRawName(), Charset.forName("IBM437"))
          : entry.getName();
    }

    private Optional<String> fault(ZipArchiveEntry entry) {
      if (archive.canReadEntryData(entry)) {
        return Optional.empty();
      }
      if (entry.getGeneralPurposeBit().usesEncryption()) {
        return Optional.of("the entry is encrypted");
      }
      ZipMethod method = ZipMethod.getMethodByCode(entry.getMethod());
      return Optional.of(
          "the entry is compressed by a method that is not supported: "
              + (method == null ? "number " + entry.getMethod() : method));
    }

    @Override
    public byte[] bytes() throws IOException {
      try (InputStream bytes = archive.getInputStream(current.orElseThrow())) {
        return bytes.readNBytes(LARGEST + 1);
      }
    }

    @Override
    public void close() throws IOException {
      archive.close();
    }
  }
}
