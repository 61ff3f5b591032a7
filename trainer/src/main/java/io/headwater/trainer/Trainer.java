package io.headwater.trainer;

import io.headwater.service.lifecycle.Service;
import io.headwater.trainer.internal.Lifecycle;
import io.headwater.trainer.internal.Session;
import io.headwater.trainer.internal.StatusBoard;
import io.headwater.trainer.internal.TrainerModule;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.config.ConfigException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running trainer: learns from every examples topic, and announces checkpoints.
 *
 * <p>One trainer of a model leads; others started beside it stand by until it is gone.
 */
public final class Trainer implements Service {
  private static final Logger LOG = LoggerFactory.getLogger(Trainer.class);
  private static final long FORCED_MILLIS = TimeUnit.SECONDS.toMillis(20);

  private final Lifecycle lifecycle = new Lifecycle();
  private final StatusBoard board = new StatusBoard();
  private final Session session;
  private final long stopMillis;
  private final Thread thread;

  private Trainer(TrainerConfig config, ComputeConfig compute) {
    this.session =
        new Session(new TrainerModule(config, compute, lifecycle, board), config, lifecycle, board);
    this.stopMillis = config.stopTimeout().toMillis();
    this.thread = new Thread(session::run, "trainer-step");
    thread.setDaemon(true);
  }

  /**
   * Starts a trainer and returns at once; a broker or registry that is away is waited for.
   *
   * @throws ConfigException if the configuration cannot work on this machine, in one sentence
   */
  public static Trainer start(TrainerConfig config) {
    config
        .tokenizerFile()
        .ifPresent(
            file ->
                requireReadable(
                    TrainerConfig.TOKENIZER_FILE,
                    file,
                    file,
                    "a readable tokenizer.json, such as headwater tokenizer train makes"));
    config
        .init()
        .ifPresent(
            folder ->
                requireReadable(
                    TrainerConfig.MODEL_INIT,
                    folder,
                    folder.resolve("config.json"),
                    "a folder with a readable config.json"));
    Trainer trainer = new Trainer(config, config.compute());
    trainer.thread.start();
    return trainer;
  }

  private static void requireReadable(String key, Path value, Path file, String allowed) {
    if (!Files.isReadable(file)) {
      throw new ConfigException(key + " is " + value + " but must be " + allowed);
    }
  }

  @Override
  public Optional<Throwable> failure() {
    return lifecycle.failure();
  }

  @Override
  public boolean isHealthy() {
    return status().isAtWork();
  }

  @Override
  public String statusText() {
    return status().toText();
  }

  /** Returns how the trainer is doing. */
  public TrainerStatus status() {
    return board.status();
  }

  /**
   * Waits until the trainer has stopped.
   *
   * @throws TrainerException if it stopped because of a failure, which is the cause
   */
  @Override
  public void awaitTermination() throws InterruptedException {
    thread.join();
    lifecycle
        .failure()
        .ifPresent(
            cause -> {
              throw new TrainerException(cause);
            });
  }

  /**
   * Waits at most a time until the trainer has stopped; returns whether it has.
   *
   * @throws TrainerException if it stopped because of a failure, which is the cause
   */
  @Override
  public boolean awaitTermination(Duration time) throws InterruptedException {
    thread.join(Math.max(1, time.toMillis()));
    if (thread.isAlive()) {
      return false;
    }
    awaitTermination();
    return true;
  }

  /**
   * Stops without a last checkpoint, as a crash would: what was done since the last never happened.
   */
  public void abandon() {
    lifecycle.abandon();
    join(FORCED_MILLIS);
    interrupt();
  }

  /**
   * Finishes the block in work, announces a last checkpoint, and stops.
   *
   * <p>Where that takes longer than {@code stop.timeout.ms} allows, be it a long block, a large
   * model or a broker that is away, the last checkpoint is given up: what was done since the one
   * before never happened, and the next trainer does it again.
   */
  @Override
  public void close() {
    lifecycle.close();
    TrainerStatus.State state = board.status().state();
    if (state == TrainerStatus.State.STARTING || state == TrainerStatus.State.RECOVERING) {
      // There is nothing to finish, and a broker that is away may be waited for.
      interrupt();
      return;
    }
    join(stopMillis / 2);
    if (thread.isAlive()) {
      LOG.warn("There is no time for a last checkpoint; {}", board.status());
      lifecycle.abandon();
      join(stopMillis / 10);
      interrupt();
    }
  }

  /** A step that computes is waited for, which no one can interrupt. */
  private void interrupt() {
    lifecycle.abandon();
    if (!session.isClosing()) {
      thread.interrupt();
    }
    join(FORCED_MILLIS);
  }

  private void join(long millis) {
    try {
      thread.join(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
