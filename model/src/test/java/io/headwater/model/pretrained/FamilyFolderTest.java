package io.headwater.model.pretrained;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.headwater.model.ModelSnapshot;
import io.headwater.model.Precision;
import io.headwater.model.TaskModule;
import io.headwater.model.checkpoint.CheckpointFolder;
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
import io.headwater.model.learning.RowTarget;
import io.headwater.model.learning.StepSettings;
import io.headwater.model.learning.TrainingRow;
import io.headwater.schemas.TaskKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Compares trunks of folders with those of {@code transformers}; see {@link PretrainedFolders}. */
class FamilyFolderTest {
  private static final int ROWS = 4;
  private static final TaskModule TOPIC =
      new TaskModule("topic", TaskKind.CLASSIFICATION, List.of("a", "b", "c"), -1, 30, 0);
  private static final StepSettings SETTINGS = new StepSettings(1, 1e9, List.of(1d), 1);

  static List<String> folders() {
    return List.of("bert", "bert-headed", "roberta", "xlm-roberta", "distilbert", "qwen3", "gpt2");
  }

  @TempDir Path root;
  private final NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");

  @AfterEach
  void close() {
    manager.close();
  }

  @ParameterizedTest
  @MethodSource("folders")
  void shouldGiveTheStatesOfTransformers(String name) throws IOException {
    NDList expected = expected(name);
    try (PretrainedFolder folder = open(name);
        Learner learner = start(folder);
        ModelSnapshot snapshot = learner.snapshot();
        Program program = TorchScriptProgram.compile(ProgramSource.network(), manager)) {
      StoredArrays stored = new StoredArrays(snapshot.trunk());
      NDList parameters = new NDList();
      for (ParameterSpec spec : TrunkLayout.of(folder.config())) {
        parameters.add(stored.copy(spec.name(), spec.shape(), manager));
      }
      List<int[]> sequences = sequences(expected);
      PackedSequences packed = PackedSequences.of(folder.config(), sequences);
      NDList results =
          program.infer(
              "states",
              List.of(
                  parameters,
                  packed.arrays(manager, manager, new Staging()),
                  NetworkNumbers.of(folder.config(), Precision.FP32, manager, new Staging())),
              manager);
      for (int i = 0; i < ROWS; i++) {
        int start = packed.start(i);
        NDArray own = results.get(0).get("{}:{}", start, start + sequences.get(i).length);
        assertClose(own, expected.get("states." + i), 1);
        if (!folder.config().family().isCausal()) {
          assertThat(results.get(1).get(packed.rank(i)).square().mean().getFloat())
              .isCloseTo(1f, within(1e-5f));
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("folders")
  void shouldGiveTheGradientsOfTransformers(String name) throws IOException {
    NDList expected = expected(name);
    try (PretrainedFolder folder = open(name);
        Learner started = start(folder);
        ModelSnapshot snapshot = started.snapshot();
        Learner learner =
            Learners.restore(
                ComputeSettings.on(Device.cpu()),
                folder.config(),
                new OptimizerSettings.Sgd(0),
                List.of(TOPIC),
                snapshot.trunk(),
                new NDList(expected.get("heads.topic.weight"), expected.get("heads.topic.bias")),
                new NDList());
        ModelSnapshot before = learner.snapshot()) {
      List<int[]> sequences = sequences(expected);
      long[] labels = expected.get("labels").toLongArray();
      List<TrainingRow> rows = new ArrayList<>();
      for (int i = 0; i < ROWS; i++) {
        rows.add(new TrainingRow(0, sequences.get(i), new RowTarget.Label((int) labels[i]), 1));
      }
      // At a rate of 1 without clipping, a parameter moves by its gradient.
      double loss = learner.step(rows, SETTINGS).losses().get(0);

      assertThat(loss).isCloseTo(expected.get("loss").getFloat(0), within(1e-4));
      try (ModelSnapshot after = learner.snapshot()) {
        NDList all = new NDList(before.trunk());
        all.addAll(before.modules());
        NDList moved = new NDList(after.trunk());
        moved.addAll(after.modules());
        for (NDArray array : all) {
          NDArray wanted = expected.get("gradient." + array.getName());
          // Rows of tokens that were added have no gradient.
          NDArray gradient =
              array.sub(moved.get(array.getName())).get("0:{}", wanted.getShape().get(0));
          assertClose(gradient, wanted, Math.max(1, wanted.abs().max().getFloat()));
        }
      }
    }
  }

  private static void assertClose(NDArray actual, NDArray wanted, float scale) {
    float worst = actual.sub(wanted).abs().max().getFloat();
    assertThat(worst).as(wanted.getName()).isCloseTo(0f, within(1e-4f * scale));
  }

  private static List<int[]> sequences(NDList expected) {
    List<int[]> sequences = new ArrayList<>();
    for (int i = 0; i < ROWS; i++) {
      long[] tokens = expected.get("tokens." + i).toLongArray();
      sequences.add(Arrays.stream(tokens).mapToInt(Math::toIntExact).toArray());
    }
    return sequences;
  }

  private NDList expected(String name) throws IOException {
    return Safetensors.read(manager, PretrainedFolders.path(name).resolve("expected.safetensors"));
  }

  private static PretrainedFolder open(String name) throws IOException {
    return PretrainedFolder.open(PretrainedFolders.path(name), 1);
  }

  private static Learner start(PretrainedFolder folder) throws IOException {
    return Learners.start(
        ComputeSettings.on(Device.cpu()), folder.config(), OptimizerSettings.AdamW.DEFAULT, folder);
  }

  @ParameterizedTest
  @MethodSource("folders")
  void shouldWriteAFolderThatIsTheSameTrunk(String name) throws IOException {
    Path exported = Files.createDirectories(root.resolve(name));
    try (PretrainedFolder folder = open(name);
        Learner learner = start(folder);
        ModelSnapshot snapshot = learner.snapshot()) {
      CheckpointFolder.write(exported, folder.config(), folder.tokenizerJson(), snapshot);
      boolean causal = folder.config().family().isCausal();
      assertThat(Files.exists(exported.resolve("generation_config.json"))).isEqualTo(causal);
      assertThat(exported.resolve("tokenizer_config.json"))
          .content()
          .contains("\"padding_side\": \"" + (causal ? "left" : "right") + "\"");
      try (PretrainedFolder again = PretrainedFolder.open(exported, 2)) {
        assertThat(again.config()).isEqualTo(folder.config());
        assertThat(again.tokenizerJson()).isEqualTo(folder.tokenizerJson());
        for (NDArray array : snapshot.trunk()) {
          assertThat(again.read(array.getName(), manager).contentEquals(array)).isTrue();
        }
      }
    }
  }
}
