package io.headwater.ingest.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RateLimiterTest {

  private static final long SECOND = 1_000_000_000L;

  private long now = -5 * SECOND;
  private final List<Long> sleeps = new ArrayList<>();
  private final RateLimiter limiter =
      new RateLimiter(
          10,
          () -> now,
          nanos -> {
            sleeps.add(nanos);
            now += nanos;
          });

  @Test
  void shouldHoldTheRate() throws Exception {
    for (int i = 0; i < 21; i++) {
      limiter.await();
    }
    assertThat(now).isEqualTo(-3 * SECOND);
  }

  @Test
  void shouldMakeUpForAShortDelayOnly() throws Exception {
    limiter.await();
    now += 60 * SECOND;
    int atOnce = 0;
    while (sleeps.isEmpty()) {
      limiter.await();
      atOnce++;
    }
    assertThat(atOnce)
        .isEqualTo(12); // ten of one second, the one that is due and the one that had to wait
  }

  @Test
  void shouldNeverWaitWithoutABound() throws Exception {
    var free =
        new RateLimiter(
            Double.POSITIVE_INFINITY,
            () -> now,
            nanos -> {
              throw new AssertionError("waited");
            });
    free.await();
    free.await();
    assertThat(sleeps).isEmpty();
  }

  @Test
  void shouldRefuseARateThatIsNotAboveZero() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RateLimiter.perSecond(0))
        .withMessageContaining("above 0");
    assertThatIllegalArgumentException().isThrownBy(() -> RateLimiter.perSecond(Double.NaN));
  }
}
