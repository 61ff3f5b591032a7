package io.headwater.service.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class HeartbeatTest {
  private static final Duration LONGEST = Duration.ofSeconds(60);

  private long now = Long.MAX_VALUE - 5; // the clock may run over
  private final Heartbeat heartbeat = new Heartbeat(LONGEST, () -> now);

  @Test
  void shouldNotBeAliveBeforeItHasBeaten() {
    assertThat(heartbeat.isAlive()).isFalse();
    heartbeat.beat();
    assertThat(heartbeat.isAlive()).isTrue();
  }

  @Test
  void shouldBeAliveUntilABeatIsLateAndAgainWhenItComes() {
    heartbeat.beat();
    pass(60);
    assertThat(heartbeat.isAlive()).isTrue();
    now++;
    assertThat(heartbeat.isAlive()).isFalse();

    heartbeat.beat();
    assertThat(heartbeat.isAlive()).isTrue();
  }

  @Test
  void shouldBeAliveAfterAFailureWhenItHasBeatenForAWhile() {
    heartbeat.beat();
    heartbeat.fail();
    assertThat(heartbeat.isAlive()).isFalse();
    beatFor(14);
    assertThat(heartbeat.isAlive()).isFalse();

    beatFor(1);
    assertThat(heartbeat.isAlive()).isTrue();
  }

  @Test
  void shouldNeverBeAliveWhereItBeatsAndFailsAgainAndAgain() {
    for (int turn = 0; turn < 20; turn++) {
      beatFor(10);
      heartbeat.fail();
      pass(15);
      assertThat(heartbeat.isAlive()).isFalse();
    }
  }

  @Test
  void shouldNotTakeTheTimeItHangsAfterAFailureForLife() {
    heartbeat.fail();
    heartbeat.beat();
    pass(30);

    assertThat(heartbeat.isAlive()).isFalse();
  }

  private void beatFor(int seconds) {
    heartbeat.beat();
    for (int second = 0; second < seconds; second++) {
      pass(1);
      heartbeat.beat();
    }
  }

  private void pass(int seconds) {
    now += Duration.ofSeconds(seconds).toNanos();
  }
}
