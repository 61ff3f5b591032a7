package io.headwater.model.checkpoint;

import io.headwater.model.checkpoint.CheckpointManifest.StoredFile;
import io.headwater.model.checkpoint.internal.FileDigests;
import io.headwater.model.checkpoint.internal.Folders;
import io.headwater.model.checkpoint.internal.ManifestJson;
import io.headwater.schemas.CheckpointAnnouncement;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checkpoints as folders in a folder of the file system, which may be shared.
 *
 * <p>A checkpoint appears under its name {@code v<version>-e<epoch>-<hash>} only when all its files
 * are on the disk. Of an announced URI only the last part counts, so that machines may mount the
 * folder at different places.
 */
public final class FileCheckpointStore implements CheckpointStore {
  private static final Logger LOG = LoggerFactory.getLogger(FileCheckpointStore.class);
  private static final Pattern NAME = Pattern.compile("v[0-9]+-e[0-9]+-[0-9a-f]{12}");
  private static final String TEMPORARY = ".tmp-";
  private static final Duration DEAD_AFTER = Duration.ofHours(1);

  private final Path root;

  private FileCheckpointStore(Path root) {
    this.root = root;
  }

  /**
   * Opens a folder, making it if absent, and removes what writers that died over an hour ago left.
   */
  public static FileCheckpointStore open(Path root) throws IOException {
    return open(root, Clock.systemUTC());
  }

  static FileCheckpointStore open(Path root, Clock clock) throws IOException {
    Path absolute = root.toAbsolutePath().normalize();
    createForGood(absolute);
    for (Path child : Folders.list(absolute)) {
      if (child.getFileName().toString().startsWith(TEMPORARY)
          && Files.isDirectory(child, LinkOption.NOFOLLOW_LINKS)) {
        removeIfDead(child, clock);
      }
    }
    return new FileCheckpointStore(absolute);
  }

  /** Makes a folder and those above it, each entered in its parent on the disk. */
  private static void createForGood(Path folder) throws IOException {
    Path parent = folder.getParent();
    if (Files.isDirectory(folder) || parent == null) {
      return;
    }
    createForGood(parent);
    Files.createDirectories(folder);
    FileDigests.sync(parent);
  }

  private static void removeIfDead(Path temporary, Clock clock) {
    try {
      Duration age = Duration.between(Folders.lastChange(temporary).toInstant(), clock.instant());
      if (age.compareTo(DEAD_AFTER) > 0) {
        Folders.delete(temporary);
        LOG.info("Removed {}, left by a writer that died", temporary);
      }
    } catch (IOException e) {
      LOG.warn("Could not remove {}, left by a writer that died: {}", temporary, e.toString());
    }
  }

  @Override
  public Stored put(CheckpointManifest manifest, Content content) throws IOException {
    Path temporary = Files.createDirectory(temporary());
    try {
      content.writeTo(temporary);
      CheckpointManifest complete = withFiles(manifest, settle(temporary));
      Path manifestFile = temporary.resolve(ManifestJson.FILE);
      Files.write(manifestFile, ManifestJson.encode(complete));
      FileDigests.sync(manifestFile);
      StoredFile manifestDigest = FileDigests.of(manifestFile);
      FileDigests.sync(temporary);
      Path target =
          root.resolve(
              "v%d-e%d-%s"
                  .formatted(
                      manifest.version(),
                      manifest.epoch(),
                      manifestDigest.sha256().substring(0, 12)));
      // Where the name is taken, its hash says that the same bytes were stored before.
      if (!Files.isDirectory(target, LinkOption.NOFOLLOW_LINKS)) {
        Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
      }
      FileDigests.sync(root); // also for a name that a writer gave and died before this
      return new Stored(target.toUri().toString(), complete, manifestDigest);
    } finally {
      Folders.delete(temporary);
    }
  }

  /** Puts every file on the disk for good and returns their digests. */
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

