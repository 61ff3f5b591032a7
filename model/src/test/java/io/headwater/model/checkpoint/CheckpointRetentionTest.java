package io.headwater.model.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.headwater.schemas.CheckpointAnnouncement;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CheckpointRetentionTest {
  private static List<CheckpointAnnouncement> announced(Long... versions) {
    return Stream.of(versions)
        .map(
            version ->
                Announced.of(
                    new CheckpointStore.Stored(
                        "file:/v" + version,
                        SampleCheckpoints.manifest(version),
                        new CheckpointManifest.StoredFile("manifest.json", 1, "00"))))
        .toList();
  }

  @Test
  void shouldExpireAllButTheNewestAndTheProtected() {
    assertThat(new CheckpointRetention(2).expired(announced(5L, 1L, 3L, 4L, 2L), Set.of(2L)))
        .extracting(CheckpointAnnouncement::getVersion)
        .containsExactly(1L, 3L);
  }

  @Test
  void shouldExpireNothingWhileThereAreFew() {
    assertThat(new CheckpointRetention(3).expired(announced(1L, 2L, 3L), Set.of())).isEmpty();
  }

  @Test
  void shouldAlwaysKeepOne() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new CheckpointRetention(0))
        .withMessageContaining("at least 1");
  }
}
