package io.headwater.model.internal.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.headwater.model.Activation;
import io.headwater.model.LoraConfig;
import io.headwater.model.LoraConfig.Target;
import io.headwater.model.ModelConfig;
import io.headwater.model.ModelSnapshot;
import io.headwater.model.Pooling;
import io.headwater.model.Precision;
import io.headwater.model.TaskModule;
import io.headwater.model.TestModels;
import io.headwater.model.TrunkFamily;
import io.headwater.model.TrunkTraining;
import io.headwater.model.internal.network.AdapterMerge;
import io.headwater.model.learning.ComputeSettings;
import io.headwater.model.learning.Learner;
import io.headwater.model.learning.Learners;
import io.headwater.model.learning.OptimizerSettings;
import io.headwater.model.learning.RateFactors;
import io.headwater.model.learning.StepSettings;
import io.headwater.model.learning.StoredBytes;
import io.headwater.model.learning.TrainingRow;
import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a learner that trains only a part of its trunk changes, and what it leaves as it was. */
class AdapterLearnerTest {
  private static final List<TaskModule> TASKS = List.of(TestModels.TOPIC, TestModels.GRADE);
  private static final StepSettings SETTINGS = new StepSettings(3e-3, 1, List.of(1d, .5), 1);
  private static final ModelConfig ENCODER = TestModels.encoder(Pooling.MEAN, Activation.GELU);
  private static final ModelConfig DECODER = TestModels.config(true, 16);

  static Stream<Arguments> adapted() {
    return Stream.of(
        Arguments.of(ENCODER, EnumSet.of(Target.QUERY, Target.VALUE)),
        Arguments.of(ENCODER, Target.of(ENCODER.family())),
        Arguments.of(DECODER, EnumSet.of(Target.GATE, Target.DOWN)),
        Arguments.of(DECODER, Target.of(DECODER.family())),
        Arguments.of(TestModels.gpt2(true, 16), Target.of(TrunkFamily.GPT2)));
  }

