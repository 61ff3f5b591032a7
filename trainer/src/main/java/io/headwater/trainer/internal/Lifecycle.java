package io.headwater.trainer.internal;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.common.config.ConfigException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether the trainer's threads go on, shared by all of them. */
public final class Lifecycle {
  private static final Logger LOG = LoggerFactory.getLogger(Lifecycle.class);

  private enum Mode {
    RUNNING,
    CLOSING,
    ABANDONED,
    FAILED
  }

  private final AtomicReference<Mode> mode = new AtomicReference<>(Mode.RUNNING);
  private final AtomicReference<Throwable> failure = new AtomicReference<>();

  /** Asks for an orderly end: what is in work is finished and a last checkpoint made. */
  public void close() {
    mode.compareAndSet(Mode.RUNNING, Mode.CLOSING);
  }

  /** Asks for an end at once, without a last checkpoint. */
  public void abandon() {
    mode.updateAndGet(now -> now == Mode.FAILED ? now : Mode.ABANDONED);
  }

  /** Ends everything because of a failure; the first one counts. */
  public void fail(Throwable cause) {
    if (mode.get() == Mode.ABANDONED) {
      LOG.debug("Failure after the trainer was abandoned", cause);
      return;
    }
    if (failure.compareAndSet(null, cause)) {
      if (cause instanceof ConfigException) {
        LOG.debug("The settings cannot work", cause); // whoever gave them is told in a sentence
      } else {
        LOG.error("The trainer stops: {}", cause.getMessage(), cause);
      }
      mode.set(Mode.FAILED);
    }
  }

  /** Returns whether nothing has been asked for yet. */
  public boolean isRunning() {
    return mode.get() == Mode.RUNNING;
  }

  /** Returns whether to drop everything. */
  public boolean isOver() {
    Mode now = mode.get();
    return now == Mode.ABANDONED || now == Mode.FAILED;
  }

  /** Returns why everything ended. */
  public Optional<Throwable> failure() {
    return Optional.ofNullable(failure.get());
  }
}
