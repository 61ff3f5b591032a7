package io.headwater.service.retry;

import io.headwater.schemas.serde.RegistryUnavailableException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks a registry that is away again, for less than a member may be silent in its group. */
public final class Patience {
  private static final Logger log = LoggerFactory.getLogger(Patience.class);
  private static final Duration LONGEST = Duration.ofMinutes(2);
  private static final long PAUSE_MILLIS = 1000;

  private Patience() {}

  /**
   * Returns the result of the first call that reaches the registry, and says so where it has to
   * wait.
   *
   * @throws RegistryUnavailableException if the registry is away for more than two minutes
   * @throws InterruptException if the thread is interrupted while it waits
   */
  public static <T> T whileRegistryIsAway(Supplier<T> action) {
    long start = System.nanoTime();
    while (true) {
      try {
        return action.get();
      } catch (RegistryUnavailableException e) {
        if (System.nanoTime() - start > LONGEST.toNanos()) {
          throw e;
        }
        log.warn("The schema registry is away; trying again: {}", e.getMessage());
        pause();
      }
    }
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }
}
