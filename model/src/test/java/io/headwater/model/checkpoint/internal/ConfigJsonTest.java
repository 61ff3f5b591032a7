package io.headwater.model.checkpoint.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.headwater.model.Activation;
import io.headwater.model.ModelConfig;
import io.headwater.model.Pooling;
import io.headwater.model.TestModels;
import io.headwater.model.TrunkFamily;
import io.headwater.model.checkpoint.CorruptCheckpointException;
import io.headwater.model.checkpoint.SampleCheckpoints;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigJsonTest {
  @Test
  void shouldReadBackWhatItWrote() throws CorruptCheckpointException {
    ModelConfig config = SampleCheckpoints.config();

    assertThat(ConfigJson.decode(ConfigJson.encode(config))).isEqualTo(config);
  }

  @Test
  void shouldReadForeignConfigurations() throws CorruptCheckpointException {
    String json =
        """
        {"model_type": "llama", "vocab_size": 100, "hidden_size": 32, "intermediate_size": 64,
         "num_hidden_layers": 2, "num_attention_heads": 4, "max_position_embeddings": 128,
         "rms_norm_eps": 1e-6, "rope_parameters": {"rope_theta": 500000.0, "rope_type": "default"},
         "eos_token_id": 2, "tie_word_embeddings": true, "unheard_of": [1]}
        """;

    assertThat(ConfigJson.decode(json.getBytes(StandardCharsets.UTF_8)))
        .isEqualTo(new ModelConfig(100, 32, 64, 2, 4, 4, 128, 500_000, 1e-6, true, 1, 2, 2));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"model_type\" : \"llama\" | \"model_type\": \"opt\" | model_type is \"opt\"",
        "\"hidden_size\" : 16 | \"hidden_size\": 0 | hiddenSize is 0",
        "\"hidden_size\" : 16 | \"hidden_size\": \"16\" | hidden_size is \"16\"",
        "\"hidden_size\" : 16 | \"h\": 1 | hidden_size is missing",
        "\"rope_theta\" : 10000.0 | \"rope_theta\": null | rope_theta is null",
        "\"head_dim\" : 4 | \"head_dim\": 5 | headSize is 5 but must be even",
        "\"hidden_act\" : \"silu\" | \"hidden_act\": \"gelu\" | hidden_act is \"gelu\"",
        "\"mlp_bias\" : false | \"mlp_bias\": true | mlp_bias is true but must be false",
        "\"attention_bias\" : false | \"attention_bias\": 1 | attention_bias is 1",
        "\"use_cache\" : true | \"quantization_config\": {} | quantization_config is {}",
        "\"use_cache\" : true | \"partial_rotary_factor\": 0.5 | partial_rotary_factor is 0.5",
        "} | ] | not JSON",
      })
  void shouldNameTheKeyThatIsWrong(String found, String replaced, String message) {
    String json =
        new String(ConfigJson.encode(SampleCheckpoints.config()), StandardCharsets.UTF_8)
            .replace("\": ", "\" : ");
    assertThat(json).contains(found);

    assertThatExceptionOfType(CorruptCheckpointException.class)
        .isThrownBy(
            () -> ConfigJson.decode(json.replace(found, replaced).getBytes(StandardCharsets.UTF_8)))
        .withMessageStartingWith("config.json: ")
        .withMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"type\": \"dynamic\", \"factor\": 2} | rope_scaling.type is \"dynamic\" but must be"
            + " \"default\", \"linear\" or \"llama3\"",
        "{\"rope_type\": \"yarn\"} | rope_scaling.rope_type is \"yarn\"",
        "{\"type\": \"linear\"} | rope_scaling.factor is missing but must be a number",
        "{\"type\": \"linear\", \"factor\": 0.5} | rope factor is 0.5 but must be at least 1",
        "{\"rope_type\": \"llama3\", \"factor\": 8} | rope_scaling.low_freq_factor is missing",
        "{\"full_attention\": {\"rope_theta\": 1}} | rope_scaling.full_attention is",
      })
  void shouldRefuseScalingsItDoesNotKnow(String scaling, String message) {
    String json =
        new String(ConfigJson.encode(SampleCheckpoints.config()), StandardCharsets.UTF_8)
            .replace("\"rope_scaling\": null", "\"rope_scaling\": " + scaling);

    assertThatExceptionOfType(CorruptCheckpointException.class)
        .isThrownBy(() -> ConfigJson.decode(json.getBytes(StandardCharsets.UTF_8)))
        .withMessageStartingWith("config.json: ")
        .withMessageContaining(message);
  }

  @Test
  void shouldReadBackEveryFamilyBiasAndScaling() throws CorruptCheckpointException {
    List<ModelConfig> shapes = new ArrayList<>(TestModels.foreign());
    for (TrunkFamily family : List.of(TrunkFamily.ROBERTA, TrunkFamily.XLM_ROBERTA)) {
      shapes.add(TestModels.encoder(family, 1, Pooling.FIRST, Activation.GELU));
    }
    shapes.add(TestModels.encoder(TrunkFamily.DISTILBERT, 0, Pooling.LAST, Activation.GELU_TANH));
    shapes.add(TestModels.gpt2(true, 1));
    shapes.add(TestModels.gpt2(false, 1));
    for (ModelConfig config : shapes) {
      assertThat(ConfigJson.decode(ConfigJson.encode(config))).isEqualTo(config);
    }
  }

  @Test
  void shouldKnowTheHeadOfAQwen3ThatDoesNotGiveIt() throws CorruptCheckpointException {
    String json =
        new String(ConfigJson.encode(SampleCheckpoints.config()), StandardCharsets.UTF_8)
            .replace("\"model_type\": \"llama\"", "\"model_type\": \"qwen3\"")
            .replace("\"head_dim\": 4", "\"h\": 4");

    ModelConfig config = ConfigJson.decode(json.getBytes(StandardCharsets.UTF_8));
    assertThat(config.family()).isEqualTo(TrunkFamily.QWEN3);
    assertThat(config.headSize()).isEqualTo(128);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "llama   | \"sliding_window\": 24                                  | 64",
        "mistral | \"sliding_window\": 24                                  | 24",
        "mistral | \"sliding_window\": null                                | 64",
        "qwen2   | \"sliding_window\": 24                                  | 64",
        "qwen3   | \"sliding_window\": 24                                  | 64",
        "qwen3   | \"sliding_window\": 24, \"use_sliding_window\": true    | 24",
        "qwen2   | \"sliding_window\": 24, \"use_sliding_window\": true    | 24",
      })
  void shouldAllowSequencesWithinTheSlidingWindowOnly(String type, String window, int positions)
      throws CorruptCheckpointException {
    String json =
        new String(ConfigJson.encode(SampleCheckpoints.config()), StandardCharsets.UTF_8)
            .replace("\"model_type\": \"llama\"", "\"model_type\": \"" + type + "\"")
            .replace("\"use_cache\": true", window);

    assertThat(ConfigJson.decode(json.getBytes(StandardCharsets.UTF_8)).maxPositions())
        .isEqualTo(positions);
  }
}
