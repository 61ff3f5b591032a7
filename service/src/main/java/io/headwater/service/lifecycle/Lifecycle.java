package io.headwater.service.lifecycle;

import io.headwater.service.retry.StoppedException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a service runs and ends; each {@link Service} has one.
 *
 * <p>A service runs until it is told to close, which lets it finish the work at hand, or to end at
 * once, which drops that work; a failure also ends it at once. Then it cleans up without being
 * interrupted, and has ended. A {@linkplain #part part} of a service ends with the service, or
 * before it. Safe for use by several threads; it holds no lock while it calls or waits for others.
 */
public final class Lifecycle {
  private static final Logger log = LoggerFactory.getLogger(Lifecycle.class);

  private static final Duration FORCED = Duration.ofSeconds(20);

  private enum Phase {
    RUNNING,
    CLOSING,
    ABANDONED,
    ENDED
  }

  private record State(Phase phase, Optional<Throwable> failure) {
    State atLeast(Phase next) {
      return phase.compareTo(next) < 0 ? new State(next, failure) : this;
    }

    State failed(Throwable cause) {
      return goesOn() ? new State(Phase.ABANDONED, Optional.of(cause)) : this;
    }

    boolean goesOn() {
      return phase.compareTo(Phase.ABANDONED) < 0;
    }
  }

  private final String service;
  private final Consumer<Throwable> onFailure;
  private final List<Lifecycle> parts = new CopyOnWriteArrayList<>();
  private final AtomicReference<State> state =
      new AtomicReference<>(new State(Phase.RUNNING, Optional.empty()));
  private final CountDownLatch closing = new CountDownLatch(1);
  private final CountDownLatch abandoned = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Object interrupting = new Object();
  private Optional<Thread> interruptible = Optional.empty();

  /** What a service does in its thread. */
  @FunctionalInterface
  public interface Work {
    /** Works; an exception that it throws ends the service. */
    void run() throws Exception;
  }

  /**
   * Makes the life cycle of a service that is about to start.
   *
   * @param service what the service is called in messages, such as "trainer"
   */
  public Lifecycle(String service) {
    this.service = service;
    this.onFailure = this::report;
  }

  private Lifecycle(String service, Consumer<Throwable> onFailure) {
    this.service = service;
    this.onFailure = onFailure;
  }

  /**
   * Returns the life cycle of a part of this service. The part is told to close, or to end at once,
   * when the service is; it may also end alone.
   *
   * @param onFailure called with the failure that ends the part, by the thread that failed; it
   *     decides what becomes of the service
   */
  public Lifecycle part(Consumer<Throwable> onFailure) {
    Lifecycle part = new Lifecycle(service, onFailure);
    parts.removeIf(Lifecycle::isEnded);
    parts.add(part);
    part.follow(state.get().phase()); // the service may have been told to end already
    return part;
  }

  /**
   * Starts the service's own thread; may be called only once.
   *
   * @param work returns when the service is told to close or end, or has nothing more to do; may be
   *     interrupted
   * @param cleanUp closes what the work has used, however the work ended; is never interrupted
   */
  public void start(String threadName, Work work, Work cleanUp) {
    Thread thread = new Thread(() -> live(work, cleanUp), threadName);
    thread.setDaemon(true);
    synchronized (interrupting) {
      interruptible = Optional.of(thread);
    }
    thread.start();
  }

  private void live(Work work, Work cleanUp) {
    try {
      attempt(work);
      close();
      endInterrupts();
      attempt(cleanUp);
    } finally {
      advance(Phase.ENDED);
      ended.countDown();
    }
  }

  private void attempt(Work work) {
    try {
      work.run();
    } catch (InterruptedException | InterruptException | StoppedException e) {
      if (isRunning()) {
        fail(e);
      } else {
        log.debug("The {} was told to end while it waited", service, e);
      }
    } catch (Exception | Error e) {
      fail(e);
    }
  }

  private void endInterrupts() {
    synchronized (interrupting) {
      interruptible = Optional.empty();
      boolean unused = Thread.interrupted(); // an interrupted thread cannot close clients cleanly
    }
  }

  /** Asks for an orderly end: the work at hand is finished. */
  public void close() {
    advance(Phase.CLOSING);
  }

  /** Asks for an end at once: the work at hand is dropped. */
  public void abandon() {
    advance(Phase.ABANDONED);
  }

  /**
   * Ends the service at once because of a failure. Only the first failure counts, and none counts
   * after {@link #abandon}.
   */
  public void fail(Throwable cause) {
    State before = state.getAndUpdate(now -> now.failed(cause));
    signal();
    if (before.goesOn()) {
      onFailure.accept(cause);
    } else {
      log.debug("The {} failed after its end", service, cause);
    }
  }

  private void report(Throwable cause) {
    if (cause instanceof ConfigException) {
      log.debug("The settings cannot work", cause); // the user is told in one sentence
    } else {
      log.error("The {} stops: {}", service, cause.getMessage(), cause);
    }
  }

  private void advance(Phase next) {
    state.updateAndGet(now -> now.atLeast(next));
    signal();
  }

  private void signal() {
    if (!isRunning()) {
      closing.countDown();
    }
    if (isOver()) {
      abandoned.countDown();
    }
    Phase phase = state.get().phase();
    parts.forEach(part -> part.follow(phase));
  }

  /** Takes over what the service was told; the end itself is each one's own. */
  private void follow(Phase ofService) {
    advance(ofService == Phase.ENDED ? Phase.ABANDONED : ofService);
  }

  /**
   * Asks for an end at once, and interrupts the work so that it waits for nothing more. The
   * clean-up is not interrupted.
   */
  public void interrupt() {
    abandon();
    synchronized (interrupting) {
      interruptible.ifPresent(Thread::interrupt);
    }
    parts.forEach(Lifecycle::interrupt);
  }

  /**
   * Stops the service and waits until it has ended: in order if that takes no longer than {@code
   * orderly}, otherwise by an interrupt. After the interrupt it waits 20 s more, since computing
   * cannot be interrupted. If the caller is interrupted, it stops waiting and stays interrupted.
   *
   * @param orderly how long to wait for an orderly end
   */
  public void stop(Duration orderly) {
    close();
    try {
      if (awaitEnd(orderly)) {
        return;
      }
      interrupt();
      if (!awaitEnd(FORCED)) {
        log.warn("The {} has not ended in time and is left as it is", service);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Returns whether no end has been asked for yet. */
  public boolean isRunning() {
    return state.get().phase() == Phase.RUNNING;
  }

  /** Returns whether the work at hand is to be dropped. */
  public boolean isOver() {
    return !state.get().goesOn();
  }

  /** Returns whether everything is done and closed. */
  public boolean isEnded() {
    return ended.getCount() == 0;
  }

  /** Returns the failure that has ended the service, or is about to. */
  public Optional<Throwable> failure() {
    return state.get().failure();
  }

  /** Waits at most {@code time} until any end is asked for; returns whether one is. */
  public boolean awaitClosing(Duration time) throws InterruptedException {
    return await(closing, time);
  }

  /** Waits at most {@code time} until an end at once is asked for; returns whether one is. */
  public boolean awaitAbandoned(Duration time) throws InterruptedException {
    return await(abandoned, time);
  }

  /** Waits at most {@code time} until everything is done and closed; returns whether it is. */
  public boolean awaitEnd(Duration time) throws InterruptedException {
    return await(ended, time);
  }

  private static boolean await(CountDownLatch latch, Duration time) throws InterruptedException {
    return latch.await(time.toNanos(), TimeUnit.NANOSECONDS);
  }

  /**
   * Waits as {@link Service#awaitTermination(Duration)} does.
   *
   * @throws ConfigException if the service failed because of its settings
   * @throws ServiceException if it failed for another reason
   */
  public boolean awaitTermination(Duration time) throws InterruptedException {
    if (!awaitEnd(time)) {
      return false;
    }
    failure()
        .ifPresent(
            cause -> {
              throw cause instanceof ConfigException fault
                  ? fault
                  : new ServiceException(service, cause);
            });
    return true;
  }
}
