package io.headwater.model.pretrained;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ai.djl.Device;
import io.headwater.model.ModelConfig;
import io.headwater.model.ModelSnapshot;
import io.headwater.model.TrunkFamily;
import io.headwater.model.checkpoint.CheckpointFolder;
import io.headwater.model.checkpoint.CorruptCheckpointException;
import io.headwater.model.learning.ComputeSettings;
import io.headwater.model.learning.Learner;
import io.headwater.model.learning.Learners;
import io.headwater.model.learning.OptimizerSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Folders of DistilBERT; {@link FamilyFolderTest} compares what they compute. */
class DistilBertFolderTest {
  @TempDir Path root;

  @Test
  void shouldTakeNoTokenTypesAndNoHead() throws IOException {
    try (PretrainedFolder folder = open(PretrainedFolders.path("distilbert"))) {
      ModelConfig config = folder.config();
      assertThat(config.family()).isEqualTo(TrunkFamily.DISTILBERT);
      assertThat(config.tokenTypes()).isZero();
      assertThat(config.normEpsilon()).isEqualTo(1e-12);
      assertThat(folder.remarks())
          .singleElement()
          .asString()
          .startsWith("its own head is not taken: ")
          .contains("vocab_transform.weight", "vocab_layer_norm.bias");
    }
  }

  @Test
  void shouldWriteTheKeysOfTheFamily() throws IOException {
    Path exported = Files.createDirectories(root.resolve("exported"));
    try (PretrainedFolder folder = open(PretrainedFolders.path("distilbert"));
        Learner learner =
            Learners.start(
                ComputeSettings.on(Device.cpu()),
                folder.config(),
                OptimizerSettings.AdamW.DEFAULT,
                folder);
        ModelSnapshot snapshot = learner.snapshot()) {
      CheckpointFolder.write(exported, folder.config(), folder.tokenizerJson(), snapshot);
    }
    assertThat(exported.resolve("config.json"))
        .content()
        .contains("\"model_type\": \"distilbert\"", "\"DistilBertModel\"")
        .contains("\"dim\": 16", "\"hidden_dim\": 24", "\"n_heads\": 4", "\"n_layers\": 2");
    // The model takes no token types, so its tokenizer must not give any.
    assertThat(exported.resolve("tokenizer_config.json"))
        .content()
        .contains("\"cls_token\": \"[CLS]\"")
        .doesNotContain("token_type_ids");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"activation\": \"gelu\" | \"activation\": \"relu\" | config.json: activation is"
            + " \"relu\" but must be one of",
        "\"dim\": 16 | \"dim\": 18 | config.json: dim is 18 but must be a multiple of n_heads (4)",
        "\"hidden_dim\": 24 | \"hidden_dim\": 25 | model.safetensors:"
            + " transformer.layer.0.ffn.lin1.weight has the shape (24, 16) but config.json asks for"
            + " (25, 16)",
        "\"n_layers\": 2 | \"n_layers\": 1 | model.safetensors:"
            + " transformer.layer.1.attention.k_lin.bias is no part of the model config.json"
            + " describes (and 15 more)",
      })
  void shouldSayWhatTheFolderCannotBe(String found, String replaced, String message)
      throws IOException {
    Path folder = PretrainedFolders.copy("distilbert", root.resolve("copy"));
    Path config = folder.resolve("config.json");
    assertThat(Files.readString(config)).contains(found);
    Files.writeString(config, Files.readString(config).replace(found, replaced));
    assertThatExceptionOfType(CorruptCheckpointException.class)
        .isThrownBy(() -> open(folder))
        .withMessageStartingWith(message);
  }

  private static PretrainedFolder open(Path folder) throws IOException {
    return PretrainedFolder.open(folder, 1);
  }
}
