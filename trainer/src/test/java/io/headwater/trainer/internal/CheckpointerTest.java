package io.headwater.trainer.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headwater.schemas.TrainerEventType;
import io.headwater.trainer.TrainerConfig;
import io.headwater.trainer.TrainerStatus;
import io.headwater.trainer.internal.assembly.RefusedRecord;
import io.headwater.trainer.internal.checkpoint.Cut;
import io.headwater.trainer.internal.checkpoint.CutPolicy;
import io.headwater.trainer.internal.fake.Samples;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CheckpointerTest {
  private static final int BYTES = 1000;

  private final StepRig rig = new StepRig(new CutPolicy(3, Duration.ofSeconds(10), BYTES, 1));

  @AfterEach
  void close() {
    rig.close();
  }

  @Test
  void shouldCutAfterSoManySteps() throws Exception {
    endBlock(6, 7);
    rig.checkpointer.cutIfDue();
    assertThat(rig.written()).isEmpty();

    endBlock(8);
    rig.checkpointer.cutIfDue();
    assertThat(rig.written()).containsExactly(6L);

    endBlock(9, 10);
    rig.checkpointer.cutIfDue();
    assertThat(rig.written()).as("steps are counted from the last cut").containsExactly(6L);
  }

  @Test
  void shouldCutAfterSoMuchTimeWhereAnythingHasAdvanced() throws Exception {
    pass(Duration.ofSeconds(11));
    rig.checkpointer.cutIfDue();
    assertThat(rig.written()).isEmpty();

    endBlock(6);
    rig.checkpointer.cutIfDue();
    assertThat(rig.written()).containsExactly(6L);

    endBlock(7);
    pass(Duration.ofSeconds(9));
    rig.checkpointer.cutIfDue();
    assertThat(rig.written()).as("time is counted from the last cut").containsExactly(6L);
    pass(Duration.ofSeconds(1));
    rig.checkpointer.cutIfDue();
    assertThat(rig.written()).containsExactly(6L, 7L);
  }

  @Test
  void shouldCutWhereDeadLettersHoldSoManyBytes() throws Exception {
    refuse(Samples.letter(0, BYTES));
    rig.checkpointer.cutIfDue();

    assertThat(rig.written()).containsExactly(6L);
    assertThat(rig.cuts.get(0).deadLetters()).hasSize(1);
  }

  @Test
  void shouldLeaveACutUntilTheCheckpointInWorkIsWritten() throws Exception {
    rig.hold();
    endBlock(6, 7, 8);
    rig.checkpointer.cutIfDue();
    endBlock(9, 10, 11);
    rig.checkpointer.cutIfDue();
    assertThat(rig.asked()).containsExactly("snapshot 1");

    rig.release();
    rig.checkpoints.awaitIdle();
    rig.checkpointer.cutIfDue();
    assertThat(rig.written()).as("writing would take all the time").containsExactly(6L);
    pass(Duration.ofSeconds(9));
    rig.checkpointer.cutIfDue();
    assertThat(rig.written()).containsExactly(6L, 7L);
  }

  @Test
  void shouldCutBehindTheCheckpointInWorkWhereDeadLettersPileUp() throws Exception {
    rig.hold();
    endBlock(6, 7, 8);
    rig.checkpointer.cutIfDue();
    refuse(Samples.letter(0, BYTES));
    rig.checkpointer.cutIfDue();
    assertThat(rig.asked()).containsExactly("snapshot 1", "snapshot 2");

    refuse(Samples.letter(1, BYTES));
    CompletableFuture<Void> third = later(rig.checkpointer::cutIfDue);
    assertThatThrownBy(() -> third.get(50, TimeUnit.MILLISECONDS))
        .as("a third copy of the model is not made")
        .isInstanceOf(TimeoutException.class);
    assertThat(rig.asked()).hasSize(2);
    rig.release();
    third.get();
    assertThat(rig.written()).containsExactly(6L, 7L, 8L);
  }

  @Test
  void shouldCutForANewTaskOnce() throws Exception {
    rig.checkpointer.cutIfTaskAdopted();
    assertThat(rig.written()).isEmpty();

    rig.state.setTaskAdopted();
    rig.checkpointer.cutIfTaskAdopted();
    rig.checkpointer.cutIfTaskAdopted();
    assertThat(rig.written()).containsExactly(6L);
  }

  @Test
  void shouldHoldTheJournalTheTasksAndTheTrainersState() throws Exception {
    rig.journal.journal().append(TrainerEventType.STARTED, "", Map.of());
    rig.checkpointer.cutAndAwait();

    Cut cut = rig.cuts.get(0);
    assertThat(cut.manifest().sequence()).isEqualTo(10);
    assertThat(cut.manifest().tasks()).isEqualTo(rig.learner.tasks());
    assertThat(cut.manifest().trainerState()).containsEntry(TrainerConfig.SEED, "1");
  }

  @Test
  void shouldTellHowLongTheStepThreadStoodStill() throws Exception {
    rig.state.setTaskAdopted();
    rig.checkpointer.cutIfTaskAdopted();

    assertThat(rig.board.status().lastStallMillis()).isPositive();
  }

  @Test
  void shouldMakeALastCutOfWhatIsNotInOneYet() throws Exception {
    endBlock(6);
    rig.checkpointer.finish();

    assertThat(rig.cuts).singleElement().satisfies(cut -> assertStep(cut, 6));
    assertThat(rig.board.status().state()).isEqualTo(TrainerStatus.State.CLOSING);
  }

  @Test
  void shouldMakeNoLastCutWhereThereIsNothingToSave() throws Exception {
    endBlock(6);
    rig.checkpointer.cutAndAwait();
    rig.checkpointer.finish();

    assertThat(rig.cuts).hasSize(1);
  }

  @Test
  void shouldWaitForTheCheckpointInWorkBeforeTheLastCut() throws Exception {
    rig.hold();
    endBlock(6, 7, 8);
    rig.checkpointer.cutIfDue();
    endBlock(9);
    CompletableFuture<Void> finished = later(rig.checkpointer::finish);
    assertThatThrownBy(() -> finished.get(50, TimeUnit.MILLISECONDS))
        .isInstanceOf(TimeoutException.class);
    assertThat(rig.asked()).containsExactly("snapshot 1");

    rig.release();
    finished.get();
    assertThat(rig.cuts).hasSize(2).last().satisfies(cut -> assertStep(cut, 9));
  }

  @Test
  void shouldMakeNoLastCutWhereTheOneInWorkFails() throws Exception {
    rig.fillStore();
    rig.hold();
    endBlock(6, 7, 8);
    rig.checkpointer.cutIfDue();
    endBlock(9);
    rig.release();
    rig.checkpointer.finish();

    assertThat(rig.asked()).containsExactly("snapshot 1");
    assertThat(rig.lifecycle.failure()).isPresent();
  }

  private static void assertStep(Cut cut, long step) {
    assertThat(cut.manifest().step()).isEqualTo(step);
  }

  private void pass(Duration time) {
    rig.nanoTime.addAndGet(time.toNanos());
  }

  private void endBlock(long... steps) {
    rig.state.endBlock(
        Samples.block(
            100, LongStream.of(steps).mapToObj(step -> Samples.batch(step, 0, 1)).toList()));
  }

  private void refuse(RefusedRecord letter) {
    rig.state.endBlock(Samples.block(100, List.of(), letter));
  }

  private interface Work {
    void run() throws InterruptedException;
  }

  private static CompletableFuture<Void> later(Work work) {
    return CompletableFuture.runAsync(
        () -> {
          try {
            work.run();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
  }
}
