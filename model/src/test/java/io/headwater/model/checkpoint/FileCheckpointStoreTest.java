package io.headwater.model.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headwater.model.checkpoint.CheckpointManifest.StoredFile;
import io.headwater.model.checkpoint.internal.Folders;
import io.headwater.schemas.CheckpointAnnouncement;
import io.headwater.schemas.CheckpointFile;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileCheckpointStoreTest {
  @TempDir Path parent;
  private Path root;
  private FileCheckpointStore store;

  @BeforeEach
  void open() throws IOException {
    root = parent.resolve("check points");
    store = FileCheckpointStore.open(root);
  }

  private static CheckpointStore.Content content(String... files) {
    return folder -> {
      for (String file : files) {
        Files.writeString(folder.resolve(file), "content of " + file);
      }
    };
  }

  private CheckpointStore.Stored stored() throws IOException {
    return store.put(SampleCheckpoints.manifest(7), content("b.bin", "a.json"));
  }

  @Test
  void shouldNameTheFolderByVersionEpochAndHash() throws IOException {
    CheckpointStore.Stored stored = stored();

    Path folder = store.fetch(Announced.of(stored), CheckpointFiles.ALL);
    assertThat(folder.getFileName().toString())
        .isEqualTo("v7-e3-" + stored.manifestFile().sha256().substring(0, 12));
    assertThat(folder.getParent()).isEqualTo(root);
    assertThat(Folders.list(root)).containsExactly(folder);
  }

  @Test
  void shouldRecordSizeAndDigestOfEveryFile() throws IOException {
    CheckpointStore.Stored stored = stored();

    // The digest is sha256sum's of "content of a.json".
    assertThat(stored.manifest().files())
        .extracting(StoredFile::name)
        .containsExactly("a.json", "b.bin");
    assertThat(stored.manifest().files().get(0))
        .isEqualTo(
            new StoredFile(
                "a.json", 17, "2f3941f355e0f3b6fa56cf963944f5b5fa7440873067ea6009d51cb8a5d18e5a"));
  }

  @Test
  void shouldCheckOnlyWhatIsWanted() throws IOException {
    CheckpointAnnouncement announcement =
        Announced.of(
            store.put(SampleCheckpoints.manifest(7), content("a.bin", "optimizer.safetensors")));
    Path folder = store.fetch(announcement, CheckpointFiles.ALL);
    Files.writeString(folder.resolve("optimizer.safetensors"), "damaged");

    assertThat(store.fetch(announcement, CheckpointFiles.MODEL)).isEqualTo(folder);
    assertThatExceptionOfType(CorruptCheckpointException.class)
        .isThrownBy(() -> store.fetch(announcement, CheckpointFiles.ALL));

    Files.writeString(folder.resolve("a.bin"), "damaged");
    assertThat(store.manifest(announcement).version()).isEqualTo(7);
    assertThatExceptionOfType(CorruptCheckpointException.class)
        .isThrownBy(() -> store.fetch(announcement, CheckpointFiles.MODEL));
  }

  @Test
  void shouldStoreEqualContentOnce() throws IOException {
    assertThat(stored()).isEqualTo(stored());
    assertThat(Folders.list(root)).hasSize(1);
  }

  private static CheckpointStore.Content large(String unchanged, String changed) {
    return folder -> {
      Files.createDirectory(folder.resolve("base"));
      Files.writeString(folder.resolve("base/large.bin"), unchanged.repeat(70_000));
      Files.writeString(folder.resolve("own.bin"), changed.repeat(70_000));
    };
  }

  @Test
  void shouldKeepALargeFileOnceThatTheVersionBeforeHasToo() throws IOException {
    CheckpointAnnouncement first =
        Announced.of(store.put(SampleCheckpoints.manifest(7), large("a", "b")));
    CheckpointAnnouncement second =
        Announced.of(store.put(SampleCheckpoints.manifest(8), Optional.of(first), large("a", "c")));
    Path one = store.fetch(first, CheckpointFiles.ALL);
    Path two = store.fetch(second, CheckpointFiles.ALL);
    String shared = "base/large.bin";
    assertThat(Files.getAttribute(one.resolve(shared), "unix:ino"))
        .isEqualTo(Files.getAttribute(two.resolve(shared), "unix:ino"));
    assertThat(two.resolve("own.bin")).hasContent("c".repeat(70_000));
    assertThat(Folders.files(two)).hasSize(3);

    store.delete(first, List.of(second));
    assertThat(one).doesNotExist();
    assertThat(store.fetch(second, CheckpointFiles.ALL).resolve(shared))
        .hasContent("a".repeat(70_000));
  }

  @Test
  void shouldNotTakeOverAFileThatWasDamagedSince() throws IOException {
    CheckpointAnnouncement first =
        Announced.of(store.put(SampleCheckpoints.manifest(7), large("a", "b")));
    Path damaged = store.fetch(first, CheckpointFiles.ALL).resolve("base/large.bin");
    Files.writeString(damaged, "x".repeat(70_000));
    CheckpointAnnouncement second =
        Announced.of(store.put(SampleCheckpoints.manifest(8), Optional.of(first), large("a", "c")));
    assertThat(store.fetch(second, CheckpointFiles.ALL).resolve("base/large.bin"))
        .hasContent("a".repeat(70_000));
  }

  @Test
  void shouldLeaveNothingWhereWritingFails() {
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(
            () ->
                store.put(
                    SampleCheckpoints.manifest(1),
                    folder -> {
                      Files.writeString(folder.resolve("a"), "half");
                      throw new IOException("disk full");
                    }))
        .withMessageMatching(
            Pattern.quote(root + ": disk full (") + "[0-9,.]+ of [0-9,.]+ MB free\\)");
    assertThat(root).isEmptyDirectory();
  }

  @Test
  void shouldNameAFolderThatIsGoneAndWriteAgainOnceItIsBack() throws IOException {
    Path away = Files.move(root, parent.resolve("away"));
    Files.writeString(root, "a file in place of the folder");
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(this::stored)
        .withMessageStartingWith(root + ": ");

    Files.delete(root);
    Files.move(away, root);
    assertThat(store.fetch(Announced.of(stored()), CheckpointFiles.ALL)).isDirectory();
  }

  @Test
  void shouldNotDressUpAnInterrupt() {
    InterruptedIOException interrupt = new InterruptedIOException("closing");

    assertThatThrownBy(
            () ->
                store.put(
                    SampleCheckpoints.manifest(1),
                    folder -> {
                      throw interrupt;
                    }))
        .isSameAs(interrupt);
    assertThat(root).isEmptyDirectory();
  }

  @Test
  void shouldRefuseContentThatIsNotPlainFiles() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                store.put(
                    SampleCheckpoints.manifest(1),
                    folder -> Files.createDirectory(folder.resolve("sub"))));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> store.put(SampleCheckpoints.manifest(1), content("manifest.json")));
    assertThat(root).isEmptyDirectory();
  }

  @Test
  void shouldFetchWhereTheFolderIsMountedElsewhere() throws IOException {
    CheckpointAnnouncement announcement = Announced.of(stored());
    Path moved = Files.move(root, parent.resolve("elsewhere"));

    assertThat(FileCheckpointStore.open(moved).fetch(announcement, CheckpointFiles.ALL).getParent())
        .isEqualTo(moved);
  }

  @Test
  void shouldTellWhatWasDeletedFromWhatIsDamaged() throws IOException {
    CheckpointAnnouncement announcement = Announced.of(stored());
    Files.delete(store.fetch(announcement, CheckpointFiles.ALL).resolve("b.bin"));
    assertThatExceptionOfType(CorruptCheckpointException.class)
        .isThrownBy(() -> store.fetch(announcement, CheckpointFiles.ALL))
        .isNotInstanceOf(AbsentCheckpointException.class);

    store.delete(announcement);
    assertThatExceptionOfType(AbsentCheckpointException.class)
        .isThrownBy(() -> store.fetch(announcement, CheckpointFiles.ALL));
  }

  @Test
  void shouldRefuseFilesThatWereChangedCutOrRemoved() throws IOException {
    CheckpointAnnouncement announcement = Announced.of(stored());
    Path file = store.fetch(announcement, CheckpointFiles.ALL).resolve("b.bin");

    Files.writeString(file, "content of b.bim");
    assertRefused(announcement, "b.bin: has the SHA-256");
    Files.writeString(file, "content");
    assertRefused(announcement, "b.bin: has 7 bytes but 16 were announced");
    Files.delete(file);
    assertRefused(announcement, "b.bin: missing");
    Files.createSymbolicLink(file, Files.writeString(parent.resolve("x"), "content of b.bin"));
    assertRefused(announcement, "b.bin: missing");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../x",
        "..",
        ".",
        "",
        "/etc/hostname",
        "a/../b",
        "sub/a",
        "a\\b",
        "C:x",
        "a\u0000"
      })
  void shouldRefuseNamesThatLeadElsewhere(String name) throws IOException {
    Files.writeString(root.resolve("x"), "secret");
    CheckpointAnnouncement announcement = Announced.of(stored());
    List<CheckpointFile> files = new ArrayList<>(announcement.getFiles());
    files.add(new CheckpointFile(name, 6L, "00", null));

    assertRefused(Announced.withFiles(announcement, files), "not the name of a checkpoint's file");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "file:/tmp",
        "file:/tmp/..",
        "s3://bucket/v7-e3-000000000000",
        "v7-e3-000000000000",
        "file:/a/%00",
        "file:/a/v7-e3-000000000000x",
        " ",
        ""
      })
  void shouldRefuseUrisThatAreNoCheckpoints(String uri) throws IOException {
    CheckpointAnnouncement announcement = Announced.withUri(Announced.of(stored()), uri);

    assertRefused(announcement, "not the URI of a stored checkpoint");
    assertThatIllegalArgumentException().isThrownBy(() -> store.delete(announcement));
  }

  @Test
  void shouldRefuseLinkedFolders() throws IOException {
    CheckpointAnnouncement announcement = Announced.of(stored());
    Path folder = store.fetch(announcement, CheckpointFiles.ALL);
    Files.createSymbolicLink(folder, Files.move(folder, parent.resolve("outside")));

    assertRefused(announcement, "missing");
  }

  @Test
  void shouldRefuseManifestsOfOtherCheckpoints() throws IOException {
    CheckpointAnnouncement announcement = Announced.of(stored());

    assertRefused(
        Announced.withVersion(announcement, 8), "manifest.json: is of version 7 of demo, epoch 3");
    assertRefused(
        Announced.withFiles(announcement, announcement.getFiles().subList(0, 2)),
        "manifest.json: not among the announced files");
    assertRefused(
        Announced.withFiles(announcement, announcement.getFiles().subList(1, 3)),
        "a.json: listed in manifest.json but not announced like that");
  }

  @Test
  void shouldDeleteStoredCheckpointsAndAcceptAbsentOnes() throws IOException {
    CheckpointStore.Stored stored = stored();

    store.delete(Announced.of(stored));
    assertThat(root).isEmptyDirectory();
    store.delete(Announced.of(stored));
    assertRefused(Announced.of(stored), "missing");
  }

  @Test
  void shouldNotDeleteWhatAnotherCheckpointsAnnouncementNames() throws IOException {
    CheckpointAnnouncement announcement = Announced.of(stored());

    assertThatExceptionOfType(CorruptCheckpointException.class)
        .isThrownBy(() -> store.delete(Announced.withVersion(announcement, 8)))
        .withMessageContaining("the announced checkpoint is v8-e3-");
    assertThat(store.fetch(announcement, CheckpointFiles.ALL)).exists();
  }

  @Test
  void shouldRemoveOnlyWhatWritersLeftOverAnHourAgo() throws IOException {
    Instant now = Instant.parse("2026-01-01T12:00:00Z");
    Path dead = temporary(".tmp-dead", now.minus(Duration.ofMinutes(61)));
    Path alive = temporary(".tmp-alive", now.minus(Duration.ofMinutes(59)));
    Path other = temporary("other", now.minus(Duration.ofDays(9)));
    // A long write changes the file, not the folder.
    Path slow = temporary(".tmp-slow", now.minus(Duration.ofMinutes(90)));
    Files.setLastModifiedTime(slow.resolve("half"), FileTime.from(now));

    FileCheckpointStore.open(root, Clock.fixed(now, ZoneOffset.UTC));

    assertThat(dead).doesNotExist();
    assertThat(alive).exists();
    assertThat(other).exists();
    assertThat(slow).exists();
  }

  private Path temporary(String name, Instant changed) throws IOException {
    Path folder = Files.createDirectory(root.resolve(name));
    Path file = Files.write(folder.resolve("half"), "x".getBytes(StandardCharsets.UTF_8));
    Files.setLastModifiedTime(file, FileTime.from(changed));
    return Files.setLastModifiedTime(folder, FileTime.from(changed));
  }

  private void assertRefused(CheckpointAnnouncement announcement, String message) {
    assertThatExceptionOfType(CorruptCheckpointException.class)
        .isThrownBy(() -> store.fetch(announcement, CheckpointFiles.ALL))
        .withMessageContaining(message);
  }
}
