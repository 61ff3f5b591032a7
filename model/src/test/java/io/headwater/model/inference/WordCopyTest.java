package io.headwater.model.inference;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import io.headwater.model.Activation;
import io.headwater.model.ModelConfig;
import io.headwater.model.ModelSnapshot;
import io.headwater.model.Pooling;
import io.headwater.model.TaskModule;
import io.headwater.model.TestModels;
import io.headwater.model.learning.ComputeSettings;
import io.headwater.model.learning.Learner;
import io.headwater.model.learning.Learners;
import io.headwater.model.learning.OptimizerSettings;
import io.headwater.model.learning.StepSettings;
import io.headwater.model.learning.TrainingRow;
import io.headwater.model.tokenizer.TokenKinds;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** What holds of every text that an encoder writes, learned or not. */
class WordCopyTest {
  private static final ModelConfig CONFIG = TestModels.encoder(Pooling.MEAN, Activation.GELU);
  private static final List<TaskModule> TASKS = List.of(TestModels.HEADLINE);
  private static final int UNKNOWN = 3;
  private static final int FIRST_CONTINUING = 25;
  private static final Set<Integer> CONTINUING =
      IntStream.range(FIRST_CONTINUING, 50).boxed().collect(Collectors.toSet());
  private static final Set<Integer> SPECIAL =
      Set.of(CONFIG.padToken(), CONFIG.endToken(), TestModels.HEADLINE.taskToken(), UNKNOWN);

  /** One that has learned nothing and one that has learned to copy. */
  private static List<Predictor> predictors;

  @BeforeContainer
  static void create() {
    predictors = List.of(predictor(0), predictor(60));
  }

  private static Predictor predictor(int steps) {
    try (Learner learner =
        Learners.create(
            ComputeSettings.on(Device.cpu()), CONFIG, OptimizerSettings.AdamW.DEFAULT, 5)) {
      TASKS.forEach(task -> learner.adopt(task, 5));
      for (int i = 0; i < steps; i++) {
        List<TrainingRow> rows = TestModels.enclosed(TASKS, CONFIG, 24, i);
        learner.step(rows, new StepSettings(3e-3, 1, List.of(1d), i));
      }
      try (ModelSnapshot snapshot = learner.snapshot()) {
        return Predictors.create(
            Device.cpu(),
            CONFIG,
            TASKS,
            new TokenKinds(SPECIAL, CONTINUING),
            snapshot.trunk(),
            snapshot.modules());
      }
    }
  }

  @AfterContainer
  static void close() {
    predictors.forEach(Predictor::close);
  }

  @Property(tries = 200)
  void shouldCopyWholeWordsAndWriteNoSpecialToken(
      @ForAll @Size(min = 1, max = 10) List<@IntRange(min = UNKNOWN, max = 49) Integer> text,
      @ForAll @IntRange(max = 1) int which) {
    int[] input = new int[text.size() + 2];
    input[0] = TestModels.HEADLINE.taskToken();
    for (int i = 0; i < text.size(); i++) {
      input[i + 1] = text.get(i);
    }
    input[1] = Math.min(input[1], FIRST_CONTINUING - 1);
    input[text.size() + 1] = CONFIG.endToken();

    WrittenText written = predictors.get(which).generate("headline", List.of(input)).get(0);

    int[] tokens = written.tokens();
    int[] places = written.copiedFrom();
    assertThat(places).hasSameSizeAs(tokens);
    boolean closed = true;
    for (int i = 0; i < tokens.length; i++) {
      int place = places[i];
      boolean continuing = CONTINUING.contains(tokens[i]);
      if (place < 0) {
        assertThat(SPECIAL).doesNotContain(tokens[i]);
        assertThat(continuing && closed)
            .as("a token that continues a word behind a copy")
            .isFalse();
      } else {
        assertThat(place).isBetween(1, text.size());
        assertThat(input[place]).isEqualTo(tokens[i]);
        if (continuing) {
          assertWordBefore(input, tokens, place, i);
        }
        boolean goesOn = CONTINUING.contains(input[place + 1]);
        if (goesOn && i + 1 < TestModels.HEADLINE.maxTargetTokens()) {
          assertThat(places[i + 1]).isEqualTo(place + 1);
        }
      }
      closed = place >= 0;
    }
    assertNoRepeats(tokens, places);
  }

  /** Checks that a word was written from its start as it stands in the input. */
  private static void assertWordBefore(int[] input, int[] tokens, int place, int i) {
    int length = 1;
    while (CONTINUING.contains(input[place - length])) {
      length++;
    }
    assertThat(Arrays.copyOfRange(tokens, i - length, i))
        .containsExactly(Arrays.copyOfRange(input, place - length, place));
  }

  /** Checks that only the end of a copied word repeats three tokens. */
  private static void assertNoRepeats(int[] tokens, int[] places) {
    Set<List<Integer>> seen = new HashSet<>();
    for (int i = 2; i < tokens.length; i++) {
      boolean fresh = seen.add(List.of(tokens[i - 2], tokens[i - 1], tokens[i]));
      boolean forced = CONTINUING.contains(tokens[i]) && places[i] >= 0;
      assertThat(fresh || forced).isTrue();
    }
  }
}
