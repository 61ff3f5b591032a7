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
import io.headwater.model.ModelSnapshot;
import io.headwater.model.TrunkFamily;
import io.headwater.model.checkpoint.Checkpoint;
import io.headwater.model.checkpoint.CheckpointFolder;
import io.headwater.model.checkpoint.CheckpointStore;
import io.headwater.model.checkpoint.CorruptCheckpointException;
import io.headwater.model.checkpoint.FileCheckpointStore;
import io.headwater.model.checkpoint.SampleCheckpoints;
import io.headwater.model.checkpoint.internal.Safetensors;
import io.headwater.model.learning.ComputeSettings;
import io.headwater.model.learning.Learner;
import io.headwater.model.learning.Learners;
import io.headwater.model.learning.OptimizerSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Folders of GPT-2, whose files store parameters transposed and joined; {@link FamilyFolderTest}
 * compares what they compute.
 */
class Gpt2FolderTest {
  private static final String JOINED = "h.1.attn.c_attn.weight";

  @TempDir Path root;
  private final NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void shouldTakeShapeAndTokensFromTheFolder() throws IOException {
    try (PretrainedFolder folder = open(PretrainedFolders.path("gpt2"))) {
      ModelConfig config = folder.config();
      assertThat(config.family()).isEqualTo(TrunkFamily.GPT2);
      assertThat(config.intermediateSize()).isEqualTo(4 * 16);
      assertThat(config.maxPositions()).isEqualTo(64);
      assertThat(config.tiedEmbedding()).isTrue();
      assertThat(config.activation()).isEqualTo(Activation.GELU_TANH);
      assertThat(config.vocabularySize()).isEqualTo(42 + 65);
      assertThat(config.endToken()).isEqualTo(41);
      assertThat(folder.remarks()).containsExactly("65 special tokens were added from id 42 on");
    }
  }

  @Test
  void shouldTakeQueriesKeysAndValuesOutOfOneTransposedMatrix() throws IOException {
    NDArray joined = stored(PretrainedFolders.path("gpt2")).get(JOINED);
    try (PretrainedFolder folder = open(PretrainedFolders.path("gpt2"))) {
      NDArray key = folder.read("transformer.h.1.attn.key.weight", manager);
      assertThat(key.contentEquals(joined.get(":, 16:32").transpose())).isTrue();
      NDArray down = folder.read("transformer.h.0.mlp.c_proj.weight", manager);
      assertThat(down.getShape()).isEqualTo(new Shape(16, 64));
      assertThat(down.getName()).isEqualTo("transformer.h.0.mlp.c_proj.weight");
    }
  }

  @Test
  void shouldStoreAVersionAsTheFamilyDoes() throws IOException {
    try (PretrainedFolder folder = open(PretrainedFolders.path("gpt2"));
        Learner learner = start(folder);
        ModelSnapshot snapshot = learner.snapshot();
        CheckpointStore store = FileCheckpointStore.open(root)) {
      CheckpointStore.Stored version =
          store.put(
              SampleCheckpoints.manifest(0),
              path ->
                  CheckpointFolder.write(path, folder.config(), folder.tokenizerJson(), snapshot));
      Path path = Path.of(URI.create(version.uri()));

      NDList before = stored(PretrainedFolders.path("gpt2"));
      NDList after = stored(path);
      assertThat(after).hasSameSizeAs(before);
      for (NDArray array : before) {
        NDArray same = after.get("transformer." + array.getName());
        NDArray known = same.get("0:{}", array.getShape().get(0)); // without rows that were added
        assertThat(known.contentEquals(array)).as(array.getName()).isTrue();
      }
      try (NDManager own = manager.newSubManager()) {
        Checkpoint checkpoint = CheckpointFolder.read(own, path);
        NDList trunk = checkpoint.trunk();
        assertThat(checkpoint.config()).isEqualTo(folder.config());
        assertThat(trunk).hasSameSizeAs(snapshot.trunk());
        for (NDArray array : snapshot.trunk()) {
          assertThat(trunk.get(array.getName()).contentEquals(array)).isTrue();
        }
        assertThat(own.getManagedArrays()).hasSameSizeAs(trunk);
      }
    }
  }

