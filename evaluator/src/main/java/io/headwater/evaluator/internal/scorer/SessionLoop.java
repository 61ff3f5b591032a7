package io.headwater.evaluator.internal.scorer;

import io.headwater.service.health.Heartbeat;
import io.headwater.service.retry.Backoff;
import io.headwater.service.retry.Closing;
import io.headwater.service.retry.Retry;
import io.headwater.service.topic.TopicFollower;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs one session after another until closed, so that no failure ends the work. */
final class SessionLoop implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(SessionLoop.class);
  private static final Duration CATCH_UP = Duration.ofMillis(200);

  private final String work;
  private final Heartbeat heartbeat = new Heartbeat(Heartbeat.LONGEST_TURN);
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Backoff backoff = Retry.USUAL.backoff(Closing.of(closed));
  private volatile Optional<Throwable> failure = Optional.empty();

  /** A session, with clients of its own. */
  @FunctionalInterface
  interface Session {
    /** Works until closed; the next session goes on from the committed offsets. */
    void run(CountDownLatch closed);
  }

  /**
   * Makes a loop that runs nothing yet.
   *
   * @param work what the sessions do, as in "cannot score examples"
   */
  SessionLoop(String work) {
    this.work = work;
  }

  /** Waits for the followers to catch up, then runs sessions. */
  void run(List<TopicFollower<?>> followers, Session session) {
    try {
      for (TopicFollower<?> follower : followers) {
        while (closed.getCount() > 0 && !follower.awaitCaughtUp(CATCH_UP)) {
          log.debug("Waiting for what was announced and specified, to {}", work);
        }
      }
      boolean goesOn = true;
      while (goesOn && closed.getCount() > 0) {
        goesOn = runOnce(session);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | Error e) {
      log.error("Nothing goes on to {}", work, e);
      failure = Optional.of(e);
    }
  }

  /** Runs a session until something fails; returns whether to try again. */
  private boolean runOnce(Session session) {
    try {
      session.run(closed);
      return true;
    } catch (RuntimeException e) {
      heartbeat.fail();
      return backoff.pause(work, e);
    }
  }

  /** Returns the sign of life that sessions give. */
  Heartbeat heartbeat() {
    return heartbeat;
  }

  /** Returns the waits between sessions, which a session that does well resets. */
  Backoff backoff() {
    return backoff;
  }

  /** Returns the failure that ended the loop, if anything but {@link #close} did. */
  Optional<Throwable> failure() {
    return failure;
  }

  @Override
  public void close() {
    closed.countDown();
  }
}
