package io.headwater.trainer.internal;

import io.headwater.schemas.BrokerAnswers;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tries again, with backoff and aloud, while a broker or a registry is away. */
final class Patience {
  private static final Logger LOG = LoggerFactory.getLogger(Patience.class);
  private static final Duration FIRST = Duration.ofMillis(200);
  private static final Duration LONGEST = Duration.ofSeconds(10);

  private final Lifecycle lifecycle;

  Patience(Lifecycle lifecycle) {
    this.lifecycle = lifecycle;
  }

  /**
   * Returns what a call returns once it is answered.
   *
   * @throws StoppedException if the trainer is to stop meanwhile
   */
  <T> T untilAnswered(String what, Callable<T> call) throws Exception {
    Duration backoff = FIRST;
    while (true) {
      try {
        return call.call();
      } catch (KafkaException e) {
        if (!BrokerAnswers.isPassing(e)) {
          throw e;
        }
        if (!lifecycle.isRunning()) {
          throw new StoppedException(what);
        }
        LOG.warn(
            "{} failed and is tried again in {} ms: {}", what, backoff.toMillis(), e.toString());
        Thread.sleep(backoff.toMillis());
        backoff =
            backoff.multipliedBy(2).compareTo(LONGEST) < 0 ? backoff.multipliedBy(2) : LONGEST;
      }
    }
  }

  /** The trainer was told to stop while it waited for an answer. */
  static final class StoppedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StoppedException(String what) {
      super("stopped while " + what + " was tried again");
    }
  }
}
