package io.headwater.service.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessFolderTest {
  private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
  private final Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);

  @TempDir private Path shared;
  private Path own;

  @BeforeEach
  void makeFolder() throws IOException {
    own = folder("11", NOW);
  }

  @Test
  void shouldRemoveTheFoldersOfProcessesThatAreGone() throws IOException {
    Path gone = folder("12", NOW.minusSeconds(3600));

    try (FileChannel lock = ProcessFolder.claim(own, clock).orElseThrow()) {
      assertThat(gone).doesNotExist();
      assertThat(own.resolve("native.so")).exists();
      assertThat(lock.isOpen()).isTrue();
    }
  }

  @Test
  void shouldKeepTheFoldersOfProcessesThatLive() throws IOException {
    Path living = folder("12", NOW);
    try (FileChannel theirs = ProcessFolder.claim(living, clock).orElseThrow()) {
      old(living);

      try (FileChannel ours = ProcessFolder.claim(own, clock).orElseThrow()) {
        assertThat(living.resolve("native.so")).exists();
        assertThat(theirs.isOpen() && ours.isOpen()).isTrue();
      }
    }
  }

  @Test
  void shouldKeepAFolderWhoseProcessMayJustBeStarting() throws IOException {
    Path starting = folder("12", NOW.minusSeconds(5));

    try (FileChannel lock = ProcessFolder.claim(own, clock).orElseThrow()) {
      assertThat(starting).exists();
      assertThat(lock.isOpen()).isTrue();
    }
  }

  @Test
  void shouldNotClaimAFolderThatIsNotThere() {
    assertThat(ProcessFolder.claim(shared.resolve("missing"), clock)).isEmpty();
  }

  @Test
  void shouldKeepWhatIsNotAProcessFolder() throws IOException {
    Path other = folder("mine", NOW.minusSeconds(3600));

    try (FileChannel lock = ProcessFolder.claim(own, clock).orElseThrow()) {
      assertThat(other).exists();
      assertThat(lock.isOpen()).isTrue();
    }
  }

  @Test
  void shouldShareTheFolderAboveThoseOfProcessesOrTheOneAUserHasNamed() {
    String pid = Long.toString(ProcessHandle.current().pid());

    assertThat(ProcessFolder.shared(Path.of("/tmp/headwater-0", pid))).isEqualTo(Path.of("/tmp"));
    assertThat(ProcessFolder.shared(Path.of("/var/scratch"))).isEqualTo(Path.of("/var/scratch"));
    assertThat(ProcessFolder.shared(Path.of("/var", pid))).isEqualTo(Path.of("/var", pid));
  }

  private Path folder(String name, Instant changed) throws IOException {
    Path folder = Files.createDirectory(shared.resolve(name));
    Files.writeString(folder.resolve("native.so"), "code");
    Files.setLastModifiedTime(folder, FileTime.from(changed));
    return folder;
  }

  private void old(Path folder) throws IOException {
    Files.setLastModifiedTime(folder, FileTime.from(NOW.minusSeconds(3600)));
  }
}
