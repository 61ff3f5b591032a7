package io.headwater.model.checkpoint.internal;

import io.headwater.model.checkpoint.CheckpointManifest.StoredFile;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Computes sizes and SHA-256 digests of files, and syncs files to the disk. */
public final class FileDigests {
  private static final int CHUNK = 1 << 17;

  private FileDigests() {}

  /** Returns name, size and digest of a file, which must not be a link. */
  public static StoredFile of(Path file) throws IOException {
    return of(file.toAbsolutePath().getParent(), file.toAbsolutePath());
  }

  /**
   * Returns name, size and digest of a file, which must not be a link.
   *
   * @param folder folder within which the name leads to the file
   */
  public static StoredFile of(Path folder, Path file) throws IOException {
    MessageDigest digest = sha256();
    long size = 0;
    try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      byte[] chunk = new byte[CHUNK];
      for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
        digest.update(chunk, 0, read);
        size += read;
      }
    }
    String name = folder.relativize(file).toString().replace(File.separatorChar, '/');
    return new StoredFile(name, size, HexFormat.of().formatHex(digest.digest()));
  }

  /** Waits until the bytes of a file or folder would survive a loss of power. */
  public static void sync(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
