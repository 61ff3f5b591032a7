package io.headwater.model.checkpoint.internal;

import io.headwater.model.checkpoint.CheckpointManifest;
import io.headwater.model.checkpoint.CheckpointManifest.StoredFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A folder whose files are all synced to the disk, the manifest last.
 *
 * @param manifest the manifest with the digests of all other files
 * @param manifestFile digest of the manifest
 */
public record SealedFolder(CheckpointManifest manifest, StoredFile manifestFile) {
  /** Has a file that somebody has already take the place of the one just written. */
  @FunctionalInterface
  public interface Sharing {
    /** Puts the file another has in the place of {@code file}, or leaves that as it is. */
    void share(Path file, StoredFile digest) throws IOException;
  }

  /** Syncs a folder's files to the disk, and adds a manifest with their digests. */
  public static SealedFolder seal(Path folder, CheckpointManifest manifest, Sharing sharing)
      throws IOException {
    CheckpointManifest complete = withFiles(manifest, settle(folder, sharing));
    Path file = folder.resolve(ManifestJson.FILE);
    Files.write(file, ManifestJson.encode(complete));
    FileDigests.sync(file);
    StoredFile digest = FileDigests.of(folder, file);
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

  private static List<StoredFile> settle(Path folder, Sharing sharing) throws IOException {
    List<StoredFile> files = new ArrayList<>();
    Set<Path> folders = new LinkedHashSet<>();
    for (Path file : files(folder)) {
      if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
          || file.getFileName().toString().equals(ManifestJson.FILE)) {
        throw new IllegalArgumentException(
            file.getFileName() + " must be a plain file other than " + ManifestJson.FILE);
      }
      StoredFile digest = FileDigests.of(folder, file);
      sharing.share(file, digest);
      FileDigests.sync(file);
      if (!file.getParent().equals(folder)) {
        folders.add(file.getParent()); // the folder itself is synced once the manifest is in it
      }
      files.add(digest);
    }
    for (Path holder : folders) {
      FileDigests.sync(holder);
    }
    return files;
  }

  /** Returns what lies in the folder and in that of the base, sorted by path. */
  private static List<Path> files(Path folder) throws IOException {
    List<Path> files = new ArrayList<>();
    for (Path child : Folders.list(folder)) {
      boolean base = child.equals(folder.resolve(AnnouncedFiles.BASE));
      files.addAll(base ? Folders.list(child) : List.of(child));
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
