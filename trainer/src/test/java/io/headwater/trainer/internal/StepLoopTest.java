package io.headwater.trainer.internal;

import static io.headwater.trainer.internal.fake.Conditions.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.model.TaskModule;
import io.headwater.model.checkpoint.TrainedThrough;
import io.headwater.schemas.BlockClosed;
import io.headwater.schemas.TrainerEvent;
import io.headwater.schemas.TrainerEventType;
import io.headwater.schemas.TrainingStep;
import io.headwater.trainer.TrainerStatus;
import io.headwater.trainer.internal.assembly.AssembledBlock;
import io.headwater.trainer.internal.assembly.TaskChange;
import io.headwater.trainer.internal.fake.Conditions;
import io.headwater.trainer.internal.fake.Samples;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class StepLoopTest {
  private StepRig rig = new StepRig(StepRig.NEVER);

  @AfterEach
  void close() {
    rig.lifecycle.abandon();
    rig.close();
  }

  @Test
  void shouldCutOnlyWhereABlockEnds() throws Exception {
    rig = new StepRig(StepRig.ALWAYS);
    put(step(6), step(7), end(44, 6, 7), step(8), end(46, 8));
    Thread thread = start();
    await(
        () -> {
          rig.nanoTime.addAndGet(
              Duration.ofSeconds(1).toNanos()); // writing takes its share of time
          return rig.asked().contains("snapshot 2");
        });
    stop(thread);

    assertThat(rig.asked())
        .containsExactly(
            "step 1",
            "await 1",
            "step 1",
            "await 1",
            "snapshot 1",
            "step 1",
            "await 1",
            "snapshot 2");
    assertThat(rig.cuts)
        .extracting(cut -> cut.manifest().step() + ":" + next(cut.manifest().positions()))
        .containsExactly("7:44", "8:46");
  }

  @Test
  void shouldNotCutWithinABlockHoweverLongItsBatchesAreWaitedFor() throws Exception {
    rig = new StepRig(StepRig.policy(1, Duration.ofSeconds(10), 1));
    rig.learner.setOnGpu(); // where a result is taken in, no batch was there
    rig.state.setAdvanced();
    rig.nanoTime.set(Duration.ofSeconds(10).toNanos());
    put(step(6));
    Thread thread = start();
    await(() -> rig.journal.steps().size() == 1);
    put(step(7));
    await(() -> rig.journal.steps().size() == 2);

    assertThat(rig.asked()).containsExactly("step 1", "await 1", "step 1", "await 1");
    put(end(42, 6, 7));
    await(() -> rig.asked().contains("snapshot 1"));
    stop(thread);
  }

  @Test
  void shouldCutInTheQuietBetweenBlocksOnceTheTimeHasCome() throws Exception {
    rig = new StepRig(StepRig.policy(100, Duration.ofSeconds(10), Long.MAX_VALUE));
    put(step(6), end(41, 6));
    Thread thread = start();
    await(() -> rig.journal.bodies().size() == 2);
    rig.nanoTime.addAndGet(Duration.ofSeconds(10).toNanos());
    await(() -> rig.asked().contains("snapshot 1"));
    stop(thread);
  }

  @Test
  void shouldGoOnToTheEndOfTheBlockWhereTheStopComesWithinIt() throws Exception {
    put(step(6));
    Thread thread = start();
    await(() -> rig.asked().contains("await 1"));
    rig.lifecycle.close();
    put(step(7), end(44, 6, 7), step(8), end(46, 8));
    thread.join();

    assertThat(rig.journal.steps()).extracting(TrainingStep::getStep).containsExactly(6L, 7L);
    assertThat(rig.cuts)
        .singleElement()
        .satisfies(cut -> assertThat(next(cut.manifest().positions())).isEqualTo(44));
  }

  @Test
  void shouldLeaveToTheNextTrainerWhatIsNotBegun() throws Exception {
    put(step(6), end(41, 6));
    rig.lifecycle.close();
    rig.loop.run();

    assertThat(rig.asked()).isEmpty();
    assertThat(rig.cuts).isEmpty();
    assertThat(rig.board.status().state()).isEqualTo(TrainerStatus.State.CLOSING);
  }

  @Test
  void shouldStopWithinABlockWithoutALastCutWhereAllIsOver() throws Exception {
    rig.state.setAdvanced();
    put(step(6));
    Thread thread = start();
    await(() -> rig.asked().contains("await 1"));
    rig.lifecycle.fail(new IllegalStateException("another trainer leads"));
    thread.join();

    assertThat(rig.cuts).isEmpty();
  }

  @Test
  void shouldLetGoOfTheThreadThatHandsOnWhenItEnds() throws Exception {
    WorkQueue small = new WorkQueue(1, Long.MAX_VALUE, rig.lifecycle);
    StepLoop loop =
        new StepLoop(
            small,
            rig.runner,
            rig.tasks,
            rig.state,
            rig.checkpointer,
            rig.journal.journal(),
            rig.board,
            rig.lifecycle);
    small.put(step(6));
    CompletableFuture<Void> stuck = CompletableFuture.runAsync(() -> putUnchecked(small, step(7)));
    rig.lifecycle.close();
    loop.run();

    stuck.get(); // it would wait for room for ever
    assertThat(rig.asked()).isEmpty();
  }

  @Test
  void shouldMakeAVersionThatKnowsANewTaskBeforeItsFirstRow() throws Exception {
    put(
        new Work.ChangeTask(
            new TaskChange.Adopted(Samples.adopted(1, Samples.spec("tone", "x").build()))),
        step(6),
        step(7),
        end(44, 6, 7));
    Thread thread = start();
    await(() -> rig.asked().size() == 6);

    assertThat(rig.asked())
        .containsExactly("adopt tone", "snapshot 1", "step 1", "await 1", "step 1", "await 1");
    assertThat(rig.written()).containsExactly(6L);
    assertThat(rig.cuts.get(0).manifest().tasks())
        .extracting(TaskModule::task)
        .containsExactly("mood", "tone");
    assertThat(rig.cuts.get(0).manifest().step()).isEqualTo(5);
    stop(thread);
  }

  @Test
  void shouldJournalABlocksStepsBeforeItsEnd() throws Exception {
    rig.learner.setOnGpu(); // the last step's result is still to be taken in where the block ends
    put(step(6), step(7), end(44, 6, 7));
    Thread thread = start();
    await(() -> rig.journal.bodies().size() == 3);

    assertThat(rig.journal.bodies().get(0)).isInstanceOf(TrainingStep.class);
    assertThat(rig.journal.bodies().get(1)).isInstanceOf(TrainingStep.class);
    assertThat(rig.journal.bodies().get(2)).isInstanceOf(BlockClosed.class);
    stop(thread);
  }

  @Test
  void shouldTakeInAStepsResultWhereTheNextBatchKeepsItWaiting() throws Exception {
    rig.learner.setOnGpu();
    put(step(6));
    Thread thread = start();
    await(() -> rig.journal.steps().size() == 1);

    assertThat(rig.asked()).containsExactly("step 1", "await 1");
    put(end(41, 6));
    stop(thread);
  }

  @Test
  void shouldJournalNewPartitionsOnly() throws Exception {
    put(
        new Work.AddPartition(Samples.FIRST, 0, true),
        new Work.AddPartition(Samples.SECOND, 7, false));
    Thread thread = start();
    await(() -> rig.state.lag(Map.of(Samples.FIRST, 1L, Samples.SECOND, 7L)).equals(of(1)));
    stop(thread);

    assertThat(rig.journal.events(TrainerEventType.PARTITION_ADDED))
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.getSubject()).isEqualTo("t.examples.mood-0");
              assertThat(event.getDetails()).isEqualTo(Map.of("topicId", "id", "from", "0"));
            });
  }

  @Test
  void shouldExpectNothingOfAPartitionThatWasDropped() throws Exception {
    put(
        new Work.AddPartition(Samples.FIRST, 0, true),
        new Work.AddPartition(Samples.SECOND, 0, true),
        new Work.DropPartition(Samples.FIRST, false));
    Thread thread = start();
    await(() -> rig.state.lag(Map.of(Samples.SECOND, 7L)).equals(of(7)));
    stop(thread);

    assertThat(rig.journal.events(TrainerEventType.PARTITION_ADDED))
        .extracting(TrainerEvent::getSubject)
        .containsExactly("t.examples.mood-0", "t.examples.mood-1");
  }

  @Test
  void shouldCountDeadLettersByReason() throws Exception {
    put(new Work.EndBlock(Samples.block(2, List.of(), Samples.letter(0, 1), Samples.letter(1, 1))));
    Thread thread = start();
    await(() -> rig.board.status().deadLetters().equals(Map.of("BLANK_TEXT", 2L)));
    stop(thread);

    assertThat(rig.cuts).hasSize(1);
    assertThat(rig.cuts.get(0).deadLetters()).hasSize(2);
  }

  /**
   * Who asks for the status may hold the board's lock and then want the lag: the step thread, which
   * waits for the board, must not keep the lag's lock meanwhile.
   */
  @Test
  void shouldAnswerForTheLagWhileTheStepThreadWaitsForTheBoard() throws Exception {
    rig.state.addPartition(Samples.FIRST, 0);
    Thread thread = start();
    synchronized (rig.board) {
      put(new Work.EndBlock(Samples.block(2, List.of(), Samples.letter(0, 1))));
      await(() -> thread.getState() == Thread.State.BLOCKED);

      assertThat(
              CompletableFuture.supplyAsync(() -> rig.state.lag(Map.of(Samples.FIRST, 5L)))
                  .get(10, TimeUnit.SECONDS))
          .hasValue(3);
    }
    stop(thread);
  }

  private static Work.Step step(long number) {
    return new Work.Step(Samples.batch(number, 40 + number, 1));
  }

  private static Work end(long next, long... steps) {
    AssembledBlock block =
        Samples.block(next, LongStream.of(steps).mapToObj(number -> step(number).batch()).toList());
    return new Work.EndBlock(block);
  }

  private static OptionalLong of(long value) {
    return OptionalLong.of(value);
  }

  private static long next(List<TrainedThrough> positions) {
    assertThat(positions).hasSize(1);
    return positions.get(0).nextOffset();
  }

  private void put(Work... works) {
    for (Work work : works) {
      putUnchecked(rig.queue, work);
    }
  }

  private static void putUnchecked(WorkQueue queue, Work work) {
    try {
      queue.put(work);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Thread start() {
    return Conditions.start(rig.loop::run);
  }

  private void stop(Thread thread) throws InterruptedException {
    rig.lifecycle.close();
    thread.join();
    assertThat(rig.lifecycle.failure()).isEmpty();
  }
}
