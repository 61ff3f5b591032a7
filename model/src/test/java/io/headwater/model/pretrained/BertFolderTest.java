package io.headwater.model.pretrained;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.headwater.model.Activation;
import io.headwater.model.ModelConfig;
import io.headwater.model.Pooling;
import io.headwater.model.TrunkFamily;
import io.headwater.model.checkpoint.CorruptCheckpointException;
import io.headwater.model.checkpoint.internal.Safetensors;
import io.headwater.model.internal.network.ParameterSpec;
import io.headwater.model.internal.network.TrunkLayout;
import io.headwater.model.learning.ComputeSettings;
import io.headwater.model.learning.Learner;
import io.headwater.model.learning.Learners;
import io.headwater.model.learning.OptimizerSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Folders of BERT, and what they cannot be; {@link FamilyFolderTest} compares what they compute.
 */
class BertFolderTest {
  @TempDir Path root;
  private final NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");

  @AfterEach
  void close() {
    manager.close();
  }

  private static PretrainedFolder open(String name) throws IOException {
    return PretrainedFolder.open(PretrainedFolders.path(name), 1);
  }

  private static Learner start(PretrainedFolder folder) throws IOException {
    return Learners.start(
        ComputeSettings.on(Device.cpu()), folder.config(), OptimizerSettings.AdamW.DEFAULT, folder);
  }

  @Test
  void shouldTakeShapePoolingAndTokensFromTheFolder() throws IOException {
    try (PretrainedFolder plain = open("bert");
        PretrainedFolder headed = open("bert-headed")) {
      ModelConfig config = plain.config();
      assertThat(config.family()).isEqualTo(TrunkFamily.BERT);
      assertThat(config.vocabularySize()).isEqualTo(70);
      assertThat(config.padToken()).isZero();
      assertThat(config.endToken()).isEqualTo(3);
      assertThat(config.tokenTypes()).isEqualTo(2);
      assertThat(config.activation()).isEqualTo(Activation.GELU);
      assertThat(config.pooling()).isEqualTo(Pooling.FIRST);
      assertThat(plain.remarks()).isEmpty();
      assertThat(headed.config().activation()).isEqualTo(Activation.GELU_TANH);
      assertThat(headed.config().pooling()).isEqualTo(Pooling.MEAN);
      assertThat(headed.remarks())
          .singleElement()
          .asString()
          .startsWith("its own head is not taken: ")
          .contains("classifier.weight", "pooler.dense.bias");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"hidden_act\": \"gelu\" | \"hidden_act\": \"relu\" | config.json: hidden_act is \"relu\""
            + " but must be one of \"gelu\", \"gelu_fast\", \"gelu_new\", \"gelu_pytorch_tanh\","
            + " \"silu\", \"swish\"",
        "\"is_decoder\": false | \"is_decoder\": true | config.json: is_decoder is true but must be"
            + " false",
        "\"add_cross_attention\": false | \"add_cross_attention\": true | config.json:"
            + " add_cross_attention is true but must be false",
        "\"pad_token_id\": 0 | \"position_embedding_type\": \"relative_key\" | config.json:"
            + " position_embedding_type is \"relative_key\" but must be \"absolute\"",
        "\"num_hidden_layers\": 2 | \"num_hidden_layers\": 3 | model.safetensors:"
            + " encoder.layer.2.attention.output.LayerNorm.weight is missing (and 15 more)",
        "\"num_attention_heads\": 4 | \"num_attention_heads\": 3 | config.json: hidden_size is 16"
            + " but must be a multiple of num_attention_heads (3)",
        "\"vocab_size\": 70 | \"vocab_size\": 69 | tokenizer.json has 70 tokens but config.json has"
            + " a vocab_size of 69",
      })
  void shouldSayWhatTheFolderCannotBe(String found, String replaced, String message)
      throws IOException {
    Path folder = PretrainedFolders.copy("bert", root.resolve("copy"));
    Path config = folder.resolve("config.json");
    assertThat(Files.readString(config)).contains(found);
    Files.writeString(config, Files.readString(config).replace(found, replaced));
    assertRefused(folder, message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"model.safetensors", "config.json", "tokenizer.json"})
  void shouldSayThatGitLfsHasNotFetchedAFile(String file) throws IOException {
    Path folder = PretrainedFolders.copy("bert", root.resolve("copy"));
    Files.writeString(
        folder.resolve(file),
        "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 90868376\n");
    assertRefused(
        folder, file + ": a git-lfs pointer in place of the file; git lfs pull fetches it");
  }

