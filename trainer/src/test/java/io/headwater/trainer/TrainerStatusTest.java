package io.headwater.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.trainer.TrainerStatus.State;
import io.headwater.trainer.TrainerStatus.TaskStatus;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrainerStatusTest {
  @ParameterizedTest
  @CsvSource({
    "STARTING,true,false",
    "STANDBY,true,true",
    "STANDBY,false,false",
    "RECOVERING,false,true",
    "TRAINING,true,true",
    "TRAINING,false,false",
    "CLOSED,true,false",
    "FAILED,true,false"
  })
  void shouldBeAtWorkWhereItLeadsOrStandsByAndDoesNotHang(
      State state, boolean turning, boolean atWork) {
    assertThat(status(state, turning).isAtWork()).isEqualTo(atWork);
  }

  @Test
  void shouldNotBeAtWorkWhereNoCheckpointCanBeWritten() {
    for (State state : List.of(State.RECOVERING, State.TRAINING)) {
      TrainerStatus full = status(state, true, Optional.of("version 3 cannot be stored: full"));

      assertThat(full.isAtWork()).isFalse();
      assertThat(full.toText()).endsWith("; no checkpoint: version 3 cannot be stored: full");
    }
  }

  @Test
  void shouldSumUpWhatWasLearnedForPeople() {
    TrainerStatus status =
        new TrainerStatus(
            State.CLOSED,
            true,
            1,
            1815,
            OptionalLong.of(55),
            44_666,
            1_854_000,
            Map.of("INVALID", 2L),
            0,
            Map.of(
                "member", new TaskStatus(0.871, 1, 17_100),
                "headline", new TaskStatus(4.32, 2, 10_466)),
            OptionalLong.of(0),
            0,
            0,
            0,
            0,
            Optional.empty());

    assertThat(status.summary("main", "file:/models", Duration.ofSeconds(309)))
        .containsExactly(
            "Learned 44,666 examples in 5 min 9 s (6,000 tokens/s); the model is at step 1,815;"
                + " 2 dead letters.",
            "task      examples  last loss",
            "headline    10,466      4.320",
            "member      17,100      0.871",
            "Version 55 of model main is its last, in file:/models; the next start goes on from"
                + " it.");
  }

  @Test
  void shouldSumUpThatNothingIsKept() {
    assertThat(
            status(State.TRAINING, true, Optional.of("the folder is full"))
                .summary("main", "file:/models", Duration.ofSeconds(3)))
        .containsExactly(
            "Learned 0 examples in 0 min 3 s (0 tokens/s); the model is at step 0; 0 dead"
                + " letters.",
            "No version of model main was announced.",
            "What was learned since is not kept: the folder is full");
  }

  private static TrainerStatus status(State state, boolean turning) {
    return status(state, turning, Optional.empty());
  }

  private static TrainerStatus status(State state, boolean turning, Optional<String> trouble) {
    return new TrainerStatus(
        state,
        turning,
        1,
        0,
        OptionalLong.empty(),
        0,
        0,
        Map.of(),
        0,
        Map.of(),
        OptionalLong.empty(),
        0,
        0,
        0,
        0,
        trouble);
  }
}
