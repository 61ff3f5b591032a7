package io.headwater.ingest.source.internal;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.commons.compress.archivers.ArchiveEntry;
import org.apache.commons.compress.archivers.ArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveInputStream;

/** The files in a tar or zip archive, in the archive's order. */
public final class ArchiveEntries implements AutoCloseable {
  /** Most bytes of an entry that is read; no text on a topic can be as large. */
  public static final int LARGEST = 16 << 20;

  private final ArchiveInputStream<? extends ArchiveEntry> archive;

  private ArchiveEntries(ArchiveInputStream<? extends ArchiveEntry> archive) {
    this.archive = archive;
  }

  /**
   * Opens an archive: zip where the file's name ends in .zip, otherwise tar.
   *
   * @throws IOException if it cannot be read
   */
  public static ArchiveEntries open(Path file) throws IOException {
    InputStream bytes = new BufferedInputStream(CompressedFile.open(file));
    boolean zip = file.getFileName().toString().endsWith(".zip");
    return new ArchiveEntries(
        zip ? new ZipArchiveInputStream(bytes) : new TarArchiveInputStream(bytes, "UTF-8"));
  }

  /** Returns the name of the next file, or nothing at the end. */
  public Optional<String> next() throws IOException {
    ArchiveEntry entry = archive.getNextEntry();
    while (entry != null && (entry.isDirectory() || !archive.canReadEntryData(entry))) {
      entry = archive.getNextEntry();
    }
    return Optional.ofNullable(entry).map(ArchiveEntry::getName);
  }

  /** Returns the bytes of the file that {@link #next} named; one too many where it is too large. */
  public byte[] bytes() throws IOException {
    return archive.readNBytes(LARGEST + 1);
  }

  @Override
  public void close() throws IOException {
    archive.close();
  }
}
