package io.headwater.model.pretrained.internal;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.headwater.model.checkpoint.CorruptCheckpointException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** The small text that git leaves in place of a large file until git-lfs has fetched it. */
public final class LfsPointer {
  private static final byte[] BEGINNING = "version https://git-lfs".getBytes(US_ASCII);

  private LfsPointer() {}

  /**
   * Refuses such a text.
   *
   * @throws CorruptCheckpointException if the file is one
   */
  public static void refuse(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      if (Arrays.equals(in.readNBytes(BEGINNING.length), BEGINNING)) {
        throw new CorruptCheckpointException(
            file.getFileName()
                + ": a git-lfs pointer in place of the file; git lfs pull fetches it");
      }
    }
  }
}
