package io.headwater.model.checkpoint;

import io.headwater.model.checkpoint.internal.ManifestJson;
import io.headwater.schemas.CheckpointAnnouncement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Holds checkpoint folders under a URI. */
public interface CheckpointStore extends AutoCloseable {

  /**
   * What was stored.
   *
   * @param uri where the folder is
   * @param manifest its manifest, with the digests of all other files
   * @param manifestFile digest of the manifest itself
   * @param fileUris where files lie that can be read apart from the others, by their names
   */
  record Stored(
      String uri,
      CheckpointManifest manifest,
      CheckpointManifest.StoredFile manifestFile,
      Map<String, String> fileUris) {
    /** Copies the map. */
    public Stored {
      fileUris = Map.copyOf(fileUris);
    }

    /** Makes what was stored as one folder. */
    public Stored(
        String uri, CheckpointManifest manifest, CheckpointManifest.StoredFile manifestFile) {
      this(uri, manifest, manifestFile, Map.of());
    }
  }

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
   * @param before a checkpoint that may have some of the same files: if it lies in this store,
   *     those are not stored a second time
   * @param content writes the other files
   */
  Stored put(CheckpointManifest manifest, Optional<CheckpointAnnouncement> before, Content content)
      throws IOException;

  /** Stores a checkpoint that shares its files with no other. */
  default Stored put(CheckpointManifest manifest, Content content) throws IOException {
    return put(manifest, Optional.empty(), content);
  }

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

  /** Removes a stored checkpoint that shares its files with no other. */
  default void delete(CheckpointAnnouncement announcement) throws IOException {
    delete(announcement, List.of());
  }

  /**
   * Removes a stored checkpoint; does nothing if it is absent.
   *
   * @param others checkpoints that stay, with the files that they share with this one
   * @throws CorruptCheckpointException if the announcement contradicts itself: its URI names
   *     another checkpoint
   * @throws IllegalArgumentException if its URI does not belong to this store
   */
  void delete(CheckpointAnnouncement announcement, Collection<CheckpointAnnouncement> others)
      throws IOException;

  @Override
  void close();
}
