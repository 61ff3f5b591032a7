package io.headwater.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.headwater.schemas.TrainingStep;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class JournaledStepTest {

  @Test
  void shouldLeaveTheFirstStepOut() {
    List<JournaledStep> steps = List.of(step(5_000, 900), step(5_100, 10), step(5_500, 30));

    assertThat(JournaledStep.tokens(steps)).isEqualTo(40);
    assertThat(JournaledStep.wallMillis(steps)).isEqualTo(500);
    assertThat(JournaledStep.tokensPerSecond(steps)).isEqualTo(80);
  }

  @Test
  void shouldRefuseToTimeASingleStep() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> JournaledStep.tokensPerSecond(List.of(step(1, 1))))
        .withMessageContaining("two");
  }

  private static JournaledStep step(long millis, int tokens) {
    return new JournaledStep(
        Instant.ofEpochMilli(millis),
        TrainingStep.newBuilder()
            .setStep(1)
            .setSources(List.of())
            .setRows(List.of())
            .setSeed(1)
            .setTasks(List.of())
            .setLearningRate(1)
            .setGradientNorm(1)
            .setTokens(tokens)
            .setWaitingMillis(0)
            .setComputingMillis(1)
            .build());
  }
}
