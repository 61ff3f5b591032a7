package io.headwater.model.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointStoresTest {
  @TempDir Path folder;

  @Test
  void shouldOpenFoldersByUri() throws IOException {
    Path root = folder.resolve("a/b");
    try (CheckpointStore store = CheckpointStores.open(root.toUri().toString())) {
      assertThat(SampleCheckpoints.store(store, 1).uri()).startsWith(root.toUri().toString());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"ftp://host/path", "data/checkpoints", "file://host/path", "a b", "file:"})
  void shouldNameUrisItCannotOpen(String uri) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CheckpointStores.open(uri))
        .withMessageStartingWith(
            "the checkpoint store is \"" + uri + "\" but must be a URI such as file:/data");
  }
}
