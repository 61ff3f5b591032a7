package io.headwater.model.pretrained;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.headwater.model.ModelConfig;
import io.headwater.model.ModelSnapshot;
import io.headwater.model.Precision;
import io.headwater.model.checkpoint.CheckpointFolder;
import io.headwater.model.checkpoint.CheckpointStore;
import io.headwater.model.checkpoint.CorruptCheckpointException;
import io.headwater.model.checkpoint.FileCheckpointStore;
import io.headwater.model.checkpoint.SampleCheckpoints;
import io.headwater.model.checkpoint.internal.Safetensors;
import io.headwater.model.internal.network.NetworkNumbers;
import io.headwater.model.internal.network.PackedSequences;
import io.headwater.model.internal.network.ParameterSpec;
import io.headwater.model.internal.network.Staging;
import io.headwater.model.internal.network.StoredArrays;
import io.headwater.model.internal.network.TrunkLayout;
import io.headwater.model.internal.program.Program;
import io.headwater.model.internal.program.ProgramSource;
import io.headwater.model.internal.program.TorchScriptProgram;
import io.headwater.model.learning.ComputeSettings;
import io.headwater.model.learning.Learner;
import io.headwater.model.learning.Learners;
import io.headwater.model.learning.OptimizerSettings;
import io.headwater.model.tokenizer.SpecialTokens;
import io.headwater.model.tokenizer.Tokenizer;
import io.headwater.model.tokenizer.Tokenizers;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PretrainedFolderTest {
  private static final int SEQUENCES = 2;
  private static final int TOKENS = 42;

  @TempDir Path root;
  private final NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");

  @AfterEach
  void close() {
    manager.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "llama-untied-bf16-sharded",
        "llama-tied-rope3",
        "llama-biased-linear",
        "mistral",
        "qwen2",
        "qwen3",
        "gpt2"
      })
  void shouldGiveTheLogitsOfTransformersAlsoWhenExportedAgain(String name) throws IOException {
    Path exported = Files.createDirectories(root.resolve(name));
    try (PretrainedFolder folder = PretrainedFolder.open(PretrainedFolders.path(name), 1);
        Learner learner =
            Learners.start(
                ComputeSettings.on(Device.cpu()),
                folder.config(),
                OptimizerSettings.AdamW.DEFAULT,
                folder);
        ModelSnapshot snapshot = learner.snapshot()) {
      assertLogits(name, folder.config(), snapshot.trunk());

      CheckpointFolder.write(exported, folder.config(), folder.tokenizerJson(), snapshot);
      try (PretrainedFolder again = PretrainedFolder.open(exported, 2)) {
        assertThat(again.config()).isEqualTo(folder.config());
        assertThat(again.tokenizerJson()).isEqualTo(folder.tokenizerJson());
        for (NDArray array : snapshot.trunk()) {
          assertThat(again.read(array.getName(), manager).contentEquals(array)).isTrue();
        }
      }
    }
  }

  private void assertLogits(String name, ModelConfig config, NDList trunk) throws IOException {
    NDList expected =
        Safetensors.read(manager, PretrainedFolders.path(name).resolve("expected.safetensors"));
    try (Program program = TorchScriptProgram.compile(ProgramSource.network(), manager)) {
      StoredArrays stored = new StoredArrays(trunk);
      NDList parameters = new NDList();
      for (ParameterSpec spec : TrunkLayout.of(config)) {
        parameters.add(stored.copy(spec.name(), spec.shape(), manager));
      }
      List<int[]> sequences = new ArrayList<>();
      for (int i = 0; i < SEQUENCES; i++) {
        long[] tokens = expected.get("tokens." + i).toLongArray();
        sequences.add(Arrays.stream(tokens).mapToInt(Math::toIntExact).toArray());
      }
      PackedSequences packed = PackedSequences.grouped(sequences);
      NDArray logits =
          program
              .infer(
                  "logits",
                  List.of(
                      parameters,
                      packed.arrays(manager, manager, new Staging()),
                      NetworkNumbers.of(config, Precision.FP32, manager, new Staging())),
                  manager)
              .get(0);
      for (int i = 0; i < SEQUENCES; i++) {
        int start = packed.start(i);
        int end = start + sequences.get(i).length;
        NDArray actual = logits.get("{}:{}, 0:{}", start, end, TOKENS);
        NDArray wanted = expected.get("logits." + i).get(":, 0:{}", TOKENS);
        float worst = actual.sub(wanted).abs().max().getFloat();
        assertThat(worst).isCloseTo(0f, within(1e-4f));
      }
    }
  }

  @Test
  void shouldAddTheTokensItNeedsBehindTheOthers() throws IOException {
    try (PretrainedFolder folder =
            PretrainedFolder.open(PretrainedFolders.path("llama-untied-bf16-sharded"), 1);
        Tokenizer before = Tokenizers.load(PretrainedFolders.path("llama-untied-bf16-sharded"));
        Tokenizer after = Tokenizers.load(folder.tokenizerJson())) {
      ModelConfig config = folder.config();
      assertThat(config.vocabularySize()).isEqualTo(TOKENS + 65).isEqualTo(after.vocabularySize());
      assertThat(config.endToken()).isEqualTo(before.idOf("</s>"));
      assertThat(config.padToken()).isEqualTo(TOKENS).isEqualTo(after.idOf(SpecialTokens.PAD));
      assertThat(after.idOf(SpecialTokens.task(0))).isEqualTo(TOKENS + 1);
      String text = "the records, sent <|task:0|> another";
      assertThat(after.encode(text, 100)).isEqualTo(before.encode(text, 100));
      assertThat(after.decode(after.encode("the topic", 100))).isEqualTo("the topic");
    }
  }

  @Test
  void shouldStartRowsOfNewTokensNearTheMeanOfTheOthers() throws IOException {
    NDArray first = embedding("llama-tied-rope3", 1);
    NDArray known = first.get("0:{}", TOKENS);
    NDArray added = first.get("{}:", TOKENS);
    NDArray mean = known.mean(new int[] {0}, true);

    assertThat(added.getShape().get(0)).isEqualTo(65);
    float spread = known.sub(mean).abs().max().getFloat();
    NDArray noise = added.sub(mean).abs();
    assertThat(noise.max().getFloat()).isLessThan(spread / 2);
    assertThat(noise.max(new int[] {1}).min().getFloat()).isPositive();
    assertThat(embedding("llama-tied-rope3", 1).contentEquals(first)).isTrue();
    assertThat(embedding("llama-tied-rope3", 2).contentEquals(first)).isFalse();
  }

  @Test
  void shouldUseRowsThatAreThereBeyondTheTokenizer() throws IOException {
    NDArray rows = embedding("qwen2", 1);
    NDArray stored =
        Safetensors.read(manager, PretrainedFolders.path("qwen2").resolve("model.safetensors"))
            .get("model.embed_tokens.weight")
            .toType(DataType.FLOAT32, false);

    assertThat(rows.getShape()).isEqualTo(stored.getShape());
    assertThat(rows.get("0:42").contentEquals(stored.get("0:42"))).isTrue();
    assertThat(rows.get("107:").contentEquals(stored.get("107:"))).isTrue();
    assertThat(rows.get("42:107").allClose(stored.get("42:107"))).isFalse();
  }

  private NDArray embedding(String name, long seed) throws IOException {
    try (PretrainedFolder folder = PretrainedFolder.open(PretrainedFolders.path(name), seed)) {
      return folder.read("model.embed_tokens.weight", manager);
    }
  }

  @Test
  void shouldStartFromACheckpointWithoutItsModules() throws IOException {
    try (CheckpointStore store = FileCheckpointStore.open(root)) {
      Path checkpoint = Path.of(URI.create(SampleCheckpoints.store(store, 4).uri()));
      try (PretrainedFolder folder = PretrainedFolder.open(checkpoint, 1);
          Learner learner =
              Learners.start(
                  ComputeSettings.on(Device.cpu()),
                  folder.config(),
                  OptimizerSettings.AdamW.DEFAULT,
                  folder);
          ModelSnapshot same = learner.snapshot();
          ModelSnapshot before = SampleCheckpoints.snapshot(4)) {
        assertThat(folder.config()).isEqualTo(SampleCheckpoints.config());
        assertThat(folder.tokenizerJson()).isEqualTo(SampleCheckpoints.tokenizerJson());
        assertThat(folder.remarks())
            .singleElement()
            .asString()
            .startsWith("it is a checkpoint: trunk and tokenizer are taken");
        assertThat(learner.tasks()).isEmpty();
        for (NDArray array : same.trunk()) {
          assertThat(array.contentEquals(before.trunk().get(array.getName()))).isTrue();
        }
      }
    }
  }

  @Test
  void shouldNameTheDigestOfEveryFileWithWeights() throws Exception {
    Path path = PretrainedFolders.path("llama-untied-bf16-sharded");
    String second = "model-00002-of-00002.safetensors";
    byte[] digest =
        MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(path.resolve(second)));
    try (PretrainedFolder folder = PretrainedFolder.open(path, 1)) {
      assertThat(folder.digests())
          .containsOnlyKeys("model-00001-of-00002.safetensors", second)
          .containsEntry(second, HexFormat.of().formatHex(digest));
    }
  }

  @Test
  void shouldLetNoTiedModelHaveAnOutputOfItsOwn() throws IOException {
    Path folder = PretrainedFolders.copy("llama-tied-rope3", root.resolve("copy"));
    NDList arrays = Safetensors.read(manager, folder.resolve("model.safetensors"));
    NDArray output = arrays.get("model.embed_tokens.weight").duplicate();
    output.setName("lm_head.weight");
    arrays.add(output);
    rewrite(folder, arrays);
    PretrainedFolder.open(folder, 1).close();

    output.muli(2);
    rewrite(folder, arrays);
    assertRefused(
        folder,
        "config.json: tie_word_embeddings is true but must be false: lm_head.weight differs from"
            + " model.embed_tokens.weight");
  }

  private static void rewrite(Path folder, NDList arrays) throws IOException {
    Path file = folder.resolve("model.safetensors");
    Files.delete(file);
    Safetensors.write(file, arrays);
  }

  @Test
  void shouldNameTheFileThatIsMissing() throws IOException {
    for (String file :
        List.of("config.json", "tokenizer.json", "model-00002-of-00002.safetensors")) {
      Path folder = PretrainedFolders.copy("llama-untied-bf16-sharded", root.resolve(file));
      Files.delete(folder.resolve(file));
      assertRefused(folder, file + ": missing");
    }
    Path folder = PretrainedFolders.copy("qwen2", root.resolve("none"));
    Files.delete(folder.resolve("model.safetensors"));
    assertRefused(
        folder,
        "neither model.safetensors nor model.safetensors.index.json exists; weights are read"
            + " from safetensors");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"num_hidden_layers\": 2 | \"num_hidden_layers\": 3 | model.safetensors:"
            + " model.layers.2.input_layernorm.weight is missing (and 11 more)",
        "\"model_type\": \"qwen2\" | \"model_type\": \"llama\" | model.safetensors:"
            + " model.layers.0.self_attn.k_proj.bias is no part of the model config.json describes"
            + " (and 5 more)",
        "\"model_type\": \"qwen2\" | \"model_type\": \"qwen3\", \"head_dim\": 4 |"
            + " model.safetensors: model.layers.0.self_attn.q_norm.weight is missing (and 3 more)",
        "\"intermediate_size\": 24 | \"intermediate_size\": 25 | model.safetensors:"
            + " model.layers.0.mlp.gate_proj.weight has the shape (24, 16) but config.json asks for"
            + " (25, 16)",
        "\"rope_type\": \"default\" | \"rope_type\": \"yarn\" | config.json:"
            + " rope_parameters.rope_type is \"yarn\" but must be \"default\", \"linear\" or"
            + " \"llama3\"",
      })
  void shouldSayWhatTheFolderCannotBe(String found, String replaced, String message)
      throws IOException {
    Path folder = PretrainedFolders.copy("qwen2", root.resolve("copy"));
    Path config = folder.resolve("config.json");
    assertThat(Files.readString(config)).contains(found);
    Files.writeString(config, Files.readString(config).replace(found, replaced));
    assertRefused(folder, message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "[", "{\"weight_map\": {\"a\": \"../a.safetensors\"}}"})
  void shouldRefuseAnIndexThatNamesNoFiles(String index) throws IOException {
    Path folder = PretrainedFolders.copy("llama-untied-bf16-sharded", root.resolve("copy"));
    Files.writeString(folder.resolve("model.safetensors.index.json"), index);
    assertThatExceptionOfType(CorruptCheckpointException.class)
        .isThrownBy(() -> PretrainedFolder.open(folder, 1))
        .withMessageStartingWith("model.safetensors.index.json: ");
  }

  private static void assertRefused(Path folder, String message) {
    assertThatExceptionOfType(CorruptCheckpointException.class)
        .isThrownBy(() -> PretrainedFolder.open(folder, 1))
        .withMessage(message);
  }
}
