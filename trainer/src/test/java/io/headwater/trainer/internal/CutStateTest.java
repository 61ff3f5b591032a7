package io.headwater.trainer.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.model.TaskModule;
import io.headwater.model.checkpoint.TrainedThrough;
import io.headwater.schemas.BlockClosed;
import io.headwater.schemas.TaskKind;
import io.headwater.schemas.contract.SourcePartition;
import io.headwater.trainer.internal.assembly.AssembledBlock;
import io.headwater.trainer.internal.assembly.PendingLabels;
import io.headwater.trainer.internal.batch.Batch;
import io.headwater.trainer.internal.batch.PreparedRow;
import io.headwater.trainer.internal.checkpoint.Cut;
import io.headwater.trainer.internal.checkpoint.CutPolicy;
import io.headwater.trainer.internal.fake.Samples;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CutStateTest {
  private static final SourcePartition FIRST = Samples.FIRST;
  private static final SourcePartition SECOND = Samples.SECOND;
  private static final ResumePoint FROM =
      new ResumePoint(5, 9, List.of(3L), 6, Map.of(FIRST, 40L), Map.of());

  private final CutState state = state(FROM, Map.of());

  @Test
  void shouldSayHowFarEachPartitionWasTrainedThrough() {
    state.addPartition(FIRST, 40);
    state.addPartition(SECOND, 0);
    state.endBlock(Samples.block(44, List.of(Samples.batch(6, 40, 2), Samples.batch(7, 42, 1))));

    Cut cut = take();

    assertThat(cut.manifest().positions())
        .containsExactly(
            new TrainedThrough("c", "id", FIRST.topic(), 0, 44),
            new TrainedThrough("c", "id", FIRST.topic(), 1, 0));
    assertThat(cut.assigned()).containsExactly(FIRST.topicPartition(), SECOND.topicPartition());
    assertThat(cut.manifest().step()).isEqualTo(7);
  }

  @Test
  void shouldHoldWhatItIsToldOfTheModelAndTheTrainer() {
    TaskModule module = new TaskModule("mood", TaskKind.CLASSIFICATION, List.of("a"), -1, 16, 0);
    Cut cut = state.take(77, List.of(module), Map.of("setting.seed", "1"));

    assertThat(cut.manifest().model()).isEqualTo("m");
    assertThat(cut.manifest().epoch()).isEqualTo(2);
    assertThat(cut.manifest().sequence()).isEqualTo(77);
    assertThat(cut.manifest().tasks()).containsExactly(module);
    assertThat(cut.manifest().trainerState()).containsExactly(Map.entry("setting.seed", "1"));
  }

  @Test
  void shouldComeFromTheVersionGoneOnFromAndThenFromTheOneBefore() {
    Cut first = take();
    Cut second = take();

    assertThat(first.manifest().version()).isEqualTo(6);
    assertThat(first.manifest().parents()).containsExactly(3L);
    assertThat(second.manifest().version()).isEqualTo(7);
    assertThat(second.manifest().parents()).containsExactly(6L);
  }

  @Test
  void shouldBeginANewModelAtVersion0WithoutAParent() {
    Cut cut = state(ResumePoint.first(Map.of()), Map.of()).take(1, List.of(), Map.of());

    assertThat(cut.manifest().version()).isZero();
    assertThat(cut.manifest().parents()).isEmpty();
    assertThat(cut.manifest().positions()).isEmpty();
  }

  @Test
  void shouldCarryEachDeadLetterOnce() {
    state.endBlock(Samples.block(42, List.of(), Samples.letter(40, 10), Samples.letter(41, 10)));
    Cut first = take();
    state.endBlock(Samples.block(43, List.of(), Samples.letter(42, 10)));

    assertThat(first.deadLetters())
        .extracting(letter -> letter.message().offset())
        .containsExactly(40L, 41L);
    assertThat(take().deadLetters())
        .extracting(letter -> letter.message().offset())
        .containsExactly(42L);
    assertThat(take().deadLetters()).isEmpty();
  }

  @Test
  void shouldStandForTheCutsThatAreGivenBackToo() {
    state.addPartition(FIRST, 40);
    state.endBlock(Samples.block(41, List.of(), Samples.letter(40, 10)));
    Cut first = take();
    state.endBlock(Samples.block(42, List.of(), Samples.letter(41, 10)));
    Cut second = take();
    state.endBlock(Samples.block(43, List.of(), Samples.letter(42, 10)));
    state.giveBack(second);
    state.giveBack(first);

    assertThat(state.deadLetterBytes()).isEqualTo(3 * Samples.letter(42, 10).size());
    Cut instead = take();
    assertThat(instead.manifest().version()).isEqualTo(first.manifest().version());
    assertThat(instead.manifest().parents()).isEqualTo(first.manifest().parents());
    assertThat(instead.manifest().positions())
        .extracting(TrainedThrough::nextOffset)
        .containsExactly(43L);
    assertThat(instead.deadLetters())
        .extracting(letter -> letter.message().offset())
        .containsExactly(40L, 41L, 42L);
    assertThat(take().manifest().parents()).containsExactly(instead.manifest().version());
  }

  @Test
  void shouldMakeAnotherCutInPlaceOfOneThatIsGivenBackEvenIfNothingMoved() {
    state.endBlock(Samples.block(41, List.of()));
    state.giveBack(take());

    assertThat(state.hasAdvanced()).isTrue();
  }

  @Test
  void shouldLeaveOutDeadLettersThatWentOutBefore() {
    CutState again = state(FROM, Map.of(FIRST, Set.of(40L)));
    again.endBlock(Samples.block(42, List.of(), Samples.letter(40, 10), Samples.letter(41, 10)));

    assertThat(again.progress(Duration.ZERO, Duration.ZERO, Duration.ZERO).deadLetterBytes())
        .isEqualTo(Samples.letter(41, 10).size());
    assertThat(again.take(1, List.of(), Map.of()).deadLetters())
        .extracting(letter -> letter.message().offset())
        .containsExactly(41L);
  }

  @Test
  void shouldTakeOverTheLabelsThatWait() {
    PendingLabels before = new PendingLabels(Map.of("rare", 2));
    PendingLabels after = new PendingLabels(Map.of("rare", 3));
    CutState resumed =
        state(
            new ResumePoint(
                5, 9, List.of(3L), 6, Map.of(), PendingLabels.store(Map.of("mood", before))),
            Map.of());

    assertThat(
            PendingLabels.restore(resumed.take(1, List.of(), Map.of()).manifest().trainerState()))
        .isEqualTo(Map.of("mood", before));
    resumed.endBlock(
        new AssembledBlock(
            List.of(), List.of(), Map.of(), closing(), List.of(), Map.of("mood", after)));
    assertThat(
            PendingLabels.restore(resumed.take(1, List.of(), Map.of()).manifest().trainerState()))
        .isEqualTo(Map.of("mood", after));
  }

  @Test
  void shouldKeepTwoCanariesOfEachTaskOfTheLastBlockThatHadRows() {
    PreparedRow other = Samples.row(FIRST, 45, 1);
    state.endBlock(Samples.block(41, List.of(Samples.batch(6, 30, 1))));
    state.endBlock(
        Samples.block(
            46, List.of(Samples.batch(7, 41, 1), Samples.batch(8, 42, 3), batch(9, other))));
    state.endBlock(Samples.block(47, List.of()));

    assertThat(take().canaryRows())
        .extracting(row -> row.offset() + " of " + row.row().task())
        .containsExactly("41 of 0", "42 of 0", "45 of 1");
  }

  @Test
  void shouldKeepThePositionOfAPartitionThatIsReadNoMoreButNotItsOffsetForMonitors() {
    state.addPartition(FIRST, 40);
    state.dropPartition(FIRST, false);

    Cut cut = take();

    assertThat(cut.manifest().positions()).extracting(TrainedThrough::nextOffset).contains(40L);
    assertThat(cut.groupOffsets()).isEmpty();
  }

  @Test
  void shouldForgetThePositionOfATopicThatWasMadeAnew() {
    state.addPartition(FIRST, 40);
    state.dropPartition(FIRST, true);

    assertThat(take().manifest().positions()).isEmpty();
  }

  @Test
  void shouldGoOnWhereAPartitionWasLeftWhateverStartItIsGivenAgain() {
    state.addPartition(FIRST, 40);
    state.endBlock(Samples.block(50, List.of()));
    state.dropPartition(FIRST, false);
    state.addPartition(FIRST, 40);

    assertThat(take().manifest().positions()).extracting(TrainedThrough::nextOffset).contains(50L);
  }

  @Test
  void shouldCountStepsAndBytesSinceTheLastCut() {
    assertThat(progress()).isEqualTo(new CutPolicy.Progress(0, false, SECOND_S, 0, MINUTE, MILLI));
    state.endBlock(Samples.block(44, List.of(Samples.batch(6, 40, 1)), Samples.letter(41, 10)));
    state.endBlock(Samples.block(46, List.of(Samples.batch(7, 44, 1)), Samples.letter(45, 20)));

    assertThat(progress())
        .isEqualTo(
            new CutPolicy.Progress(
                2,
                true,
                SECOND_S,
                Samples.letter(41, 10).size() + Samples.letter(45, 20).size(),
                MINUTE,
                MILLI));
    Cut unused = take();
    assertThat(progress()).isEqualTo(new CutPolicy.Progress(0, false, SECOND_S, 0, MINUTE, MILLI));
  }

  @Test
  void shouldRememberUntilTheNextCutThatATaskWasAdopted() {
    state.setAdvanced();
    assertThat(state.isTaskAdopted()).isFalse();
    state.setTaskAdopted();
    assertThat(state.isTaskAdopted()).isTrue();
    assertThat(state.hasAdvanced()).isTrue();
    Cut unused = take();
    assertThat(state.isTaskAdopted()).isFalse();
    assertThat(state.hasAdvanced()).isFalse();
  }

  @Test
  void shouldKnowTheLagOnceAllEndsAreKnown() {
    assertThat(state.lag(Map.of())).isEmpty();
    state.addPartition(FIRST, 40);
    state.addPartition(SECOND, 0);

    assertThat(state.lag(Map.of(FIRST, 45L))).isEmpty();
    assertThat(state.lag(Map.of(FIRST, 45L, SECOND, 2L))).hasValue(7);
    state.endBlock(Samples.block(44, List.of()));
    assertThat(state.lag(Map.of(FIRST, 45L, SECOND, 2L))).hasValue(3);
    state.dropPartition(SECOND, false);
    assertThat(state.lag(Map.of(FIRST, 45L, SECOND, 2L))).hasValue(1);
  }

  @Test
  void shouldTakeALogThatEndsBeforeThePositionForOneWithoutLag() {
    state.addPartition(FIRST, 40);

    assertThat(state.lag(Map.of(FIRST, 30L))).hasValue(0);
  }

  private static final Duration SECOND_S = Duration.ofSeconds(1);
  private static final Duration MILLI = Duration.ofMillis(1);
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private CutPolicy.Progress progress() {
    return state.progress(SECOND_S, MINUTE, MILLI);
  }

  private Cut take() {
    return state.take(1, List.of(), Map.of());
  }

  private static CutState state(ResumePoint from, Map<SourcePartition, Set<Long>> published) {
    return new CutState(
        new CutState.Identity("m", "c", 2), from, new PublishedDeadLetters(published));
  }

  private static Batch batch(long step, PreparedRow... rows) {
    return new Batch(step, List.of(rows));
  }

  private static BlockClosed closing() {
    return Samples.block(0, List.of()).closing();
  }
}
