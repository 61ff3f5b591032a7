package io.headwater.serving;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.serving.ServingStatus.State;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ServingStatusTest {
  @Test
  void shouldBeHealthyWhileItAnswersOrHasNothingToAnswerWith() {
    assertThat(status(State.SERVING, true, OptionalLong.of(3)).healthy()).isTrue();
    assertThat(status(State.SERVING, false, OptionalLong.of(3)).healthy()).isFalse();
    assertThat(status(State.WAITING, false, OptionalLong.empty()).healthy()).isTrue();
    assertThat(status(State.WAITING, false, OptionalLong.of(3)).healthy()).isFalse();
    assertThat(status(State.STARTING, false, OptionalLong.empty()).healthy()).isFalse();
    assertThat(status(State.STOPPED, true, OptionalLong.of(3)).healthy()).isFalse();
  }

  private static ServingStatus status(State state, boolean polling, OptionalLong newest) {
    return new ServingStatus(
        state, polling, OptionalLong.empty(), newest, Map.of(), Map.of(), 0, List.of());
  }
}
