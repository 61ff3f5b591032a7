package io.headwater.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.trainer.TrainerStatus.State;
import java.util.Map;
import java.util.OptionalLong;
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

  private static TrainerStatus status(State state, boolean turning) {
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
        0);
  }
}
