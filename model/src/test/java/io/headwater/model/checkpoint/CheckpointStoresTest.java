package io.headwater.model.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.headwater.schemas.config.ServiceConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointStoresTest {
  @TempDir Path folder;

  private static ServiceConfig config(String uri) {
    return new ServiceConfig(
        ServiceConfig.definition(), Map.of(ServiceConfig.CHECKPOINT_STORE, uri));
  }

  @Test
  void shouldOpenFoldersByUri() throws IOException {
    Path root = folder.resolve("a/b");
    try (CheckpointStore store = CheckpointStores.open(config(root.toUri().toString()))) {
      assertThat(SampleCheckpoints.store(store, 1).uri()).startsWith(root.toUri().toString());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"file://host/path", "file:a b", "file:/a%zz"})
  void shouldNameUrisItCannotOpen(String uri) {
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> CheckpointStores.open(config(uri)))
        .withMessageStartingWith(
            "checkpoint.store is \"" + uri + "\" but must be a URI such as file:/data");
  }
}
