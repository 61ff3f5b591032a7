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
   * Stores a checkpoint. It is written under a temporary name, synced and hashed, and then renamed
   * to a name made of version, epoch and hash.
   *
   * @param manifest manifest whose {@code files} are still empty
   * @param content writes the other files
   */
  Stored put(CheckpointManifest manifest, Content content) throws IOException;

  /**
   * Returns a local folder that has at least the wanted files of a checkpoint, each of them checked
   * against the announced digest before it is returned.
   *
   * @throws AbsentCheckpointException if the checkpoint was deleted, or never stored here
   * @throws CorruptCheckpointException if a wanted file is missing or its size or digest differs
   */
  Path fetch(CheckpointAnnouncement announcement, CheckpointFiles wanted) throws IOException;

  /**
   * Returns the manifest of a checkpoint; no other file is read.
   *
   * @throws CorruptCheckpointException as {@link #fetch} does
   */
  default CheckpointManifest manifest(CheckpointAnnouncement announcement) throws IOException {
    Path folder = fetch(announcement, CheckpointFiles.MANIFEST);
    return ManifestJson.decode(Files.readAllBytes(folder.resolve(ManifestJson.FILE)));
  }

  /**
   * Removes a stored checkpoint; does nothing if it is absent.
   *
   * @throws CorruptCheckpointException if the announcement contradicts itself: its URI names
   *     another checkpoint
   * @throws IllegalArgumentException if its URI does not belong to this store
   */
  void delete(CheckpointAnnouncement announcement) throws IOException;

  @Override
  void close();
}
