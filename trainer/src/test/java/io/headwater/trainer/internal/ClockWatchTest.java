package io.headwater.trainer.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ClockWatchTest {
  private long nanos;
  private long millis = 1_000_000_000;
  private final ClockWatch watch = new ClockWatch(() -> nanos, () -> millis);

  @Test
  void shouldSayNothingWhileTheClockGoesAsTimePasses() {
    pass(Duration.ofDays(2), Duration.ofDays(2));

    assertThat(watch.look()).isEmpty();
  }

  @Test
  void shouldSayNothingOfASmallCorrection() {
    pass(Duration.ofSeconds(1), Duration.ofMillis(-500));

    assertThat(watch.look()).isEmpty();
  }

  @Test
  void shouldSayOnceThatTheClockIsSetBack() {
    pass(Duration.ofSeconds(1), Duration.ofDays(-3).plusSeconds(1));

    assertThat(watch.look()).get().asString().contains("set back by 259200 s");
    pass(Duration.ofSeconds(1), Duration.ofSeconds(1));
    assertThat(watch.look()).isEmpty();
  }

  @Test
  void shouldLeaveAClockThatIsSetForwardToKafkasClientsWhichTimeOut() {
    pass(Duration.ofSeconds(1), Duration.ofDays(3));

    assertThat(watch.look()).isEmpty();
  }

  private void pass(Duration time, Duration onTheClock) {
    nanos += time.toNanos();
    millis += onTheClock.toMillis();
  }
}
