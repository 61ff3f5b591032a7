package io.headwater.model.checkpoint.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.headwater.model.checkpoint.CheckpointFiles;
import io.headwater.model.checkpoint.CheckpointManifest.StoredFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FetchCacheTest {
  private static final ChunkLayout LAYOUT =
      new ChunkLayout(List.of(new StoredFile("a", 5, ""), new StoredFile("b", 3, "")), 4);
  private final Instant now = Instant.now();

  @TempDir private Path parent;
  private Path root;
  private FetchCache cache;

  @BeforeEach
  void open() throws IOException {
    root = parent.resolve("cache");
    cache = at(now);
  }

  private FetchCache at(Instant time) throws IOException {
    return FetchCache.open(root, Clock.fixed(time, ZoneOffset.UTC));
  }

  private static void complete(PartialFolder partial) throws IOException {
    while (!partial.isComplete()) {
      partial.append(new byte[LAYOUT.place(partial.next()).length()]);
    }
  }

  private List<String> visible() throws IOException {
    try (Stream<Path> children = Files.list(root)) {
      return children
          .map(child -> child.getFileName().toString())
          .filter(name -> !name.startsWith("."))
          .sorted()
          .toList();
    }
  }

  @Test
  void shouldNotUseAFolderOfItsOwnThatOthersMayWriteTo() throws IOException {
    assumeThat(root.getFileSystem().supportedFileAttributeViews()).contains("posix");
    Clock clock = Clock.fixed(now, ZoneOffset.UTC);
    Path link = Files.createSymbolicLink(parent.resolve("link"), root);

    assertThat(FetchCache.openOwn(root, clock)).isNotNull();
    assertThatIOException()
        .isThrownBy(() -> FetchCache.openOwn(link, clock))
        .withMessageContaining("checkpoint.cache");
    Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwxrwxrwx"));
    assertThatIOException()
        .isThrownBy(() -> FetchCache.openOwn(root, clock))
        .withMessageContaining("checkpoint.cache");
  }

  @Test
  void shouldLeaveAFetchInWorkAlone() throws IOException {
    PartialFolder mine = cache.claim("v1", LAYOUT, CheckpointFiles.ALL);
    mine.append(new byte[4]);

    PartialFolder other = at(now).claim("v1", LAYOUT, CheckpointFiles.ALL);

    assertThat(other.next()).isZero();
    assertThat(other.folder()).isNotEqualTo(mine.folder());
    complete(mine);
    complete(other);
    Path settled = cache.settle(mine.finished(), "v1");
    assertThat(at(now).settle(other.finished(), "v1")).isEqualTo(settled);
    assertThat(Folders.list(root)).containsExactly(settled);
  }

  @Test
  void shouldTakeOverWhatAFetchHasReleased() throws IOException {
    PartialFolder mine = cache.claim("v1", LAYOUT, CheckpointFiles.ALL);
    mine.append(new byte[4]);
    cache.release(mine.folder());

    assertThat(at(now).claim("v2", LAYOUT, CheckpointFiles.ALL).next()).isZero();
    assertThat(at(now).claim("v1", LAYOUT, CheckpointFiles.ALL).next()).isOne();
    assertThat(mine.folder()).doesNotExist();
  }

  @Test
  void shouldTakeOverFromAProcessThatIsGoneAndFromOneThatIsSilent() throws IOException {
    Path gone = Files.createDirectory(root.resolve(".partial-v1~" + Long.MAX_VALUE + "-x"));
    Files.write(gone.resolve("a"), new byte[4]);
    assertThat(cache.claim("v1", LAYOUT, CheckpointFiles.ALL).next()).isOne();
    assertThat(gone).doesNotExist();

    PartialFolder silent = cache.claim("v2", LAYOUT, CheckpointFiles.ALL);
    silent.append(new byte[4]);
    assertThat(at(now.plus(Duration.ofMinutes(2))).claim("v2", LAYOUT, CheckpointFiles.ALL).next())
        .isOne();
  }

  @Test
  void shouldKeepTheNewestAndThoseInUse() throws IOException {
    for (int i = 1; i <= 5; i++) {
      PartialFolder partial = cache.claim("v" + i, LAYOUT, CheckpointFiles.ALL);
      complete(partial);
      at(now.plusSeconds(i)).settle(partial.finished(), "v" + i);
    }
    cache.prune();
    assertThat(visible()).containsExactly("v1", "v2", "v3", "v4", "v5");

    Instant later = now.plus(Duration.ofHours(1));
    at(later).touch(root.resolve("v2"));
    at(later).prune();

    assertThat(visible()).containsExactly("v2", "v4", "v5");
  }

  @Test
  void shouldForgetWhatNobodyTakesOver() throws IOException {
    complete(cache.claim("v1", LAYOUT, CheckpointFiles.ALL));

    at(now.plus(Duration.ofHours(7)));

    assertThat(Folders.list(root)).isEmpty();
  }
}
