package io.headwater.model.internal.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.headwater.model.ModelConfig;
import io.headwater.model.TaskModule;
import io.headwater.model.TestModels;
import io.headwater.model.learning.RowTarget;
import io.headwater.model.learning.TrainingRow;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Works the formula out by hand for a model of width 16 with four heads of four, two of them keys.
 */
class StepWorkTest {
  private static final ModelConfig CONFIG = TestModels.config(false, 1);
  private static final List<TaskModule> TASKS =
      List.of(TestModels.TOPIC, TestModels.HEADLINE, TestModels.GRADE);

  /** Query and output 16 x 16, key and value 16 x 8, gate, up and down 16 x 24. */
  private static final int LAYER = 2 * 256 + 2 * 128 + 3 * 384;

  private static final int LAYERS = 2;

  @Test
  void shouldCountALabelAtEveryInputToken() {
    StepWork work = work(new TrainingRow(0, new int[5], new RowTarget.Label(1), 1));

    assertThat(work.tokens()).isEqualTo(5);
    assertThat(work.trunkFlops()).isEqualTo(6.0 * LAYERS * LAYER * 5);
    // 15 pairs of a token and one it sees; scores and sums, four heads of four each
    assertThat(work.attentionFlops()).isEqualTo(6.0 * LAYERS * 2 * 16 * 15);
    assertThat(work.vocabularyFlops()).isZero();
    assertThat(work.moduleFlops()).isEqualTo(6.0 * 16 * 3 * 5);
    assertThat(work.flops())
        .isEqualTo(work.trunkFlops() + work.attentionFlops() + work.moduleFlops());
  }

  @Test
  void shouldCountAScoreAsOneOutput() {
    StepWork work = work(new TrainingRow(2, new int[7], new RowTarget.Score(0.5), 1));

    assertThat(work.moduleFlops()).isEqualTo(6.0 * 16 * 7);
    assertThat(work.vocabularyFlops()).isZero();
  }

  @Test
  void shouldCountTheVocabularyForTargetsOnly() {
    StepWork work = work(new TrainingRow(1, new int[6], new RowTarget.Text(new int[3]), 1));

    assertThat(work.tokens()).isEqualTo(6 + 1 + 3);
    assertThat(work.targets()).isEqualTo(4);
    assertThat(work.vocabularyFlops()).isEqualTo(6.0 * 50 * 16 * 4);
    // Two keys of each input, query and gate of each target, scores and sums of each with each.
    double copy = 2 * 16 * 8 * 6 + (16 * 8 + 32) * 4 + (8 + 16) * 4 * 6;
    assertThat(work.moduleFlops()).isEqualTo(6 * copy);
  }

  @Test
  void shouldLeaveRowsOfNoWeightOutOfTheModules() {
    StepWork work = work(new TrainingRow(1, new int[6], new RowTarget.Text(new int[3]), 0));

    assertThat(work.tokens()).isEqualTo(10);
    assertThat(work.trunkFlops()).isEqualTo(6.0 * LAYERS * LAYER * 10);
    assertThat(work.targets()).isZero();
    assertThat(work.vocabularyFlops()).isZero();
    assertThat(work.moduleFlops()).isZero();
  }

  @Test
  void shouldCountPaddingInPlacesOnly() {
    StepWork work =
        work(
            new TrainingRow(0, new int[10], new RowTarget.Label(1), 1),
            new TrainingRow(0, new int[8], new RowTarget.Label(1), 1));

    assertThat(work.tokens()).isEqualTo(18);
    assertThat(work.places()).isEqualTo(20);
    assertThat(work.paddingShare()).isCloseTo(0.1, within(1e-12));
    assertThat(work.trunkFlops()).isEqualTo(6.0 * LAYERS * LAYER * 18);
  }

  @Test
  void shouldAddUp() {
    TrainingRow label = new TrainingRow(0, new int[5], new RowTarget.Label(1), 1);
    TrainingRow text = new TrainingRow(1, new int[4], new RowTarget.Text(new int[3]), 1);

    StepWork both = work(label).plus(work(text));

    assertThat(both.flops()).isEqualTo(work(label, text).flops());
    assertThat(both.tokens()).isEqualTo(13);
    assertThat(StepWork.NONE.plus(both)).isEqualTo(both);
  }

  private static StepWork work(TrainingRow... rows) {
    return StepWork.of(CONFIG, TASKS, List.of(rows));
  }
}
