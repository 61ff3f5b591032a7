package io.headwater.trainer.internal.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.trainer.internal.checkpoint.CutPolicy.Progress;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class CutPolicyTest {
  private final CutPolicy policy = new CutPolicy(10, Duration.ofSeconds(5), 1000, 0.25);

  @Test
  void shouldCutAfterStepsOrTimeOrBytesWhicheverIsFirst() {
    assertThat(policy.isDue(progress(9, 4, 999))).isFalse();
    assertThat(policy.isDue(progress(10, 0, 0))).isTrue();
    assertThat(policy.isDue(progress(0, 5, 0))).isTrue();
    assertThat(policy.isDue(progress(0, 0, 1000))).isTrue();
  }

  @Test
  void shouldNotCutWhereNothingAdvanced() {
    assertThat(policy.isDue(new Progress(0, false, Duration.ofDays(1), 0, Duration.ZERO)))
        .isFalse();
  }

  @Test
  void shouldBeUrgentOnlyForDeadLetters() {
    assertThat(policy.isUrgent(progress(1000, 1000, 999))).isFalse();
    assertThat(policy.isUrgent(progress(0, 0, 1000))).isTrue();
  }

  @Test
  void shouldWaitAfterACheckpointThatTookLong() {
    Duration writing = Duration.ofSeconds(3);

    assertThat(policy.isDue(new Progress(99, true, Duration.ofSeconds(11), 0, writing))).isFalse();
    assertThat(policy.isDue(new Progress(99, true, Duration.ofSeconds(12), 0, writing))).isTrue();
    assertThat(policy.isDue(new Progress(0, true, Duration.ZERO, 1000, writing))).isTrue();
  }

  private static Progress progress(long steps, long seconds, long bytes) {
    return new Progress(steps, true, Duration.ofSeconds(seconds), bytes, Duration.ZERO);
  }
}
