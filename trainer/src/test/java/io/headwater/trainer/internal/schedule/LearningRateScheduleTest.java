package io.headwater.trainer.internal.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LearningRateScheduleTest {
  @Test
  void shouldWarmUpLinearlyAndThenStay() {
    LearningRateSchedule schedule = LearningRateSchedule.constantAfterWarmUp(2e-3, 40);
    assertThat(schedule.rate(1)).isEqualTo(5e-5);
    assertThat(schedule.rate(20)).isEqualTo(1e-3);
    assertThat(schedule.rate(40)).isEqualTo(2e-3);
    assertThat(schedule.rate(1_000_000)).isEqualTo(2e-3);
    assertThat(LearningRateSchedule.constantAfterWarmUp(1, 0).rate(1)).isEqualTo(1);
  }
}
