package io.headwater.model.checkpoint.internal;

import io.headwater.model.checkpoint.CheckpointFiles;
import io.headwater.model.checkpoint.CheckpointManifest;
import io.headwater.model.checkpoint.CheckpointManifest.StoredFile;
import io.headwater.model.checkpoint.CorruptCheckpointException;
import io.headwater.schemas.CheckpointAnnouncement;
import io.headwater.schemas.CheckpointFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Reads and checks the files that a checkpoint's announcement lists. */
public final class AnnouncedFiles {
  /** Folder of the trunk that adapters stand beside. */
  public static final String BASE = "base/";

  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

  private AnnouncedFiles() {}

  /**
   * Returns the announced files, in the announced order.
   *
   * @throws CorruptCheckpointException if a name would lead out of a folder, a size or digest is
   *     invalid, or the manifest is not among the files
   */
  public static List<StoredFile> of(CheckpointAnnouncement announcement)
      throws CorruptCheckpointException {
    List<StoredFile> files = new ArrayList<>();
    for (CheckpointFile file : announcement.getFiles()) {
      files.add(new StoredFile(plainName(file.getName()), file.getSize(), file.getSha256()));
      if (file.getSize() < 0) {
        throw new CorruptCheckpointException(
            file.getName() + ": " + file.getSize() + " bytes were announced");
      }
      if (!SHA256.matcher(file.getSha256()).matches()) {
        throw new CorruptCheckpointException(
            file.getName()
                + ": \""
                + file.getSha256()
                + "\" was announced but is not a SHA-256 in lower-case hexadecimal digits");
      }
    }
    manifestOf(files);
    return files;
  }

  /** Returns the name of the announced checkpoint, {@code v<version>-e<epoch>-<hash>}. */
  public static String checkpointName(CheckpointAnnouncement announcement, List<StoredFile> files)
      throws CorruptCheckpointException {
    return SealedFolder.name(announcement.getVersion(), announcement.getEpoch(), manifestOf(files));
  }

  /** Returns the announced manifest file. */
  public static StoredFile manifestOf(List<StoredFile> files) throws CorruptCheckpointException {
    return files.stream()
        .filter(file -> file.name().equals(ManifestJson.FILE))
        .findFirst()
        .orElseThrow(
            () ->
                new CorruptCheckpointException(
                    ManifestJson.FILE + ": not among the announced files"));
  }

  /**
   * Checks that a folder holds the wanted files as they were announced.
   *
   * @throws CorruptCheckpointException if one is missing, its size or digest differs, or the
   *     manifest belongs to another checkpoint
   */
  public static void check(Path folder, CheckpointAnnouncement announcement, CheckpointFiles wanted)
      throws IOException {
    List<StoredFile> announced = of(announcement);
    for (StoredFile file : announced) {
      if (wanted.include(file.name())) {
        check(folder, file);
      }
    }
    checkManifest(folder, announcement, announced);
  }

  /** Refuses a name that would lead out of the folder or deeper than the folder of the base. */
  private static String plainName(String name) throws CorruptCheckpointException {
    String plain = name.startsWith(BASE) ? name.substring(BASE.length()) : name;
    if (plain.isEmpty()
        || plain.equals(".")
        || plain.contains("..")
        || plain.chars().anyMatch(c -> c == '/' || c == '\\' || c == ':' || c < ' ')) {
      throw new CorruptCheckpointException("\"" + name + "\": not the name of a checkpoint's file");
    }
    return name;
  }

  private static void check(Path folder, StoredFile announced) throws IOException {
    String name = announced.name();
    Path file = folder.resolve(name);
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new CorruptCheckpointException(name + ": missing in " + folder);
    }
    long size = Files.size(file);
    if (size != announced.size()) {
      throw new CorruptCheckpointException(
          name + ": has " + size + " bytes but " + announced.size() + " were announced");
    }
    String sha256 = FileDigests.of(folder, file).sha256();
    if (!sha256.equals(announced.sha256())) {
      throw new CorruptCheckpointException(
          name + ": has the SHA-256 " + sha256 + " but " + announced.sha256() + " was announced");
    }
  }

  /** Checks that the manifest belongs to this checkpoint and lists no unannounced file. */
  private static void checkManifest(
      Path folder, CheckpointAnnouncement announcement, List<StoredFile> announced)
      throws IOException {
    CheckpointManifest manifest =
        ManifestJson.decode(Files.readAllBytes(folder.resolve(ManifestJson.FILE)));
    if (!manifest.model().equals(announcement.getModel())
        || manifest.version() != announcement.getVersion()
        || manifest.epoch() != announcement.getEpoch()) {
      throw new CorruptCheckpointException(
          ManifestJson.FILE
              + ": is of version %d of %s, epoch %d"
                  .formatted(manifest.version(), manifest.model(), manifest.epoch()));
    }
    for (StoredFile listed : manifest.files()) {
      if (!announced.contains(listed)) {
        throw new CorruptCheckpointException(
            listed.name() + ": listed in " + ManifestJson.FILE + " but not announced like that");
      }
    }
  }
}
