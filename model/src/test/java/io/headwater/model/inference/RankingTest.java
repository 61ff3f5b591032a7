package io.headwater.model.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import io.headwater.model.ModelConfig;
import io.headwater.model.ModelSnapshot;
import io.headwater.model.TaskModule;
import io.headwater.model.TestModels;
import io.headwater.model.learning.ComputeSettings;
import io.headwater.model.learning.Learner;
import io.headwater.model.learning.Learners;
import io.headwater.model.learning.OptimizerSettings;
import io.headwater.schemas.TaskKind;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

class RankingTest {
  private static final int LABELS = 12;
  private static final TaskModule TASK =
      new TaskModule(
          "shelf",
          TaskKind.CLASSIFICATION,
          IntStream.range(0, LABELS).mapToObj(Integer::toString).toList(),
          -1,
          12,
          0);
  private static final ModelConfig CONFIG = TestModels.config(false, 64);
  private static Predictor predictor;

  @BeforeContainer
  static void create() {
    try (Learner learner =
        Learners.create(
            ComputeSettings.on(Device.cpu()), CONFIG, OptimizerSettings.AdamW.DEFAULT, 7)) {
      learner.adopt(TASK, 7);
      try (ModelSnapshot snapshot = learner.snapshot()) {
        predictor =
            Predictors.create(
                Device.cpu(), CONFIG, List.of(TASK), snapshot.trunk(), snapshot.modules());
      }
    }
  }

  @AfterContainer
  static void close() {
    predictor.close();
  }

  @Property(tries = 60, seed = "1")
  void shouldGiveTheMostProbableOfAllLabels(
      @ForAll @IntRange(min = 1, max = LABELS + 3) int most,
      @ForAll @IntRange(max = 70) int rows,
      @ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<int[]> inputs =
        IntStream.range(0, rows)
            .mapToObj(row -> TestModels.words(random, 1 + random.nextInt(12), CONFIG))
            .toList();

    List<List<LabelScore>> all = predictor.rank("shelf", inputs, LABELS);
    List<List<LabelScore>> some = predictor.rank("shelf", inputs, most);

    assertThat(all).hasSize(rows);
    assertThat(predictor.classify("shelf", inputs))
        .isEqualTo(all.stream().map(ranked -> ranked.get(0)).toList());
    for (int row = 0; row < rows; row++) {
      List<LabelScore> ranked = all.get(row);
      assertThat(some.get(row)).isEqualTo(ranked.subList(0, Math.min(most, LABELS)));
      assertThat(ranked).extracting(LabelScore::label).doesNotHaveDuplicates().hasSize(LABELS);
      assertThat(ranked)
          .isSortedAccordingTo(Comparator.comparingDouble(LabelScore::probability).reversed());
      assertThat(ranked.stream().mapToDouble(LabelScore::probability).sum())
          .isCloseTo(1, within(1e-5));
    }
  }
}
