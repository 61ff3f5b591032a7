package io.headwater.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
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
        .hasMessageContainingAll("trainer.batch.tokens", "0", "at least 1");
    assertThatThrownBy(() -> new TrainerConfig(Map.of(TrainerConfig.MODEL_SIZE, "huge")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContainingAll("trainer.model.size", "huge", "tiny");
  }

  @Test
  void shouldNotStartWithATokenizerThatIsNotThere(@TempDir Path folder) {
    Path missing = folder.resolve("none.json");
    assertThatThrownBy(
            () ->
                Trainer.start(
                    new TrainerConfig(Map.of(TrainerConfig.TOKENIZER_FILE, missing.toString()))))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith(
            "trainer.tokenizer.file is " + missing + " but must be a readable tokenizer.json");
  }

  @Test
  void shouldNotStartFromAFolderThatIsNoModel(@TempDir Path folder) {
    assertThatThrownBy(
            () ->
                Trainer.start(
                    new TrainerConfig(Map.of(TrainerConfig.MODEL_INIT, folder.toString()))))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "trainer.model.init is "
                + folder
                + " but must be minilm, random, a folder with a readable config.json or an ONNX"
                + " export");
  }

  @Test
  void shouldNotWeighByLossesWhereTheyAreTakenElsewhereThanTheGradients() {
    assertThatThrownBy(
            () ->
                new TrainerConfig(
                    Map.of(
                        "trainer.weighting.strategy",
                        "famo",
                        "trainer.optimizer",
                        "schedule-free")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContainingAll(
            "trainer.weighting.strategy is famo", "trainer.optimizer is schedule-free");
  }

  @Test
  void shouldStartFromTheEncoderUnlessSomethingSpeaksForRandomWeights() {
    assertThat(init(Map.of())).isEqualTo("minilm");
    assertThat(init(Map.of(TrainerConfig.TOKENIZER_FILE, ""))).isEqualTo("minilm");
    assertThat(init(Map.of(TrainerConfig.MODEL_INIT, ""))).isEqualTo("minilm");
    assertThat(init(Map.of(TrainerConfig.MODEL_SIZE, "tiny"))).isEqualTo("random");
    assertThat(init(Map.of(TrainerConfig.TOKENIZER_FILE, "tokenizer.json"))).isEqualTo("random");
    assertThat(init(Map.of(TrainerConfig.MODEL_INIT, "random", TrainerConfig.MODEL_SIZE, "small")))
        .isEqualTo("random");
    assertThat(new TrainerConfig(Map.of(TrainerConfig.MODEL_INIT, "./minilm")).init().path())
        .contains(Path.of("./minilm"));
  }

  private static String init(Map<String, String> settings) {
    ModelInit init = new TrainerConfig(settings).init();
    assertThat(init.path()).isEmpty();
    assertThat(init.isRandom()).isEqualTo(init.value().equals("random"));
    return init.value();
  }

  @Test
  void shouldNotTakeSizeOrTokenizerBesideATrainedStart() {
    for (String init : List.of("llama", "minilm")) {
      for (String key : List.of(TrainerConfig.MODEL_SIZE, TrainerConfig.TOKENIZER_FILE)) {
        assertThatThrownBy(
                () -> new TrainerConfig(Map.of(TrainerConfig.MODEL_INIT, init, key, "tiny")))
            .isInstanceOf(ConfigException.class)
            .hasMessage(
                key
                    + " is tiny but must not be set beside trainer.model.init="
                    + init
                    + ", which decides it");
      }
    }
  }

  @Test
  void shouldNotTakeLayersOfRandomWeights() {
    assertThatThrownBy(
            () ->
                new TrainerConfig(
                    Map.of(
                        TrainerConfig.MODEL_INIT_LAYERS,
                        "3",
                        TrainerConfig.TOKENIZER_FILE,
                        "tokenizer.json")))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "trainer.model.init.layers is 3 but must not be set where a model starts at random,"
                + " whose layers trainer.model.size decides");
    assertThat(new TrainerConfig(Map.of(TrainerConfig.MODEL_INIT_LAYERS, "3")).initLayers())
        .hasValue(3);
    assertThat(new TrainerConfig(Map.of()).initLayers()).isEmpty();
  }
}
