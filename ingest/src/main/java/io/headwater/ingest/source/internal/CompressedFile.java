package io.headwater.ingest.source.internal;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.compressors.zstandard.ZstdCompressorInputStream;

/** Opens files that may be compressed, which their names tell. */
public final class CompressedFile {
  private static final int BUFFER = 1 << 16;

  private CompressedFile() {}

  /** Opens a file and decompresses it if its name ends in .gz, .tgz or .zst. */
  @SuppressWarnings("resource") // closing the returned stream closes the file
  public static InputStream open(Path file) throws IOException {
    InputStream bytes = new BufferedInputStream(Files.newInputStream(file), BUFFER);
    try {
      String name = file.getFileName().toString();
      if (name.endsWith(".gz") || name.endsWith(".tgz")) {
        return new BufferedInputStream(new GZIPInputStream(bytes), BUFFER);
      }
      return name.endsWith(".zst")
          ? new BufferedInputStream(new ZstdCompressorInputStream(bytes), BUFFER)
          : bytes;
    } catch (IOException | RuntimeException e) {
      bytes.close();
      throw e;
    }
  }

  /** Returns a file's name without the extension of its compression. */
  public static String plainName(String name) {
    return name.replaceFirst("\\.(gz|zst)$", "");
  }
}
