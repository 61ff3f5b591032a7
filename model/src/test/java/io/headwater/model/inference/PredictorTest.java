package io.headwater.model.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
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
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PredictorTest {
  private static final List<TaskModule> TASKS =
      List.of(TestModels.TOPIC, TestModels.HEADLINE, TestModels.GRADE);
  private static final ModelConfig CONFIG = TestModels.config(false, 64);
  private static Predictor predictor;

  @BeforeAll
  static void create() {
    try (Learner learner =
        Learners.create(
            ComputeSettings.on(Device.cpu()), CONFIG, OptimizerSettings.AdamW.DEFAULT, 7)) {
      TASKS.forEach(task -> learner.adopt(task, 7));
      try (ModelSnapshot snapshot = learner.snapshot()) {
        predictor =
            Predictors.create(Device.cpu(), CONFIG, TASKS, snapshot.trunk(), snapshot.modules());
      }
    }
  }

  @AfterAll
  static void close() {
    predictor.close();
  }

  @Test
  void shouldAnswerFourThreadsAsItAnswersOne() throws Exception {
    List<List<int[]>> batches = new ArrayList<>();
    List<List<LabelScore>> labels = new ArrayList<>();
    List<List<Double>> grades = new ArrayList<>();
    List<List<int[]>> texts = new ArrayList<>();
    for (int i = 0; i < 24; i++) {
      batches.add(inputs(1 + i, i));
      labels.add(predictor.classify("topic", batches.get(i)));
      grades.add(predictor.score("grade", batches.get(i)));
      texts.add(texts(batches.get(i)));
    }
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<List<LabelScore>>> labelled = new ArrayList<>();
      List<Future<List<Double>>> graded = new ArrayList<>();
      List<Future<List<int[]>>> written = new ArrayList<>();
      for (List<int[]> batch : batches) {
        labelled.add(threads.submit(() -> predictor.classify("topic", batch)));
        graded.add(threads.submit(() -> predictor.score("grade", batch)));
        written.add(threads.submit(() -> texts(batch)));
      }
      for (int i = 0; i < batches.size(); i++) {
        assertThat(labelled.get(i).get()).isEqualTo(labels.get(i));
        assertThat(graded.get(i).get()).isEqualTo(grades.get(i));
        assertThat(written.get(i).get().toArray(int[][]::new))
            .isDeepEqualTo(texts.get(i).toArray(int[][]::new));
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void shouldAnswerManyInputsAsEachAlone() {
    List<int[]> inputs = inputs(150, 1);
    List<LabelScore> labels = predictor.classify("topic", inputs);
    List<Double> grades = predictor.score("grade", inputs);
    List<int[]> texts = texts(inputs);
    assertThat(labels).hasSameSizeAs(inputs);
    for (int i = 0; i < inputs.size(); i++) {
      List<int[]> alone = List.of(inputs.get(i));
      assertThat(texts(alone).get(0)).containsExactly(texts.get(i));
      assertThat(predictor.classify("topic", alone).get(0).label())
          .isEqualTo(labels.get(i).label());
      assertThat(predictor.score("grade", alone).get(0)).isCloseTo(grades.get(i), within(1e-4));
    }
  }

  @Test
  void shouldAnswerNothingToNothing() {
    assertThat(predictor.classify("topic", List.of())).isEmpty();
    assertThat(predictor.score("grade", List.of())).isEmpty();
    assertThat(predictor.generate("headline", List.of())).isEmpty();
  }

  @Test
  void shouldNameWhatItCannotAnswer() {
    List<int[]> inputs = inputs(1, 1);
    assertThatThrownBy(() -> predictor.classify("other", inputs)).hasMessageContaining("other");
    assertThatThrownBy(() -> predictor.rank("topic", inputs, 0)).hasMessageContaining("are 0");
    assertThatThrownBy(() -> predictor.classify("headline", inputs))
        .hasMessageContaining("SUMMARIZATION");
    assertThatThrownBy(() -> predictor.score("topic", inputs))
        .hasMessageContaining("is of kind CLASSIFICATION but must be REGRESSION");
    assertThatThrownBy(() -> predictor.generate("topic", inputs))
        .hasMessageContaining("CLASSIFICATION");
    assertThatThrownBy(() -> predictor.classify("topic", List.of(new int[0])))
        .hasMessageContaining("length is 0");
    assertThatThrownBy(() -> predictor.generate("headline", List.of(new int[] {50})))
        .hasMessageContaining("token is 50");
  }

  private static List<int[]> texts(List<int[]> inputs) {
    return predictor.generate("headline", inputs).stream().map(WrittenText::tokens).toList();
  }

  private static List<int[]> inputs(int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<int[]> inputs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      inputs.add(TestModels.words(random, 1 + random.nextInt(12), CONFIG));
    }
    return inputs;
  }
}
