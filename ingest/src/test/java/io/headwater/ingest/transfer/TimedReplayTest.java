package io.headwater.ingest.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimedReplayTest {
  private final Instant start = Instant.parse("2015-02-16T00:00:00Z");
  private final List<Duration> slept = new ArrayList<>();
  private long now = 17;

  @Test
  void shouldWaitAsLongAsLifeDidDividedByTheSpeed() throws InterruptedException {
    TimedReplay replay = replay(60);

    replay.await(start);
    replay.await(start.plusSeconds(60));
    now += Duration.ofMillis(400).toNanos(); // spent elsewhere
    replay.await(start.plusSeconds(120));
    replay.await(start.plusSeconds(120));

    assertThat(slept).containsExactly(Duration.ofSeconds(1), Duration.ofMillis(600));
    assertThat(replay.outOfOrder()).isZero();
  }

  @Test
  void shouldSendWhatIsLateAtOnceAndCountIt() throws InterruptedException {
    TimedReplay replay = replay(1);

    replay.await(start.plusSeconds(10));
    replay.await(start);
    replay.await(start.plusSeconds(9));
    replay.await(start.plusSeconds(11));

    assertThat(slept).containsExactly(Duration.ofSeconds(1));
    assertThat(replay.outOfOrder()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
  void shouldRefuseASpeedThatIsNone(double speed) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TimedReplay.at(speed))
        .withMessageContaining("must be above 0 and finite");
  }

  private TimedReplay replay(double speed) {
    return new TimedReplay(
        speed,
        () -> now,
        nanos -> {
          slept.add(Duration.ofNanos(nanos));
          now += nanos;
        });
  }
}
