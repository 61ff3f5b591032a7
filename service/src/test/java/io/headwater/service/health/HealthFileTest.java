package io.headwater.service.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headwater.service.config.ServiceConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HealthFileTest {
  @TempDir private Path folder;

  @Test
  void shouldBeThereFromTheFirstGoodNewsToTheEnd() {
    Path file = folder.resolve("health");
    try (HealthFile health = HealthFile.of(config(file.toString()))) {
      assertThat(file).doesNotExist();
      health.healthy();
      assertThat(file).isNotEmptyFile();
    }
    assertThat(file).doesNotExist();
  }

  @Test
  void shouldNotTakeAnEarlierProcessForThisOne() throws IOException {
    Path file = Files.writeString(folder.resolve("health"), "left");
    try (HealthFile health = HealthFile.of(config(file.toString()))) {
      assertThat(file).doesNotExist();
      health.healthy();
      assertThat(file).content().isNotEqualTo("left");
    }
  }

  @Test
  void shouldWriteNothingWhereNoFileIsNamed() {
    try (HealthFile health = HealthFile.of(config(""))) {
      health.healthy();
    }
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void shouldNameAFileThatCannotBeWritten() {
    String file = folder.resolve("absent/health").toString();

    assertThatThrownBy(() -> HealthFile.of(config(file)))
        .isInstanceOf(ConfigException.class)
        .hasMessageContainingAll("health.file", file);
  }

  @Test
  void shouldSurviveThatItsFolderGoesAway() throws IOException {
    Path inner = Files.createDirectory(folder.resolve("inner"));
    try (HealthFile health = HealthFile.of(config(inner.resolve("health").toString()))) {
      Files.delete(inner);
      health.healthy();
      assertThat(inner).doesNotExist();
    }
  }

  private static ServiceConfig config(String file) {
    return new ServiceConfig(ServiceConfig.definition(), Map.of(ServiceConfig.HEALTH_FILE, file));
  }
}
