package io.headwater.ingest.source.internal;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
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
   * Opens an archive: zip where the file's name ends in .zip, otherwise tar.
   *
   * @throws IOException if it cannot be read
   */
  public static ArchiveEntries open(Path file) throws IOException {
    return file.getFileName().toString().endsWith(".zip") ? new Zip(file) : new Tar(file);
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

  private static final class Tar extends ArchiveEntries {
    private final TarArchiveInputStream archive;

    Tar(Path file) throws IOException {
      InputStream bytes = new BufferedInputStream(CompressedFile.open(file));
      archive = new TarArchiveInputStream(bytes, "UTF-8");
    }

    @Override
    public Optional<Entry> next() throws IOException {
      TarArchiveEntry entry = archive.getNextEntry();
      while (entry != null && entry.isDirectory()) {
        entry = archive.getNextEntry();
      }
      return Optional.ofNullable(entry).map(file -> new Entry(file.getName(), fault(file)));
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
      } while (current.filter(ZipArchiveEntry::isDirectory).isPresent());
      return current.map(file -> new Entry(file.getName(), fault(file)));
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
