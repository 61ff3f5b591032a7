package io.headwater.model.checkpoint.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.headwater.model.ModelConfig;
import io.headwater.model.checkpoint.CorruptCheckpointException;
import io.headwater.model.checkpoint.SampleCheckpoints;
import java.nio.charset.StandardCharsets;
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
        "\"model_type\" : \"llama\" | \"model_type\": \"gpt2\" | model_type is \"gpt2\"",
        "\"hidden_size\" : 16 | \"hidden_size\": 15 | hiddenSize is 15",
        "\"hidden_size\" : 16 | \"hidden_size\": \"16\" | hidden_size is \"16\"",
        "\"hidden_size\" : 16 | \"h\": 1 | hidden_size is missing",
        "\"rope_theta\" : 10000.0 | \"rope_theta\": null | rope_theta is null",
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
}
