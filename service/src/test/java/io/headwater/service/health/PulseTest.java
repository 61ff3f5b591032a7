package io.headwater.service.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PulseTest {
  private static final Duration LONGEST = Duration.ofSeconds(60);

  private long now = Long.MAX_VALUE - 5; // the clock may run over
  private final Pulse pulse = new Pulse(LONGEST, () -> now);

  @Test
  void shouldNotBeAliveBeforeItHasBeaten() {
    assertThat(pulse.isAlive()).isFalse();
    pulse.beat();
    assertThat(pulse.isAlive()).isTrue();
  }

  @Test
  void shouldBeAliveUntilABeatIsLateAndAgainWhenItComes() {
    pulse.beat();
    pass(60);
    assertThat(pulse.isAlive()).isTrue();
    now++;
    assertThat(pulse.isAlive()).isFalse();

    pulse.beat();
    assertThat(pulse.isAlive()).isTrue();
  }

  @Test
  void shouldBeAliveAfterAFailureWhenItHasBeatenForAWhile() {
    pulse.beat();
    pulse.fail();
    assertThat(pulse.isAlive()).isFalse();
    beatFor(14);
    assertThat(pulse.isAlive()).isFalse();

    beatFor(1);
    assertThat(pulse.isAlive()).isTrue();
  }

  @Test
  void shouldNeverBeAliveWhereItBeatsAndFailsAgainAndAgain() {
    for (int turn = 0; turn < 20; turn++) {
      beatFor(10);
      pulse.fail();
      pass(15);
      assertThat(pulse.isAlive()).isFalse();
    }
  }

  @Test
  void shouldNotTakeTheTimeItHangsAfterAFailureForLife() {
    pulse.fail();
    pulse.beat();
    pass(30);

    assertThat(pulse.isAlive()).isFalse();
  }

  private void beatFor(int seconds) {
    pulse.beat();
    for (int second = 0; second < seconds; second++) {
      pass(1);
      pulse.beat();
    }
  }

  private void pass(int seconds) {
    now += Duration.ofSeconds(seconds).toNanos();
  }
}
