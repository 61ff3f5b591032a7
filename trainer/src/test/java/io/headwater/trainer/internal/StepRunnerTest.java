package io.headwater.trainer.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.schemas.OffsetRun;
import io.headwater.schemas.TaskStep;
import io.headwater.schemas.TrainingStep;
import io.headwater.trainer.TrainerStatus;
import io.headwater.trainer.internal.assembly.TaskChange;
import io.headwater.trainer.internal.batch.Batch;
import io.headwater.trainer.internal.fake.Samples;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StepRunnerTest {
  private final StepRig rig = new StepRig(StepRig.NEVER);

  @AfterEach
  void close() {
    rig.close();
  }

  @Test
  void shouldJournalAStepAtOnceWhereThereIsNothingToWaitFor() {
    rig.runner.step(Samples.batch(6, 40, 3), 2_000_000);

    TrainingStep step = rig.journal.steps().get(0);
    assertThat(step.getStep()).isEqualTo(6);
    assertThat(step.getRows()).extracting(StepRunnerTest::text).containsExactly("0:40+3");
    assertThat(step.getSources()).containsExactly(Samples.FIRST.toTopicSource());
    assertThat(step.getTokens()).isEqualTo(6);
    assertThat(step.getWaitingMillis()).isEqualTo(2);
    assertThat(step.getGradientNorm()).isEqualTo(2);
    assertThat(step.getTasks()).containsExactly(new TaskStep("mood", 3, 0.5, 1.0));
  }

  @Test
  void shouldBeginTheNextStepOnAGpuBeforeItWaitsForTheLast() {
    rig.learner.setOnGpu();
    rig.runner.step(Samples.batch(6, 40, 1), 0);
    assertThat(rig.journal.steps()).isEmpty();
    rig.runner.step(Samples.batch(7, 41, 2), 0);

    assertThat(rig.asked()).containsExactly("step 1", "step 2", "await 1");
    assertThat(rig.journal.steps()).extracting(TrainingStep::getStep).containsExactly(6L);
  }

  @Test
  void shouldTakeAResultInOnce() {
    rig.learner.setOnGpu();
    rig.runner.step(Samples.batch(6, 40, 1), 0);
    rig.runner.settle();
    rig.runner.settle();

    assertThat(rig.asked()).containsExactly("step 1", "await 1");
    assertThat(rig.journal.steps()).hasSize(1);
  }

  @Test
  void shouldNameRowsInTheOrderOfTheBatchAndOnlyTasksThatHaveSome() {
    rig.tasks.apply(new TaskChange.Adopted(Samples.adopted(1, Samples.spec("tone", "x").build())));
    rig.runner.step(
        new Batch(
            6,
            List.of(
                Samples.row(Samples.SECOND, 7, 1),
                Samples.row(Samples.FIRST, 3, 1),
                Samples.row(Samples.FIRST, 4, 1),
                Samples.row(Samples.SECOND, 6, 1))),
        0);

    TrainingStep step = rig.journal.steps().get(0);
    assertThat(step.getRows())
        .extracting(StepRunnerTest::text)
        .containsExactly("0:7+1", "1:3+2", "0:6+1");
    assertThat(step.getTasks()).extracting(TaskStep::getTask).containsExactly("tone");
  }

  @Test
  void shouldTellTheStatusWhatWasDone() {
    rig.runner.step(Samples.batch(6, 40, 3), 0);
    rig.runner.step(Samples.batch(7, 43, 1), 0);

    TrainerStatus status = rig.board.status();
    assertThat(status.step()).isEqualTo(7);
    assertThat(status.examples()).isEqualTo(4);
    assertThat(status.tokens()).isEqualTo(8);
    assertThat(status.tasks().get("mood").rows()).isEqualTo(4);
    assertThat(status.tasks().get("mood").loss()).isEqualTo(0.5);
  }

  private static String text(OffsetRun run) {
    return run.getSource() + ":" + run.getFrom() + "+" + run.getCount();
  }
}
