package io.headwater.model.internal.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import io.headwater.model.Activation;
import io.headwater.model.ModelConfig;
import io.headwater.model.ModelSnapshot;
import io.headwater.model.PassagePlaces;
import io.headwater.model.Pooling;
import io.headwater.model.Precision;
import io.headwater.model.TaskModule;
import io.headwater.model.TestModels;
import io.headwater.model.TokenSpan;
import io.headwater.model.inference.Predictor;
import io.headwater.model.inference.Predictors;
import io.headwater.model.inference.SpanScore;
import io.headwater.model.learning.ComputeSettings;
import io.headwater.model.learning.OptimizerSettings;
import io.headwater.model.learning.RowTarget;
import io.headwater.model.learning.StepSettings;
import io.headwater.model.learning.TrainingRow;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Compares the programs of span tasks, on both families, with the same network op by op. */
class SpanLearnerTest {
  private static final List<TaskModule> TASKS = List.of(TestModels.TOPIC, TestModels.ANSWER);
  private static final int ANSWER = 1;
  private static final List<Double> WEIGHTS = List.of(.5, 1.5);
  private static final StepSettings SETTINGS = new StepSettings(3e-3, 1, WEIGHTS, 1);
  private static final ModelConfig ENCODER = TestModels.encoder(Pooling.MEAN, Activation.GELU);

  static Stream<ModelConfig> shapes() {
    return Stream.of(ENCODER, TestModels.config(true, 1), TestModels.gpt2(true, 1));
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void shouldGiveLossesAndGradientsOfTheOracle(ModelConfig config) {
    for (int recomputeTokens : new int[] {Integer.MAX_VALUE, 0}) {
      try (ProgramLearner learner = trained(config, 15, Integer.MAX_VALUE, recomputeTokens)) {
        List<TrainingRow> rows = TestModels.rows(TASKS, config, 24, 500);
        LearnerOracle.assertEqual(learner, LearnerOracle.weighted(rows), SETTINGS);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void shouldLoseWithARowTheSameWhateverTheRowsBesideIt(ModelConfig config) {
    // Parts of few tokens pad each row to other lengths than one batch does.
    try (ProgramLearner whole = trained(config, 10, Integer.MAX_VALUE, Integer.MAX_VALUE);
        ProgramLearner inParts = trained(config, 10, 30, Integer.MAX_VALUE)) {
      List<TrainingRow> rows = answers(config, 30, 9);
      double sum = 0;
      for (TrainingRow row : rows) {
        sum += whole.losses(List.of(row)).get(ANSWER);
      }

      assertThat(whole.losses(rows).get(ANSWER)).isCloseTo(sum / rows.size(), within(1e-5));
      assertThat(inParts.losses(rows).get(ANSWER)).isCloseTo(sum / rows.size(), within(1e-3));
    }
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void shouldExtractWhatItHasLearned(ModelConfig config) {
    try (ProgramLearner learner = trained(config, 120, Integer.MAX_VALUE, Integer.MAX_VALUE);
        ModelSnapshot snapshot = learner.snapshot();
        Predictor predictor =
            Predictors.create(Device.cpu(), config, TASKS, snapshot.trunk(), snapshot.modules())) {
      List<TrainingRow> rows =
          answers(config, 120, 77).stream()
              .filter(row -> spans(row).places().tokens() > 0)
              .toList();
      List<int[]> inputs = rows.stream().map(TrainingRow::input).toList();
      List<PassagePlaces> places = rows.stream().map(row -> spans(row).places()).toList();
      List<SpanScore> found = predictor.extract("answer", inputs, places);
      int held = 0;
      int right = 0;
      for (int i = 0; i < rows.size(); i++) {
        List<TokenSpan> wanted = spans(rows.get(i)).spans();
        if (!wanted.isEmpty()) {
          held++;
          right += wanted.contains(found.get(i).span()) ? 1 : 0;
        }
      }
      SpanScore alone =
          predictor.extract("answer", inputs.subList(0, 1), places.subList(0, 1)).get(0);
      assertThat(alone.score()).isCloseTo(found.get(0).score(), within(1e-4));
      assertThat(alone.none()).isCloseTo(found.get(0).none(), within(1e-4));
      assertThat(held).isGreaterThan(40);
      assertThat(right).isGreaterThan(held * 3 / 4);
    }
  }

  @Test
  void shouldLearnInHalfPrecisionToo() {
    ComputeSettings half =
        new ComputeSettings(Device.cpu(), Precision.BF16, Integer.MAX_VALUE, Integer.MAX_VALUE);
    try (ProgramLearner learner =
        ProgramLearner.create(half, ENCODER, OptimizerSettings.AdamW.DEFAULT, 11)) {
      TASKS.forEach(task -> learner.adopt(task, 11));
      List<TrainingRow> rows = answers(ENCODER, 24, 7);
      double first = learner.losses(rows).get(ANSWER);
      for (int i = 0; i < 60; i++) {
        learner.step(rows, SETTINGS);
      }
      assertThat(learner.losses(rows).get(ANSWER)).isLessThan(first / 2);
    }
  }

  @Test
  void shouldNameAPlaceThatDoesNotFit() {
    try (ProgramLearner learner = trained(ENCODER, 0, Integer.MAX_VALUE, Integer.MAX_VALUE)) {
      refuses(learner, new PassagePlaces(3, 1, 2), "place of no answer is 3");
      refuses(learner, new PassagePlaces(0, 4, 0), "place of the passage is 4");
      refuses(learner, new PassagePlaces(0, 1, 3), "passage length is 3");
      refuses(learner, new PassagePlaces(0, 1, 2), "last token of a span is 2", 0, 2);
      refuses(learner, new PassagePlaces(0, 1, 2), "first token of a span is 1", 1, 0);
    }
  }

  private static void refuses(
      ProgramLearner learner, PassagePlaces places, String problem, int... span) {
    List<TokenSpan> spans = span.length == 0 ? List.of() : List.of(new TokenSpan(span[0], span[1]));
    TrainingRow row =
        new TrainingRow(ANSWER, new int[] {5, 6, 7}, new RowTarget.Spans(places, spans), 1);
    assertThatThrownBy(() -> learner.losses(List.of(row)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Row 0 of task answer: " + problem + " but must be from ");
  }

  private static RowTarget.Spans spans(TrainingRow row) {
    return (RowTarget.Spans) row.target();
  }

  private static List<TrainingRow> answers(ModelConfig config, int count, long seed) {
    return TestModels.rows(TASKS, config, 2 * count, seed).stream()
        .filter(row -> row.task() == ANSWER)
        .toList();
  }

  private static ProgramLearner trained(
      ModelConfig config, int steps, int partTokens, int recomputeTokens) {
    ProgramLearner learner =
        ProgramLearner.create(
            new ComputeSettings(Device.cpu(), Precision.FP32, partTokens, recomputeTokens),
            config,
            OptimizerSettings.AdamW.DEFAULT,
            11);
    TASKS.forEach(task -> learner.adopt(task, 11));
    for (int i = 0; i < steps; i++) {
      learner.step(TestModels.rows(TASKS, config, 48, i), SETTINGS);
    }
    return learner;
  }
}
