package io.headwater.model.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import io.headwater.model.ModelConfig;
import io.headwater.model.ModelSnapshot;
import io.headwater.model.TaskModule;
import io.headwater.model.TestModels;
import io.headwater.model.inference.LabelScore;
import io.headwater.model.inference.Predictor;
import io.headwater.model.inference.Predictors;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class GrowthTest {
  private static final ModelConfig CONFIG = TestModels.config(false, 64);
  private static final List<TaskModule> TASKS =
      List.of(TestModels.TOPIC, TestModels.HEADLINE, TestModels.TONE);
  private static final StepSettings SETTINGS = new StepSettings(5e-3, 1, List.of(1d, 1d, 1d), 1);

  @Example
  void shouldKeepWhatTheOldLabelsHaveLearned() {
    try (Learner learner = learner(TASKS)) {
      run(learner, 0, 4);
      Map<String, ByteBuffer> before = StoredBytes.of(learner);

      learner.grow("topic", List.of("d", "e"), 5);

      Map<String, ByteBuffer> after = StoredBytes.of(learner);
      assertThat(learner.tasks().get(0).labels()).containsExactly("a", "b", "c", "d", "e");
      assertThat(after.keySet()).isEqualTo(before.keySet());
      before.forEach(
          (name, old) -> {
            ByteBuffer grown = after.get(name);
            if (!name.matches("(exp_avg.|exp_avg_sq.|)heads.topic.*")) {
              assertThat(grown).as(name).isEqualTo(old);
              return;
            }
            int width = name.endsWith("bias") ? 1 : CONFIG.hiddenSize();
            assertThat(grown.capacity() - old.capacity()).isEqualTo(2 * width * Float.BYTES);
            assertThat(grown.slice(0, old.capacity())).as(name).isEqualTo(old);
            ByteBuffer rows = grown.slice(old.capacity(), 2 * width * Float.BYTES);
            ByteBuffer zeros = ByteBuffer.allocate(rows.capacity());
            assertThat(rows.equals(zeros)).as(name).isEqualTo(!name.equals("heads.topic.weight"));
          });
    }
  }

  @Example
  void shouldGoOnFromASnapshotOfAGrownModelAsIfNeverStopped() {
    try (Learner whole = learner(TASKS)) {
      run(whole, 0, 3);
      whole.grow("topic", List.of("d"), 5);
      try (ModelSnapshot cut = whole.snapshot();
          Learner after =
              Learners.restore(
                  ComputeSettings.on(Device.cpu()),
                  CONFIG,
                  OptimizerSettings.AdamW.DEFAULT,
                  whole.tasks(),
                  cut.trunk(),
                  cut.modules(),
                  cut.optimizer())) {
        run(whole, 3, 7);
        run(after, 3, 7);
        assertThat(StoredBytes.of(after)).isEqualTo(StoredBytes.of(whole));
      }
    }
  }

  @Provide
  Arbitrary<List<String>> labels() {
    return Arbitraries.strings()
        .alpha()
        .ofMaxLength(3)
        .list()
        .ofMinSize(2)
        .ofMaxSize(6)
        .uniqueElements();
  }

  @Property(tries = 15, seed = "7")
  void shouldGrowInPartsAsAtOnce(
      @ForAll("labels") List<String> labels, @ForAll @IntRange(min = 1, max = 5) int at) {
    int split = Math.min(at, labels.size());
    TaskModule first = TestModels.TOPIC.withLabels(labels.subList(0, split));
    try (Learner atOnce = learner(List.of(TestModels.TOPIC.withLabels(labels)));
        Learner parts = learner(List.of(first))) {
      parts.grow("topic", labels.subList(split, labels.size()), 3);
      assertThat(parts.tasks()).isEqualTo(atOnce.tasks());
      assertThat(StoredBytes.of(parts)).isEqualTo(StoredBytes.of(atOnce));
    }
  }

  @Property(tries = 15, seed = "7")
  void shouldStartALabelAlikeWhateverTheOrder(@ForAll("labels") List<String> labels) {
    List<String> reversed = new ArrayList<>(labels);
    Collections.reverse(reversed);
    try (Learner one = learner(List.of(TestModels.TOPIC.withLabels(labels)));
        Learner other = learner(List.of(TestModels.TOPIC.withLabels(reversed)))) {
      for (String label : labels) {
        assertThat(row(one, label)).isEqualTo(row(other, label));
      }
      assertThat(labels.stream().map(label -> row(one, label))).doesNotHaveDuplicates();
    }
  }

  private static ByteBuffer row(Learner learner, String label) {
    int size = CONFIG.hiddenSize() * Float.BYTES;
    int row = learner.tasks().get(0).labels().indexOf(label);
    return StoredBytes.of(learner).get("heads.topic.weight").slice(row * size, size);
  }

  @Example
  void shouldLearnAnOpenSetFromItsFirstLabelOn() {
    TaskModule open = TestModels.TOPIC.withLabels(List.of("l0"));
    StepSettings settings = new StepSettings(5e-3, 1, List.of(1d), 1);
    int[] input = {7, 8};
    try (Learner learner = learner(List.of(open))) {
      StepResult alone = learner.step(TestModels.rows(learner.tasks(), CONFIG, 6, 1), settings);
      assertThat(alone.applied()).isTrue();
      assertThat(alone.losses()).containsExactly(0d);
      assertThat(classify(learner, input)).isEqualTo(new LabelScore(0, 1));

      for (int label = 1; label < 4; label++) {
        learner.grow("topic", List.of("l" + label), 5);
        for (int step = 0; step < 240; step++) {
          learner.step(TestModels.rows(learner.tasks(), CONFIG, 32, step), settings);
        }
      }
      assertThat(classify(learner, input).label()).isEqualTo(3);
      assertThat(classify(learner, input).probability()).isGreaterThan(0.5);
    }
  }

  private static LabelScore classify(Learner learner, int[] input) {
    try (ModelSnapshot snapshot = learner.snapshot();
        Predictor predictor =
            Predictors.create(
                Device.cpu(), CONFIG, learner.tasks(), snapshot.trunk(), snapshot.modules())) {
      return predictor.classify("topic", List.of(input)).get(0);
    }
  }

  @Example
  void shouldKeepNoArraysOfSmallerModules() {
    try (Learner learner = learner(TASKS);
        NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
      run(learner, 0, 1);
      int before = manager.getParentManager().getManagedArrays().size();
      IntStream.range(0, 50).forEach(i -> learner.grow("tone", List.of("label " + i), 5));
      run(learner, 1, 2);
      assertThat(before).isGreaterThan(100);
      assertThat(manager.getParentManager().getManagedArrays()).hasSize(before);
    }
  }

  @Example
  void shouldNameWhatCannotGrow() {
    try (Learner learner = learner(TASKS)) {
      Map<String, ByteBuffer> before = StoredBytes.of(learner);
      refuses(learner, "other", List.of("x"), "There is no task other");
      refuses(learner, "headline", List.of("x"), "headline is of kind SUMMARIZATION");
      refuses(learner, "topic", List.of("x", "b"), "the label b exists already");
      refuses(learner, "topic", List.of("x", "x"), "the label x exists already");
      learner.grow("topic", List.of(), 5);
      assertThat(learner.tasks()).isEqualTo(TASKS);
      assertThat(StoredBytes.of(learner)).isEqualTo(before);
    }
    try (Learner empty = learner(List.of())) {
      assertThatThrownBy(() -> empty.adopt(TestModels.TOPIC.withLabels(List.of()), 3))
          .hasMessageContaining("labels is 0 but must be at least 1");
    }
  }

  private static void refuses(Learner learner, String task, List<String> labels, String message) {
    assertThatThrownBy(() -> learner.grow(task, labels, 5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  private static Learner learner(List<TaskModule> tasks) {
    Learner learner =
        Learners.create(
            ComputeSettings.on(Device.cpu()), CONFIG, OptimizerSettings.AdamW.DEFAULT, 3);
    tasks.forEach(task -> learner.adopt(task, 3));
    return learner;
  }

  private static void run(Learner learner, int from, int to) {
    for (int step = from; step < to; step++) {
      learner.step(TestModels.rows(learner.tasks(), CONFIG, 12, step), SETTINGS);
    }
  }
}