  @Override
  public Path fetch(CheckpointAnnouncement announcement) throws IOException {
    Path folder = existing(announcement);
    for (StoredFile file : announced(announcement)) {
      check(folder, file);
    }
    readManifest(folder, announcement);
    return folder;
  }

  @Override
  public CheckpointManifest manifest(CheckpointAnnouncement announcement) throws IOException {
    Path folder = existing(announcement);
    for (StoredFile file : announced(announcement)) {
      if (file.name().equals(ManifestJson.FILE)) {
        check(folder, file);
      }
    }
    return readManifest(folder, announcement);
  }

  private Path existing(CheckpointAnnouncement announcement) throws CorruptCheckpointException {
    Path folder =
        folder(announcement.getUri())
            .orElseThrow(
                () ->
                    new CorruptCheckpointException(
                        announcement.getUri() + ": not the URI of a stored checkpoint"));
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      throw new CorruptCheckpointException(folder + ": missing");
    }
    return folder;
  }

  private static List<StoredFile> announced(CheckpointAnnouncement announcement) {
    return announcement.getFiles().stream()
        .map(file -> new StoredFile(file.getName(), file.getSize(), file.getSha256()))
        .toList();
  }

  private static void check(Path folder, StoredFile announced) throws IOException {
    String name = announced.name();
    if (name.isEmpty()
        || name.equals(".")
        || name.contains("..")
        || name.chars().anyMatch(c -> c == '/' || c == '\\' || c == ':' || c < ' ')) {
      throw new CorruptCheckpointException("\"" + name + "\": not the name of a checkpoint's file");
    }
    Path file = folder.resolve(name);
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new CorruptCheckpointException(name + ": missing in " + folder);
    }
    long size = Files.size(file);
    if (size != announced.size()) {
      throw new CorruptCheckpointException(
          name + ": has " + size + " bytes but " + announced.size() + " were announced");
    }
    String sha256 = FileDigests.of(file).sha256();
    if (!sha256.equals(announced.sha256())) {
      throw new CorruptCheckpointException(
          name + ": has the SHA-256 " + sha256 + " but " + announced.sha256() + " was announced");
    }
  }

  /** Reads the manifest; it must be of this checkpoint and list no file that was not announced. */
  private static CheckpointManifest readManifest(Path folder, CheckpointAnnouncement announcement)
      throws IOException {
    List<StoredFile> announced = announced(announcement);
    if (announced.stream().noneMatch(file -> file.name().equals(ManifestJson.FILE))) {
      throw new CorruptCheckpointException(ManifestJson.FILE + ": not among the announced files");
    }
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
            listed.name() + ": listed in " + ManifestJson.FILE + " but not so announced");
      }
    }
    return manifest;
  }

  @Override
  public void delete(String uri) throws IOException {
    Optional<Path> folder = folder(uri);
    if (folder.isEmpty()) {
      throw new IllegalArgumentException(uri + " is not the URI of a stored checkpoint");
    }
    Path temporary = temporary();
    try {
      // First out of sight, so that nobody meets half a checkpoint.
      Files.move(folder.get(), temporary, StandardCopyOption.ATOMIC_MOVE);
    } catch (NoSuchFileException e) {
      return;
    }
    Folders.delete(temporary);
  }

  @Override
  public void close() {
    // Holds nothing open.
  }

  private Path temporary() {
    return root.resolve(TEMPORARY + UUID.randomUUID());
  }

  /** Returns the place of a checkpoint in this store, if the URI is one of a checkpoint at all. */
  private Optional<Path> folder(String uri) {
    URI parsed;
    try {
      parsed = URI.create(uri);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    if (!"file".equals(parsed.getScheme()) || parsed.getPath() == null) {
      return Optional.empty();
    }
    String path = parsed.getPath().replaceFirst("/+$", "");
    String name = path.substring(path.lastIndexOf('/') + 1);
    return NAME.matcher(name).matches() ? Optional.of(root.resolve(name)) : Optional.empty();
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
