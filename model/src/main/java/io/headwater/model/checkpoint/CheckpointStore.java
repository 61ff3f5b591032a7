package io.headwater.model.checkpoint;

import io.headwater.model.checkpoint.internal.ManifestJson;
import io.headwater.schemas.CheckpointAnnouncement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Holds checkpoint folders under a URI. */
public interface CheckpointStore extends AutoCloseable {

  /**
   * What was stored.
   *
   * @param uri where the folder is
   * @param manifest its manifest, with the digests of all other files
   * @param manifestFile digest of the manifest itself
   */
  record Stored(
      String uri, CheckpointManifest manifest, CheckpointManifest.StoredFile manifestFile) {}

  /** Writes the files of a checkpoint into a folder. */
  @FunctionalInterface
  interface Content {
    /** Writes every file but the manifest into {@code folder}, which is empty. */
    void writeTo(Path folder) throws IOException;
  }

  /**
   * Stores a checkpoint: written under a temporary name, synced, hashed, renamed to a name made of
   * version, epoch and hash.
   *
   * @param manifest manifest whose {@code files} are yet empty
   * @param content writes the other files
   */
  Stored put(CheckpointManifest manifest, Content content) throws IOException;

  /**
   * Returns a local folder with the checkpoint's files, every one checked against the announced
   * digest before it is returned.
   *
   * @throws CorruptCheckpointException if a file is missing, of another size or of another digest
   */
  Path fetch(CheckpointAnnouncement announcement) throws IOException;

  /**
   * Returns the manifest of a checkpoint, checked with its other files as {@link #fetch} does.
   *
   * @throws CorruptCheckpointException as {@link #fetch} does
   */
  default CheckpointManifest manifest(CheckpointAnnouncement announcement) throws IOException {
    return ManifestJson.decode(Files.readAllBytes(fetch(announcement).resolve(ManifestJson.FILE)));
  }

  /**
   * Removes a stored checkpoint; absent ones are fine.
   *
   * @throws CorruptCheckpointException if the announcement contradicts itself: its URI is that of
   *     another checkpoint
   * @throws IllegalArgumentException if its URI is not one of this store
   */
  void delete(CheckpointAnnouncement announcement) throws IOException;

  @Override
  void close();
}
