package io.headwater.cli.ingest;

import io.headwater.ingest.transfer.RateLimiter;
import io.headwater.ingest.transfer.TimedReplay;
import io.headwater.ingest.transfer.Transfer;
import io.headwater.schemas.LabeledExample;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options of a command that decide when examples are sent. */
public final class Timing implements Transfer.Turn {

  @Option(
      names = "--rate",
      paramLabel = "COUNT",
      description = "At most this many examples per second.")
  private Optional<Double> rate = Optional.empty();

  @Option(
      names = "--speed",
      paramLabel = "FACTOR",
      description = {
        "Replays examples by their own times, this many times as fast. Rows must be in the"
            + " order of their times; one that is late is sent at once and counted."
      })
  private Optional<Double> speed = Optional.empty();

  private RateLimiter limiter = RateLimiter.unbounded();
  private Optional<TimedReplay> replay = Optional.empty();

  /**
   * Starts the clocks.
   *
   * @throws IllegalArgumentException if a number is not above 0
   */
  public void prepare() {
    rate.ifPresent(
        perSecond -> {
          if (!(perSecond > 0)) {
            throw new IllegalArgumentException("--rate is " + perSecond + " but must be above 0");
          }
          limiter = RateLimiter.perSecond(perSecond);
        });
    replay = speed.map(TimedReplay::at);
  }

  /** Returns the requested limit in examples per second; 0 for no limit. */
  public double rate() {
    return rate.orElse(0.0);
  }

  @Override
  public void await(LabeledExample example) throws InterruptedException {
    limiter.await();
    if (replay.isPresent()) {
      replay.get().await(example.getOccurredAt());
    }
  }

  /** Returns the number of examples that came later than their time. */
  public long outOfOrder() {
    return replay.map(TimedReplay::outOfOrder).orElse(0L);
  }
}
