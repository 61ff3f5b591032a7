package io.headwater.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainerConfigTest {
  @Test
  void shouldHaveADocForEveryKey() {
    assertThat(TrainerConfig.definition().configKeys().values())
        .allSatisfy(key -> assertThat(key.documentation).as(key.name).endsWith("."));
  }

  @Test
  void shouldNameKeyValueAndWhatIsAllowed() {
    assertThatThrownBy(() -> new TrainerConfig(Map.of(TrainerConfig.BATCH_TOKENS, "0")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContainingAll("batch.tokens", "0", "at least 1");
    assertThatThrownBy(() -> new TrainerConfig(Map.of(TrainerConfig.MODEL_SIZE, "huge")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContainingAll("model.size", "huge", "tiny");
  }

  @Test
  void shouldNotStartWithATokenizerThatIsNotThere(@TempDir Path folder) {
    Path missing = folder.resolve("none.json");
    assertThatThrownBy(
            () ->
                Trainer.start(
                    new TrainerConfig(Map.of(TrainerConfig.TOKENIZER_FILE, missing.toString()))))
        .isInstanceOf(ConfigException.class)
        .hasMessage("tokenizer.file is " + missing + " but must be a readable tokenizer.json");
  }
}
