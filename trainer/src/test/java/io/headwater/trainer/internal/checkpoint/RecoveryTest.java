package io.headwater.trainer.internal.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headwater.model.checkpoint.CheckpointFiles;
import io.headwater.model.checkpoint.CheckpointManifest;
import io.headwater.model.checkpoint.CheckpointStore;
import io.headwater.model.checkpoint.CorruptCheckpointException;
import io.headwater.schemas.CheckpointAnnouncement;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class RecoveryTest {
  private static final List<CheckpointAnnouncement> THREE =
      LongStream.range(0, 3).mapToObj(RecoveryTest::announced).toList();

  @Test
  void shouldTakeTheNewestThatCanBeLoaded() throws IOException {
    assertThat(recovered(Set.of())).isEqualTo(2);
    assertThat(recovered(Set.of(2L))).isEqualTo(1);
    assertThat(recovered(Set.of(1L, 2L))).isEqualTo(0);
  }

  @Test
  void shouldPassVersionsWhoseFilesCannotBeUnderstood() throws IOException {
    assertThat(
            new Recovery(new Store(Set.of()))
                .newest(
                    THREE,
                    (announcement, folder) -> {
                      if (announcement.getVersion() == 2) {
                        throw new IllegalArgumentException("an array is missing");
                      }
                      return announcement.getVersion();
                    }))
        .contains(1L);
  }

  @Test
  void shouldNotGoBackToAnOlderVersionWhereTheNewestCannotBeReadNow() {
    IOException full = new IOException("no space left on device");

    assertThatThrownBy(
            () ->
                new Recovery(new Store(Set.of()))
                    .newest(
                        THREE,
                        (announcement, folder) -> {
                          if (announcement.getVersion() == 2) {
                            throw full;
                          }
                          return announcement.getVersion();
                        }))
        .isSameAs(full);
  }

  @Test
  void shouldFindNothingWhereNothingWasAnnounced() throws IOException {
    assertThat(new Recovery(new Store(Set.of())).newest(List.of(), (a, folder) -> a)).isEmpty();
  }

  @Test
  void shouldNotStartAnewInSilenceWhereNoVersionCanBeLoaded() {
    assertThatThrownBy(() -> recovered(Set.of(0L, 1L, 2L)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("none of the 3 announced versions of model 'm' can be loaded");
  }

  private static long recovered(Set<Long> broken) throws IOException {
    return new Recovery(new Store(broken))
        .newest(THREE, (announcement, folder) -> announcement.getVersion())
        .orElseThrow();
  }

  private record Store(Set<Long> broken) implements CheckpointStore {
    @Override
    public Stored put(
        CheckpointManifest manifest, Optional<CheckpointAnnouncement> before, Content content) {
      throw new UnsupportedOperationException("recovery writes nothing");
    }

    @Override
    public Path fetch(CheckpointAnnouncement announcement, CheckpointFiles wanted)
        throws IOException {
      if (broken.contains(announcement.getVersion())) {
        throw new CorruptCheckpointException("model.safetensors: digest differs");
      }
      return Path.of("v" + announcement.getVersion());
    }

    @Override
    public void delete(
        CheckpointAnnouncement announcement, Collection<CheckpointAnnouncement> others) {
      throw new UnsupportedOperationException("recovery deletes nothing");
    }

    @Override
    public void close() {
      // Nothing is open.
    }
  }

  private static CheckpointAnnouncement announced(long version) {
    return CheckpointAnnouncement.newBuilder()
        .setModel("m")
        .setVersion(version)
        .setEpoch(1)
        .setStep(version)
        .setSequence(version)
        .setParents(List.of())
        .setUri("file:/v" + version)
        .setSize(0)
        .setFiles(List.of())
        .setPositions(List.of())
        .setTasks(List.of())
        .setAnnouncedAt(Instant.EPOCH)
        .build();
  }
}