  @Test
  void shouldTakeNoTokenizerThatDropsMerges() throws IOException {
    Path folder = PretrainedFolders.copy("bert", root.resolve("copy"));
    Path tokenizer = folder.resolve("tokenizer.json");
    Files.writeString(
        tokenizer,
        Files.readString(tokenizer)
            .replaceFirst("\"type\": \"WordPiece\",\\s*\"unk_token\"", "\"dropout\": 0.1, $0"));
    assertRefused(
        folder,
        "tokenizer.json has a dropout of 0.1 but must have none: a text would have other tokens"
            + " each time");
  }

  @Test
  void shouldTakeNoArraysThatDoNotFit() throws IOException {
    Path folder = PretrainedFolders.copy("bert", root.resolve("copy"));
    Path file = folder.resolve("model.safetensors");
    NDList arrays = Safetensors.read(manager, file);
    NDArray more = manager.zeros(new Shape(16));
    more.setName("encoder.layer.2.output.dense.bias");
    arrays.add(more);
    Files.delete(file);
    Safetensors.write(file, arrays);
    assertRefused(
        folder,
        "model.safetensors: encoder.layer.2.output.dense.bias is no part of the model config.json"
            + " describes");

    arrays.remove(more);
    NDArray cut = arrays.get("encoder.layer.1.output.dense.bias").get(":8");
    cut.setName("encoder.layer.1.output.dense.bias");
    arrays.removeIf(array -> array.getName().equals(cut.getName()));
    arrays.add(cut);
    Files.delete(file);
    Safetensors.write(file, arrays);
    assertRefused(
        folder,
        "model.safetensors: encoder.layer.1.output.dense.bias has the shape (8) but config.json"
            + " asks for (16)");
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY})
  void shouldStartFromNoWeightThatIsNotFinite(float value) throws IOException {
    Path folder = PretrainedFolders.copy("bert", root.resolve("copy"));
    NDList arrays = Safetensors.read(manager, folder.resolve("model.safetensors"));
    arrays.get("encoder.layer.1.output.dense.bias").set(new float[16]);
    NDArray bias = arrays.get("encoder.layer.1.output.dense.bias");
    float[] values = bias.toFloatArray();
    values[3] = value;
    bias.set(values);
    Files.delete(folder.resolve("model.safetensors"));
    Safetensors.write(folder.resolve("model.safetensors"), arrays);
    try (PretrainedFolder opened = PretrainedFolder.open(folder, 1)) {
      assertThatExceptionOfType(CorruptCheckpointException.class)
          .isThrownBy(() -> start(opened))
          .withMessage(
              "model.safetensors: encoder.layer.1.output.dense.bias has a value that is not"
                  + " finite");
    }
  }

  @Test
  void shouldRefuseAnotherPoolingThanItKnows() throws IOException {
    Path folder = PretrainedFolders.copy("bert", root.resolve("copy"));
    Files.createDirectories(folder.resolve("1_Pooling"));
    Files.writeString(
        folder.resolve("1_Pooling/config.json"), "{\"pooling_mode_max_tokens\": true}");
    assertRefused(
        folder,
        "1_Pooling/config.json: the pooling is [pooling_mode_max_tokens] but must be one of"
            + " [pooling_mode_mean_tokens, pooling_mode_cls_token, pooling_mode_lasttoken]");
  }

  @Test
  void shouldReadTheNamesOfOldFolders() throws IOException {
    Path folder = PretrainedFolders.copy("bert", root.resolve("copy"));
    NDList arrays = Safetensors.read(manager, folder.resolve("model.safetensors"));
    arrays.forEach(
        array ->
            array.setName(
                "bert."
                    + array
                        .getName()
                        .replace("LayerNorm.weight", "LayerNorm.gamma")
                        .replace("LayerNorm.bias", "LayerNorm.beta")));
    Files.delete(folder.resolve("model.safetensors"));
    Safetensors.write(folder.resolve("model.safetensors"), arrays);
    try (PretrainedFolder old = PretrainedFolder.open(folder, 1);
        PretrainedFolder plain = open("bert")) {
      for (ParameterSpec spec : TrunkLayout.of(plain.config())) {
        assertThat(old.read(spec.name(), manager).contentEquals(plain.read(spec.name(), manager)))
            .isTrue();
      }
    }
  }

  private static void assertRefused(Path folder, String message) {
    assertThatExceptionOfType(CorruptCheckpointException.class)
        .isThrownBy(() -> PretrainedFolder.open(folder, 1))
        .withMessage(message);
  }
}
