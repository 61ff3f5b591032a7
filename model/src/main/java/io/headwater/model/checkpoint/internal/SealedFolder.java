package io.headwater.model.checkpoint.internal;

import io.headwater.model.checkpoint.CheckpointManifest;
import io.headwater.model.checkpoint.CheckpointManifest.StoredFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A folder whose files are all synced to the disk, the manifest last.
 *
 * @param manifest the manifest with the digests of all other files
 * @param manifestFile digest of the manifest
 */
public record SealedFolder(CheckpointManifest manifest, StoredFile manifestFile) {
  /** Syncs a folder's files to the disk, and adds a manifest with their digests. */
  public static SealedFolder seal(Path folder, CheckpointManifest manifest) throws IOException {
    CheckpointManifest complete = withFiles(manifest, settle(folder));
    Path file = folder.resolve(ManifestJson.FILE);
    Files.write(file, ManifestJson.encode(complete));
    FileDigests.sync(file);
    StoredFile digest = FileDigests.of(file);
    FileDigests.sync(folder);
    return new SealedFolder(complete, digest);
  }

  /** Returns the checkpoint's name, {@code v<version>-e<epoch>-<hash>}. */
  public String name() {
    return name(manifest.version(), manifest.epoch(), manifestFile);
  }

  /** Returns the name of the checkpoint with a manifest. */
  public static String name(long version, int epoch, StoredFile manifestFile) {
    return "v%d-e%d-%s".formatted(version, epoch, manifestFile.sha256().substring(0, 12));
  }

  /** Returns every file, the manifest last: the order in which they are announced. */
  public List<StoredFile> files() {
    List<StoredFile> files = new ArrayList<>(manifest.files());
    files.add(manifestFile);
    return files;
  }

  private static List<StoredFile> settle(Path folder) throws IOException {
    List<StoredFile> files = new ArrayList<>();
    for (Path file : Folders.list(folder)) {
      if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
          || file.getFileName().toString().equals(ManifestJson.FILE)) {
        throw new IllegalArgumentException(
            file.getFileName() + " must be a plain file other than " + ManifestJson.FILE);
      }
      FileDigests.sync(file);
      files.add(FileDigests.of(file));
    }
    return files;
  }

  private static CheckpointManifest withFiles(CheckpointManifest manifest, List<StoredFile> files) {
    return new CheckpointManifest(
        manifest.model(),
        manifest.version(),
        manifest.epoch(),
        manifest.step(),
        manifest.sequence(),
        manifest.parents(),
        manifest.tasks(),
        manifest.positions(),
        manifest.trainerState(),
        manifest.canaries(),
        files);
  }
}
