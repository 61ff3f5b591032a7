package io.headwater.service.retry;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.kafka.common.errors.RetriableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Repeats what a registry or broker could not do just now, for as long as it takes, and says so.
 *
 * @param first wait after the first failure; it doubles at each further one
 * @param longest wait
 */
public record Retry(Duration first, Duration longest) {

  private static final Logger log = LoggerFactory.getLogger(Retry.class);

  /** From a tenth of a second to five seconds. */
  public static final Retry USUAL = new Retry(Duration.ofMillis(100), Duration.ofSeconds(5));

  /**
   * Returns the result of the first call that does not fail for a passing reason.
   *
   * @param what is done, for the log
   * @param stopped whether to give up; then the failure is thrown on
   * @throws InterruptedException if the thread is interrupted between two calls
   */
  public <T> T call(String what, BooleanSupplier stopped, Supplier<T> action)
      throws InterruptedException {
    Duration wait = first;
    while (true) {
      try {
        return action.get();
      } catch (RetriableException e) {
        if (stopped.getAsBoolean()) {
          throw e;
        }
        log.warn(
            "Cannot {} now ({}); trying again in {} ms", what, e.getMessage(), wait.toMillis());
      }
      Thread.sleep(wait.toMillis());
      wait = wait.multipliedBy(2).compareTo(longest) < 0 ? wait.multipliedBy(2) : longest;
    }
  }
}
