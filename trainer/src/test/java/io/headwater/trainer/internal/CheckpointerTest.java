package io.headwater.trainer.internal;

import static io.headwater.trainer.internal.fake.Conditions.await;
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
  private static final Duration INTERVAL = Duration.ofSeconds(10);
  private static final Duration LETTERS = Duration.ofSeconds(30);

  private StepRig rig = new StepRig(StepRig.policy(3, Duration.ofSeconds(10), BYTES));

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
    assertThat(rig.written()).containsExactly(6L, 7L);
  }

  @Test
  void shouldWaitAfterCheckpointsThatTookMuchFromTheSteps() throws Exception {
    within(new CutPolicy(3, INTERVAL, Duration.ofHours(1), BYTES, LETTERS, 0.5));
    rig.slow(Duration.ZERO, Duration.ofSeconds(9));
    for (long version = 6; version <= 8; version++) {
      endBlock(3 * version, 3 * version + 1, 3 * version + 2);
      rig.checkpointer.cutIfDue();
      assertThat(rig.written()).as("the first ones do not count").contains(version);
    }

    endBlock(27, 28, 29);
    pass(Duration.ofSeconds(8));
    rig.checkpointer.cutIfDue();
    assertThat(rig.written()).as("17 s after the one before").doesNotContain(9L);
    pass(Duration.ofSeconds(1));
    rig.checkpointer.cutIfDue();
    assertThat(rig.written()).contains(9L);
  }

  @Test
  void shouldNotWaitLongerWhereABrokerDidNotAnswerWhileItWrote() throws Exception {
    within(new CutPolicy(3, INTERVAL, Duration.ofMinutes(1), BYTES, LETTERS, 0.05));
    rig.slow(Duration.ofSeconds(30), Duration.ofMillis(100));
    for (long version = 6; version <= 11; version++) {
      endBlock(version);
      pass(INTERVAL);
      rig.checkpointer.cutIfDue();
      assertThat(rig.written()).contains(version);
    }
  }

  @Test
  void shouldCutAtLeastSoOftenHoweverMuchItCosts() throws Exception {
    within(new CutPolicy(3, INTERVAL, Duration.ofMinutes(1), BYTES, LETTERS, 0.05));
    makeCostly();
    endBlock(99);
    pass(Duration.ofSeconds(49));
    rig.checkpointer.cutIfDue();
    assertThat(rig.written()).hasSize(3);
    pass(Duration.ofSeconds(1));
    rig.checkpointer.cutIfDue();
    assertThat(rig.written()).hasSize(4);
  }

  @Test
  void shouldPublishDeadLettersInTimeHoweverMuchACheckpointCosts() throws Exception {
    within(new CutPolicy(3, INTERVAL, Duration.ofHours(1), BYTES, LETTERS, 0.05));
    makeCostly();
    pass(INTERVAL);
    refuse(Samples.letter(0, 1));
    rig.checkpointer.cutIfDue();
    pass(LETTERS.minusSeconds(1));
    rig.checkpointer.cutIfDue();
    assertThat(rig.written()).hasSize(3);
    pass(Duration.ofSeconds(1));
    rig.checkpointer.cutIfDue();
    assertThat(rig.written()).hasSize(4);
    assertThat(rig.cuts.get(3).deadLetters()).hasSize(1);
  }

  @Test
  void shouldGoOnWhileTheStoreIsFullAndThenWriteOnlyTheNewest() throws Exception {
    rig.fillStore();
    refuse(Samples.letter(0, 1));
    endBlock(6, 7, 8);
    rig.checkpointer.cutIfDue();
    await(() -> rig.watch.failure().isPresent());
    refuse(Samples.letter(1, 1));
    endBlock(9, 10, 11);
    rig.checkpointer.cutIfDue();
    endBlock(12);
    rig.checkpointer.cutIfDue();
    assertThat(rig.events)
        .as("one copy of the model waits at a time")
        .containsExactly("snapshot 1", "free 1", "snapshot 2");
    assertThat(rig.board.status().trouble())
        .contains("version 6 cannot be stored: No space left on device");
    assertThat(rig.lifecycle.isRunning()).isTrue();

    rig.emptyStore();
    rig.checkpoints.hurry();
    assertThat(rig.written()).as("no version is missing").containsExactly(6L);
    assertThat(rig.board.status().trouble()).isEmpty();
    Cut cut = rig.cuts.get(0);
    assertStep(cut, 11);
    assertThat(cut.manifest().parents()).containsExactly(3L);
    assertThat(cut.deadLetters())
        .extracting(letter -> letter.message().offset())
        .containsExactly(0L, 1L);
    endBlock(13, 14);
    rig.checkpointer.cutIfDue();
    assertThat(rig.written()).containsExactly(6L, 7L);
    assertThat(rig.cuts.get(1).manifest().parents()).containsExactly(6L);
    assertThat(rig.cuts.get(1).deadLetters()).isEmpty();
  }

  @Test
  void shouldLearnAheadOfAFullStoreOnlySoLong() throws Exception {
    rig.fillStore();
    endBlock(6, 7, 8);
    rig.checkpointer.cutIfDue();
    await(() -> rig.watch.failure().isPresent());
    endBlock(9);
    pass(StepRig.AHEAD);
    CompletableFuture<Void> learning = later(rig.checkpointer::cutIfDue);
    assertThatThrownBy(() -> learning.get(50, TimeUnit.MILLISECONDS))
        .isInstanceOf(TimeoutException.class);
    assertThat(rig.board.status().turning()).isTrue();

    rig.emptyStore();
    rig.checkpoints.hurry();
    learning.get();
    assertThat(rig.written()).startsWith(6L);
  }

  @Test
  void shouldHoldOnlySoManyDeadLettersForAStoreThatHangs() throws Exception {
    rig.hold();
    refuse(Samples.letter(0, BYTES));
    rig.checkpointer.cutIfDue();
    await(rig::isWriting);
    pass(CheckpointWatch.SLOW);
    refuse(Samples.letter(1, BYTES));
    rig.checkpointer.cutIfDue();
    refuse(Samples.letter(2, BYTES));
    CompletableFuture<Void> learning = later(rig.checkpointer::cutIfDue);
    assertThatThrownBy(() -> learning.get(50, TimeUnit.MILLISECONDS))
        .isInstanceOf(TimeoutException.class);
    assertThat(rig.asked()).containsExactly("snapshot 1", "snapshot 2");

    rig.release();
    learning.get();
    assertThat(rig.written()).startsWith(6L, 7L);
  }

  @Test
  void shouldNotWaitForAStoreThatHangs() throws Exception {
    rig.hold();
    endBlock(6, 7, 8);
    rig.checkpointer.cutIfDue();
    rig.state.setTaskAdopted();
    rig.checkpointer.cutIfTaskAdopted();
    await(rig::isWriting);
    pass(CheckpointWatch.SLOW);
    rig.state.setTaskAdopted();
    rig.checkpointer.cutIfTaskAdopted();
    assertThat(rig.events)
        .as("the newer takes the place of the one that waits")
        .containsExactly("snapshot 1", "snapshot 2", "free 2", "snapshot 3");

    rig.release();
    assertThat(rig.written()).containsExactly(6L, 7L);
    assertThat(rig.cuts.get(1).manifest().parents()).containsExactly(6L);
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
    rig.breakWriter();
    rig.hold();
    endBlock(6, 7, 8);
    rig.checkpointer.cutIfDue();
    endBlock(9);
    rig.release();
    rig.checkpointer.finish();

    assertThat(rig.asked()).containsExactly("snapshot 1");
    assertThat(rig.lifecycle.failure()).isPresent();
  }

  @Test
  void shouldFailAtTheEndWhereTheStoreStaysFull() throws Exception {
    rig.fillStore();
    endBlock(6, 7, 8);
    rig.checkpointer.cutIfDue();
    await(() -> rig.watch.failure().isPresent());
    endBlock(9);
    rig.checkpointer.finish();

    assertThat(rig.lifecycle.failure().orElseThrow())
        .isInstanceOf(UnsavedException.class)
        .hasMessageContaining("version 6 cannot be stored: No space left on device");
    assertThat(rig.cuts).isEmpty();
  }

  @Test
  void shouldSaveTheNewestAtTheEndWhereTheStoreHasRoomAgain() throws Exception {
    rig.fillStore();
    endBlock(6, 7, 8);
    rig.checkpointer.cutIfDue();
    await(() -> rig.watch.failure().isPresent());
    endBlock(9);
    rig.emptyStore();
    rig.checkpointer.finish();

    assertThat(rig.lifecycle.failure()).isEmpty();
    assertThat(rig.cuts).last().satisfies(cut -> assertStep(cut, 9));
  }

  private static void assertStep(Cut cut, long step) {
    assertThat(cut.manifest().step()).isEqualTo(step);
  }

  private void within(CutPolicy policy) {
    rig.close();
    rig = new StepRig(policy);
  }

  /** Has every checkpoint that counts take ten seconds from the steps. */
  private void makeCostly() throws InterruptedException {
    rig.slow(Duration.ZERO, Duration.ofSeconds(10));
    for (long step = 6; step <= 8; step++) {
      endBlock(step);
      pass(INTERVAL);
      rig.checkpointer.cutIfDue();
      rig.checkpoints.awaitIdle();
    }
    rig.slow(Duration.ZERO, Duration.ZERO);
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
