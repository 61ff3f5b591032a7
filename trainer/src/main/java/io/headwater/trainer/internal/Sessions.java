package io.headwater.trainer.internal;

import io.headwater.schemas.KafkaFutures;
import io.headwater.service.lifecycle.Lifecycle;
import io.headwater.service.retry.Retry;
import io.headwater.trainer.TrainerStatus.State;
import io.headwater.trainer.internal.checkpoint.FencedTrainerException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.errors.ApplicationRecoverableException;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one session of a trainer after another, until it is told to stop or a session fails for
 * good.
 *
 * <p>Losing the right to train ends a session, as does a Kafka client that is of no more use. The
 * next session has new clients and stands by like any other trainer. If it wins the right again, it
 * goes on from the newest version on the topic, so that nothing needs to be known about how the
 * session before ended.
 */
public final class Sessions {
  private static final Logger LOG = LoggerFactory.getLogger(Sessions.class);

  /** A session that lasted longer had settled, and its end is not the failure before once more. */
  private static final Duration SETTLED = Retry.USUAL.longest().multipliedBy(3);

  private static final Duration LOOK = Duration.ofSeconds(1);

  private final Maker maker;
  private final String model;
  private final Lifecycle lifecycle;
  private final StatusBoard board;
  private final LongSupplier nanoTime;
  private final LongSupplier millis;
  private Optional<Lifecycle> current = Optional.empty();

  /** Makes sessions. */
  @FunctionalInterface
  public interface Maker {
    /** Makes a session that has not begun, with parts of its own. */
    Session make(Lifecycle lifecycle);
  }

  /**
   * Makes a loop that runs nothing yet.
   *
   * @param model name of the model
   * @param lifecycle life cycle of the trainer, of which each session's is a part
   */
  public Sessions(Maker maker, String model, Lifecycle lifecycle, StatusBoard board) {
    this(maker, model, lifecycle, board, System::nanoTime, System::currentTimeMillis);
  }

  /** Makes a loop that uses the given clocks. */
  Sessions(
      Maker maker,
      String model,
      Lifecycle lifecycle,
      StatusBoard board,
      LongSupplier nanoTime,
      LongSupplier millis) {
    this.maker = maker;
    this.model = model;
    this.lifecycle = lifecycle;
    this.board = board;
    this.nanoTime = nanoTime;
    this.millis = millis;
  }

  /** Runs sessions; each in a thread of its own, whose end this one waits for. */
  public void run() throws InterruptedException {
    Duration pause = Duration.ZERO;
    boolean goesOn = true;
    while (goesOn && !lifecycle.awaitClosing(pause)) {
      board.begin();
      long start = nanoTime.getAsLong();
      Lifecycle session = lifecycle.part(this::failed);
      current = Optional.of(session);
      begin(session);
      awaitEnd(session);
      boolean settled = nanoTime.getAsLong() - start > SETTLED.toNanos();
      pause = settled || pause.isZero() ? Retry.USUAL.first() : longer(pause);
      goesOn = session.failure().filter(Sessions::isSurvivable).isPresent();
    }
  }

  private void begin(Lifecycle lifecycleOfOne) {
    Session session = maker.make(lifecycleOfOne);
    lifecycleOfOne.start("trainer-step", session::run, session::close);
  }

  private void awaitEnd(Lifecycle session) throws InterruptedException {
    ClockWatch clock = new ClockWatch(nanoTime, millis);
    while (!session.awaitEnd(LOOK)) {
      clock.look().ifPresent(session::fail);
    }
  }

  private static Duration longer(Duration pause) {
    Duration twice = pause.multipliedBy(2);
    return twice.compareTo(Retry.USUAL.longest()) < 0 ? twice : Retry.USUAL.longest();
  }

  private void failed(Throwable cause) {
    if (isSurvivable(cause)) {
      board.enter(State.STARTING);
      LOG.warn(
          "Training of model {} ends here for now, and what was learned since the last announced"
              + " version does not count: {}",
          model,
          reason(cause));
      LOG.debug("Training ends for now", cause);
    } else {
      lifecycle.fail(cause);
    }
  }

  /** Returns the messages of a failure and its causes, since Kafka often says why only there. */
  private static String reason(Throwable failure) {
    return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
        .map(Throwable::getMessage)
        .filter(Objects::nonNull)
        .distinct()
        .collect(Collectors.joining(": "));
  }

  /** Returns whether a session with new clients may do better. */
  static boolean isSurvivable(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof FencedInstanceIdException) {
        return false; // two trainers were given the same group.instance.id
      }
      if (cause instanceof FencedTrainerException
          || cause instanceof ApplicationRecoverableException
          || cause instanceof OutOfOrderSequenceException
          // This machine's clock is far ahead of the brokers', until somebody sets it right.
          || cause instanceof InvalidTimestampException) {
        return true;
      }
    }
    return KafkaFutures.isPassing(failure);
  }

  /** Waits for the end of the session that still runs, and says how all ended. */
  public void close() throws InterruptedException {
    if (current.isPresent()) {
      awaitEnd(current.get());
    }
    LOG.info("Trainer of model {} stopped: {}", model, board.status());
    board.enter(lifecycle.failure().isPresent() ? State.FAILED : State.CLOSED);
  }
}
