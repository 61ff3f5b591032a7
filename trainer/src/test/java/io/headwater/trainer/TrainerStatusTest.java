package io.headwater.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.trainer.TrainerStatus.State;
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