  /**
   * The chain rule, with the gradient G of a weight from a learner that trains all of the same
   * trunk, merged: that of A is f B'G, that of B is f GA'.
   */
  @ParameterizedTest
  @MethodSource("adapted")
  void shouldGiveTheGradientsThatFollowFromThoseOfTheWeights(ModelConfig config, Set<Target> set) {
    LoraConfig lora = new LoraConfig(3, 6, set);
    for (int recomputeTokens : new int[] {Integer.MAX_VALUE, 0}) {
      try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
          ProgramLearner learner =
              trained(config, new TrunkTraining.Adapters(lora), 12, recomputeTokens);
          ModelSnapshot snapshot = learner.snapshot();
          ProgramLearner merged = merged(learner, snapshot)) {
        List<TrainingRow> rows = rows(config, 15, 500);
        Map<String, NDArray> ofAdapters = named(learner.gradients(rows, SETTINGS, manager));
        Map<String, NDArray> ofWeights = named(merged.gradients(rows, SETTINGS, manager));
        Map<String, NDArray> matrices = named(snapshot.adapters().orElseThrow().arrays());

        assertThat(matrices).hasSize(2 * set.size() * config.layers());
        assertThat(ofAdapters.keySet()).containsAll(matrices.keySet());
        assertThat(ofAdapters).hasSize(matrices.size() + snapshot.modules().size());
        matrices.forEach(
            (name, matrix) -> {
              String other = swapped(name);
              NDArray of = ofWeights.get(weight(name));
              NDArray wanted =
                  name.contains("lora_A")
                      ? matrices.get(other).transpose().matMul(of)
                      : of.matMul(matrices.get(other).transpose());
              assertClose(name, ofAdapters.get(name), wanted.mul(2));
            });
        for (NDArray array : snapshot.modules()) {
          assertClose(
              array.getName(), ofAdapters.get(array.getName()), ofWeights.get(array.getName()));
        }
        assertThat(learner.losses(rows).get(0)).isCloseTo(merged.losses(rows).get(0), within(1e-5));
      }
    }
  }

  static Stream<TrunkTraining> trainings() {
    return Stream.of(
        new TrunkTraining.Adapters(new LoraConfig(2, 4, EnumSet.of(Target.KEY, Target.UP))),
        new TrunkTraining.Frozen(),
        new TrunkTraining.Full(true));
  }

  @ParameterizedTest
  @MethodSource("trainings")
  void shouldLearnAndLeaveAloneWhatIsNotTrained(TrunkTraining training) {
    for (ModelConfig config : List.of(ENCODER, DECODER)) {
      for (int recomputeTokens : new int[] {Integer.MAX_VALUE, 0}) {
        try (ProgramLearner learner = trained(config, training, 0, recomputeTokens);
            ModelSnapshot before = learner.snapshot()) {
          List<TrainingRow> rows = rows(config, 24, 7);
          double first = learner.step(rows, SETTINGS).losses().get(0);
          for (int i = 0; i < 60; i++) {
            learner.step(rows, SETTINGS);
          }
          assertThat(learner.step(rows, SETTINGS).losses().get(0)).isLessThan(0.9 * first);
          try (ModelSnapshot after = learner.snapshot()) {
            for (NDArray array : before.trunk()) {
              assertThat(after.trunk().get(array.getName()).contentEquals(array))
                  .as(array.getName())
                  .isEqualTo(!moves(training, array.getName()));
            }
            assertThat(after.optimizer().stream().map(NDArray::getName))
                .noneMatch(name -> name.startsWith("step.") && name.endsWith("embeddings.weight"))
                .noneMatch(name -> name.endsWith("embed_tokens.weight"));
          }
        }
      }
    }
  }

  private static boolean moves(TrunkTraining training, String name) {
    return training instanceof TrunkTraining.Full
        && !name.startsWith("embeddings.")
        && !name.contains("embed_tokens");
  }

  static Stream<Arguments> states() {
    return trainings()
        .flatMap(
            training ->
                Stream.of(
                        OptimizerSettings.AdamW.DEFAULT,
                        new OptimizerSettings.ScheduleFree(0.9, 0.99, 0.1, 1e-8, 4))
                    .map(optimizer -> Arguments.of(training, optimizer)));
  }

  @ParameterizedTest
  @MethodSource("states")
  void shouldGoOnFromASnapshotAsIfNeverStopped(
      TrunkTraining training, OptimizerSettings optimizer) {
    try (Learner whole = learner(ENCODER, optimizer, training, Integer.MAX_VALUE)) {
      run(whole, 0, 5);
      try (ModelSnapshot cut = whole.snapshot();
          Learner after = restored(cut, whole, optimizer, training)) {
        assertThat(StoredBytes.of(after)).isEqualTo(StoredBytes.of(whole));
        run(whole, 5, 9);
        run(after, 5, 9);
        assertThat(StoredBytes.of(after)).isEqualTo(StoredBytes.of(whole));
      }
    }
  }

  @Test
  void shouldBeginNewAdaptersOnATrunkThatHadNone() {
    TrunkTraining adapters = new TrunkTraining.Adapters(new LoraConfig(2, 2, Set.of(Target.DOWN)));
    OptimizerSettings optimizer = OptimizerSettings.AdamW.DEFAULT;
    try (Learner full = learner(ENCODER, optimizer, TrunkTraining.full(), Integer.MAX_VALUE)) {
      run(full, 0, 3);
      try (ModelSnapshot cut = full.snapshot();
          Learner after = restored(cut, full, optimizer, adapters);
          ModelSnapshot begun = after.snapshot()) {
        List<TrainingRow> rows = rows(ENCODER, 9, 3);
        assertThat(after.losses(rows)).isEqualTo(full.losses(rows));
        Map<String, NDArray> matrices = named(begun.adapters().orElseThrow().arrays());
        matrices.forEach(
            (name, matrix) ->
                assertThat(matrix.abs().max().getFloat() > 0).isEqualTo(name.contains("lora_A")));
        Map<String, ByteBuffer> before = StoredBytes.of(full);
        Map<String, ByteBuffer> kept = StoredBytes.of(after);
        String head = "exp_avg.heads.topic.weight";
        assertThat(kept.get(head)).isEqualTo(before.get(head));
      }
    }
  }

  @Test
  void shouldTrainAWholeTrunkIntoWhichAdaptersWereMerged() {
    TrunkTraining adapters = new TrunkTraining.Adapters(new LoraConfig(2, 2, Set.of(Target.DOWN)));
    try (ProgramLearner learner = trained(ENCODER, adapters, 9, Integer.MAX_VALUE);
        ModelSnapshot cut = learner.snapshot();
        ProgramLearner merged = merged(learner, cut)) {
      List<TrainingRow> rows = rows(ENCODER, 9, 3);
      assertThat(merged.losses(rows).get(0)).isCloseTo(learner.losses(rows).get(0), within(1e-5));
      assertThat(merged.step(rows, SETTINGS).applied()).isTrue();
    }
  }

  @Test
  void shouldSlowEachLayerByItsPlaceBelowTheTop() {
    StepSettings slowed =
        new StepSettings(1e-3, new RateFactors(10, .5), 1e9, SETTINGS.weights(), 1);
    StepSettings even = new StepSettings(1e-3, new RateFactors(10, 1), 1e9, SETTINGS.weights(), 1);
    OptimizerSettings sgd = new OptimizerSettings.Sgd(0);
    try (Learner one = learner(ENCODER, sgd, TrunkTraining.full(), Integer.MAX_VALUE);
        Learner other = learner(ENCODER, sgd, TrunkTraining.full(), Integer.MAX_VALUE);
        ModelSnapshot start = one.snapshot()) {
      one.step(rows(ENCODER, 9, 3), even);
      other.step(rows(ENCODER, 9, 3), slowed);
      try (ModelSnapshot fast = one.snapshot();
          ModelSnapshot slow = other.snapshot()) {
        int top = ENCODER.layers() - 1;
        for (int layer = 0; layer <= top; layer++) {
          String name = "encoder.layer." + layer + ".output.dense.weight";
          assertMoved(start.trunk(), fast.trunk(), slow.trunk(), name, Math.pow(.5, top - layer));
        }
        String embedding = "embeddings.word_embeddings.weight";
        double lowest = Math.pow(.5, ENCODER.layers());
        assertMoved(start.trunk(), fast.trunk(), slow.trunk(), embedding, lowest);
        assertMoved(start.modules(), fast.modules(), slow.modules(), "heads.topic.weight", 1);
      }
    }
  }

  private static void assertMoved(
      NDList start, NDList fast, NDList slow, String name, double factor) {
    NDArray expected = fast.get(name).sub(start.get(name)).mul(factor);
    NDArray actual = slow.get(name).sub(start.get(name));
    assertThat(actual.abs().max().getFloat()).as(name).isPositive();
    assertThat(actual.sub(expected).abs().max().getFloat()).as(name).isLessThan(1e-7f);
  }

  @Test
  void shouldNameTheAdapterWhoseWeightTheFamilyLacks() {
    TrunkTraining gated = new TrunkTraining.Adapters(new LoraConfig(2, 2, Set.of(Target.GATE)));
    assertThatThrownBy(
            () -> learner(ENCODER, OptimizerSettings.AdamW.DEFAULT, gated, Integer.MAX_VALUE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "gate is to have an adapter, but a layer of the type \"bert\" has no such module");
  }

  private static ProgramLearner merged(ProgramLearner learner, ModelSnapshot snapshot) {
    return ProgramLearner.restore(
        ComputeSettings.on(Device.cpu()),
        learner.config(),
        OptimizerSettings.AdamW.DEFAULT,
        TrunkTraining.full(),
        0,
        learner.tasks(),
        AdapterMerge.merged(
            snapshot.trunk(), snapshot.adapters().orElseThrow(), snapshot.manager()),
        snapshot.modules(),
        new NDList());
  }

  private static Learner restored(
      ModelSnapshot cut, Learner from, OptimizerSettings optimizer, TrunkTraining training) {
    NDList trunk = new NDList(cut.trunk());
    cut.adapters().ifPresent(adapters -> trunk.addAll(adapters.arrays()));
    return Learners.restore(
        ComputeSettings.on(Device.cpu()),
        from.config(),
        optimizer,
        training,
        5,
        from.tasks(),
        trunk,
        cut.modules(),
        cut.optimizer());
  }

  private static Map<String, NDArray> named(NDList arrays) {
    Map<String, NDArray> named = new HashMap<>();
    arrays.forEach(array -> named.put(array.getName(), array));
    return named;
  }

  private static String swapped(String name) {
    return name.contains("lora_A")
        ? name.replace("lora_A", "lora_B")
        : name.replace("lora_B", "lora_A");
  }

  private static String weight(String matrix) {
    return matrix.replace("base_model.model.", "").replaceAll("\\.lora_[AB]", "");
  }

  private static void assertClose(String name, NDArray actual, NDArray wanted) {
    double greatest = Math.max(1e-3, wanted.abs().max().getFloat());
    assertThat((double) actual.sub(wanted).abs().max().getFloat())
        .as(name)
        .isLessThan(1e-4 * greatest);
  }

  private static List<TrainingRow> rows(ModelConfig config, int count, long seed) {
    return config.family().isCausal()
        ? TestModels.rows(TASKS, config, count, seed)
        : TestModels.framed(TASKS, config, count, seed);
  }

  private static void run(Learner learner, int from, int to) {
    for (int step = from; step < to; step++) {
      learner.step(rows(learner.config(), 16, step), SETTINGS);
    }
  }

  private static ProgramLearner trained(
      ModelConfig config, TrunkTraining training, int steps, int recomputeTokens) {
    ProgramLearner learner =
        learner(config, OptimizerSettings.AdamW.DEFAULT, training, recomputeTokens);
    run(learner, 0, steps);
    return learner;
  }

  private static ProgramLearner learner(
      ModelConfig config, OptimizerSettings optimizer, TrunkTraining training, int recompute) {
    ProgramLearner learner =
        ProgramLearner.create(
            new ComputeSettings(Device.cpu(), Precision.FP32, Integer.MAX_VALUE, recompute),
            config,
            optimizer,
            training,
            11);
    TASKS.forEach(task -> learner.adopt(task, 11));
    return learner;
  }
}
