package io.headwater.trainer;

import io.headwater.service.config.ServiceConfig;
import io.headwater.service.lifecycle.Lifecycle;
import io.headwater.service.lifecycle.Service;
import io.headwater.trainer.internal.Session;
import io.headwater.trainer.internal.Sessions;
import io.headwater.trainer.internal.StatusBoard;
import io.headwater.trainer.internal.TrainerModule;
import io.headwater.trainer.internal.UnsavedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.config.ConfigException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running trainer, which learns from every examples topic and announces checkpoints.
 *
 * <p>One trainer of a model leads; any others stand by until it is gone. A leader that loses the
 * model, for example because the brokers have not heard of it for too long, stops learning and
 * stands by too; what it did since its last checkpoint does not count.
 */
public final class Trainer implements Service {
  private static final Logger LOG = LoggerFactory.getLogger(Trainer.class);

  /** How long to wait for the step in progress, which is not interrupted. */
  private static final Duration ABANDONED = Duration.ofSeconds(20);

  private final Lifecycle lifecycle = new Lifecycle("trainer");
  private final StatusBoard board = new StatusBoard();
  private final Sessions sessions;
  private final Duration stopTimeout;
  private final String model;
  private final String store;
  private final long began = System.nanoTime();

  private Trainer(TrainerConfig config, ComputeConfig compute) {
    this.sessions =
        new Sessions(
            part ->
                new Session(new TrainerModule(config, compute, part, board), config, part, board),
            config.modelName(),
            lifecycle,
            board);
    this.stopTimeout = config.stopTimeout();
    this.model = config.modelName();
    this.store = config.getString(ServiceConfig.CHECKPOINT_STORE);
  }

  /**
   * Starts a trainer and returns at once. The trainer waits for a broker or registry that cannot be
   * reached.
   *
   * @throws ConfigException if the configuration cannot work on this machine; its message is one
   *     sentence
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
        .path()
        .ifPresent(
            path ->
                requireReadable(
                    TrainerConfig.MODEL_INIT,
                    path,
                    Files.isRegularFile(path) ? path : path.resolve("config.json"),
                    "minilm, random, a folder with a readable config.json or an ONNX export"));
    Trainer trainer = new Trainer(config, config.compute());
    trainer.lifecycle.start("trainer", trainer.sessions::run, trainer.sessions::close);
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

  @Override
  public List<String> summary() {
    return status().summary(model, store, Duration.ofNanos(System.nanoTime() - began));
  }

  /** Returns how the trainer is doing. */
  public TrainerStatus status() {
    return board.status();
  }

  @Override
  public boolean awaitTermination(Duration time) throws InterruptedException {
    return lifecycle.awaitTermination(time);
  }

  /**
   * Stops without a final checkpoint, as a crash would. Everything done since the last checkpoint
   * is discarded.
   */
  public void abandon() {
    lifecycle.abandon();
    lifecycle.stop(ABANDONED);
  }

  /**
   * {@inheritDoc}
   *
   * <p>Finishes the block in progress and announces a final checkpoint. If that takes longer than
   * half of the stop timeout, because of a long block, a large model or a broker that cannot be
   * reached, the final checkpoint is given up: everything done since the last checkpoint is
   * discarded, and the next trainer does it again. If checkpoints could not be written before, that
   * is a {@link #failure()}.
   */
  @Override
  public void close() {
    lifecycle.close();
    TrainerStatus.State state = board.status().state();
    if (state == TrainerStatus.State.STARTING || state == TrainerStatus.State.RECOVERING) {
      // There is nothing to finish, and the thread may be waiting for a broker.
      lifecycle.stop(Duration.ZERO);
      return;
    }
    try {
      if (!lifecycle.awaitEnd(stopTimeout.dividedBy(2))) {
        LOG.warn("There is no time for a last checkpoint; {}", board.status());
        board.status().trouble().ifPresent(reason -> lifecycle.fail(new UnsavedException(reason)));
        lifecycle.abandon();
        lifecycle.stop(stopTimeout.dividedBy(10));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