  @Test
  void shouldReadTheNamesOfTheLanguageModelAndOldMasks() throws IOException {
    Path folder = PretrainedFolders.copy("gpt2", root.resolve("copy"));
    rewrite(
        folder,
        arrays -> {
          arrays.forEach(array -> array.setName("transformer." + array.getName()));
          arrays.add(named("transformer.h.0.attn.bias", manager.ones(new Shape(1, 1, 64, 64))));
          arrays.add(named("transformer.h.0.attn.masked_bias", manager.ones(new Shape(1))));
          arrays.add(named("lm_head.weight", arrays.get("transformer.wte.weight").duplicate()));
          arrays.add(named("score.weight", manager.ones(new Shape(3, 16))));
        });
    try (PretrainedFolder whole = open(folder);
        PretrainedFolder plain = open(PretrainedFolders.path("gpt2"))) {
      assertThat(whole.remarks()).contains("its own head is not taken: score.weight");
      String name = "transformer.h.1.attn.value.bias";
      assertThat(whole.read(name, manager).contentEquals(plain.read(name, manager))).isTrue();
    }

    rewrite(folder, arrays -> arrays.get("lm_head.weight").muli(2));
    assertRefused(
        folder,
        "config.json: tie_word_embeddings is true but must be false: lm_head.weight differs from"
            + " transformer.wte.weight");
  }

  @Test
  void shouldTakeNoArraysThatDoNotFit() throws IOException {
    Path folder = PretrainedFolders.copy("gpt2", root.resolve("copy"));
    rewrite(folder, arrays -> arrays.removeIf(array -> array.getName().equals(JOINED)));
    assertRefused(folder, "model.safetensors: transformer." + JOINED + " is missing");

    rewrite(folder, arrays -> arrays.add(named(JOINED, manager.ones(new Shape(48, 16)))));
    assertRefused(
        folder,
        "model.safetensors: transformer."
            + JOINED
            + " has the shape (48, 16) but config.json asks for (16, 48)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"activation_function\": \"gelu_new\" | \"activation_function\": \"relu\" | config.json:"
            + " activation_function is \"relu\" but must be one of",
        "\"scale_attn_weights\": true | \"scale_attn_weights\": false | config.json:"
            + " scale_attn_weights is false but must be true",
        "\"scale_attn_by_inverse_layer_idx\": false | \"scale_attn_by_inverse_layer_idx\": true |"
            + " config.json: scale_attn_by_inverse_layer_idx is true but must be false",
        "\"add_cross_attention\": false | \"add_cross_attention\": true | config.json:"
            + " add_cross_attention is true but must be false",
        "\"n_head\": 4 | \"n_head\": 3 | config.json: n_embd is 16 but must be a multiple of n_head"
            + " (3)",
        "\"n_inner\": null | \"n_inner\": 48 | model.safetensors: transformer.h.0.mlp.c_fc.weight"
            + " has the shape (16, 64) but config.json asks for (16, 48)",
        "\"tie_word_embeddings\": true | \"tie_word_embeddings\": false | model.safetensors:"
            + " lm_head.weight is missing",
      })
  void shouldSayWhatTheFolderCannotBe(String found, String replaced, String message)
      throws IOException {
    Path folder = PretrainedFolders.copy("gpt2", root.resolve("copy"));
    Path config = folder.resolve("config.json");
    assertThat(Files.readString(config)).contains(found);
    Files.writeString(config, Files.readString(config).replace(found, replaced));
    assertThatExceptionOfType(CorruptCheckpointException.class)
        .isThrownBy(() -> open(folder))
        .withMessageStartingWith(message);
  }

  private NDList stored(Path folder) throws IOException {
    return Safetensors.read(manager, folder.resolve("model.safetensors"));
  }

  private void rewrite(Path folder, Consumer<NDList> change) throws IOException {
    NDList arrays = stored(folder);
    change.accept(arrays);
    Files.delete(folder.resolve("model.safetensors"));
    Safetensors.write(folder.resolve("model.safetensors"), arrays);
  }

  private static NDArray named(String name, NDArray array) {
    array.setName(name);
    return array;
  }

  private static void assertRefused(Path folder, String message) {
    assertThatExceptionOfType(CorruptCheckpointException.class)
        .isThrownBy(() -> open(folder))
        .withMessage(message);
  }

  private static PretrainedFolder open(Path folder) throws IOException {
    return PretrainedFolder.open(folder, 1);
  }

  private static Learner start(PretrainedFolder folder) throws IOException {
    return Learners.start(
        ComputeSettings.on(Device.cpu()), folder.config(), OptimizerSettings.AdamW.DEFAULT, folder);
  }
}
