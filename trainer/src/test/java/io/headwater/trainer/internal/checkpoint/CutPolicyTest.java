package io.headwater.trainer.internal.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.trainer.internal.checkpoint.CutPolicy.Progress;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class CutPolicyTest {
  private static final Duration MONTH = Duration.ofDays(30);

  private final CutPolicy policy = policy(Duration.ofMinutes(1));

  @Test
  void shouldCutAfterStepsOrTimeOrBytesWhicheverIsFirst() {
    assertThat(policy.isDue(progress(9, 4, 999))).isFalse();
    assertThat(policy.isDue(progress(10, 0, 0))).isTrue();
    assertThat(policy.isDue(progress(0, 5, 0))).isTrue();
    assertThat(policy.isDue(progress(0, 0, 1000))).isTrue();
  }

  private static CutPolicy policy(Duration longest) {
    return new CutPolicy(10, Duration.ofSeconds(5), longest, 1000, Duration.ofSeconds(30), 0.25);
  }

  @Test
  void shouldNotCutWhereNothingAdvanced() {
    Duration day = Duration.ofDays(1);

    assertThat(policy.isDue(new Progress(0, false, day, 0, day, Duration.ZERO))).isFalse();
  }

  @Test
  void shouldBeUrgentOnlyForDeadLetters() {
    assertThat(policy.isUrgent(progress(1000, 1000, 999))).isFalse();
    assertThat(policy.isUrgent(progress(0, 0, 1000))).isTrue();
  }

  @Test
  void shouldWaitAfterACheckpointThatTookLong() {
    assertThat(policy.isDue(costly(99, 11, 0, 3))).isFalse();
    assertThat(policy.isDue(costly(99, 12, 0, 3))).isTrue();
    assertThat(policy.isDue(new Progress(0, true, Duration.ZERO, 1000, Duration.ZERO, MONTH)))
        .isTrue();
  }

  @Test
  void shouldNotWaitLongerThanTheLongestIntervalWhateverACheckpointTook() {
    assertThat(policy.isDue(costly(99, 59, 0, 3600))).isFalse();
    assertThat(policy.isDue(costly(0, 60, 0, 3600))).isTrue();
    assertThat(policy.next(Duration.ofHours(1))).isEqualTo(Duration.ofMinutes(1));
    assertThat(policy.next(Duration.ofSeconds(3))).isEqualTo(Duration.ofSeconds(12));
    assertThat(policy.next(Duration.ZERO)).isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void shouldNotKeepDeadLettersWaitingWhateverACheckpointTook() {
    assertThat(policy.isDue(costly(0, 50, 29, 3600))).isFalse();
    assertThat(policy.isDue(costly(0, 50, 30, 3600))).isTrue();
    assertThat(policy.isDue(costly(0, 4, 30, 0))).as("they wait for the interval").isFalse();
  }

  @Test
  void shouldWaitWhereThereAreNoDeadLettersHoweverShortTheyMayWait() {
    CutPolicy hasty =
        new CutPolicy(10, Duration.ofSeconds(5), Duration.ofMinutes(1), 1000, Duration.ZERO, 0.25);

    assertThat(hasty.isDue(costly(99, 11, 0, 3))).isFalse();
    assertThat(hasty.isDue(costly(99, 12, 0, 3))).isTrue();
  }

  @Test
  void shouldNotShortenTheIntervalWhereTheLongestIsShorter() {
    CutPolicy odd = policy(Duration.ofSeconds(1));

    assertThat(odd.longest()).isEqualTo(Duration.ofSeconds(5));
    assertThat(odd.isDue(costly(0, 4, 0, 0))).isFalse();
    assertThat(odd.isDue(costly(0, 5, 0, 3600))).isTrue();
  }

  @Test
  void shouldTellHowManyDeadLettersAreTooMuchToHold() {
    assertThat(policy.isTooMuch(2999)).isFalse();
    assertThat(policy.isTooMuch(3000)).isTrue();
  }

  private static Progress costly(long steps, long elapsed, long lettersWait, long cost) {
    return new Progress(
        steps,
        true,
        Duration.ofSeconds(elapsed),
        lettersWait,
        Duration.ofSeconds(lettersWait),
        Duration.ofSeconds(cost));
  }

  private static Progress progress(long steps, long seconds, long bytes) {
    return new Progress(
        steps, true, Duration.ofSeconds(seconds), bytes, Duration.ZERO, Duration.ZERO);
  }
}
