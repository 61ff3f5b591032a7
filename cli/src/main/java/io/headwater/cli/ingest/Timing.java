package io.headwater.cli.ingest;

import io.headwater.ingest.transfer.Pace;
import io.headwater.ingest.transfer.Replay;
import io.headwater.ingest.transfer.Transfer;
import io.headwater.schemas.LabeledExample;
import java.util.Optional;
import picocli.CommandLine.Option;

/** When examples are sent, as options of a command. */
public final class Timing implements Transfer.Turn {

  @Option(names = "--rate", paramLabel = "COUNT", description = "Examples a second at most.")
  private Optional<Double> rate = Optional.empty();

  @Option(
      names = "--speed",
      paramLabel = "FACTOR",
      description = {
        "Sends examples when they happened, so many times as fast as in life. Rows must be in the"
            + " order of their times; one that is late is sent at once and counted."
      })
  private Optional<Double> speed = Optional.empty();

  private Pace pace = Pace.unbounded();
  private Optional<Replay> replay = Optional.empty();

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
          pace = Pace.perSecond(perSecond);
        });
    replay = speed.map(Replay::at);
  }

  /** Returns the examples a second that were asked for; 0 for no limit. */
  public double rate() {
    return rate.orElse(0.0);
  }

  @Override
  public void await(LabeledExample example) throws InterruptedException {
    pace.await();
    if (replay.isPresent()) {
      replay.get().await(example.getOccurredAt());
    }
  }

  /** Returns how many examples came later than their time. */
  public long outOfOrder() {
    return replay.map(Replay::outOfOrder).orElse(0L);
  }
}
