package io.headwater.model.pretrained;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.headwater.model.ModelConfig;
import io.headwater.model.ModelSnapshot;
import io.headwater.model.checkpoint.CheckpointFolder;
import io.headwater.model.checkpoint.internal.Safetensors;
import io.headwater.model.internal.network.NetworkNumbers;
import io.headwater.model.internal.network.PackedSequences;
import io.headwater.model.internal.network.ParameterSpec;
import io.headwater.model.internal.network.StoredArrays;
import io.headwater.model.internal.network.TrunkLayout;
import io.headwater.model.internal.program.Program;
import io.headwater.model.internal.program.ProgramSource;
import io.headwater.model.internal.program.TorchScriptProgram;
import io.headwater.model.learning.AdamWSettings;
import io.headwater.model.learning.Learner;
import io.headwater.model.learning.Learners;
import io.headwater.model.tokenizer.SpecialTokens;
import io.headwater.model.tokenizer.Tokenizer;
import io.headwater.model.tokenizer.Tokenizers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
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
        "qwen2"
      })
  void shouldGiveTheLogitsOfTransformersAlsoWhenExportedAgain(String name) throws IOException {
    Path exported = Files.createDirectories(root.resolve(name));
    try (PretrainedFolder folder = PretrainedFolder.open(PretrainedFolders.path(name), 1);
        Learner learner =
            Learners.start(Device.cpu(), folder.config(), AdamWSettings.DEFAULT, folder);
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
                      packed.arrays(manager, manager),
                      NetworkNumbers.of(config, manager)),
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
}
