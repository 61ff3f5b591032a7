package io.headwater.cli.ingest;

import io.headwater.cli.terminal.StopSignal;
import io.headwater.client.ExampleProducer;
import io.headwater.ingest.plan.TaskPlan;
import io.headwater.ingest.source.RowSource;
import io.headwater.ingest.transfer.ExampleReader;
import io.headwater.ingest.transfer.RefusalLog;
import io.headwater.ingest.transfer.Transfer;
import io.headwater.ingest.transfer.TransferProgress;
import io.headwater.schemas.LabeledExample;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Iterator;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Sends examples until there are no more, something fails or Ctrl-C is pressed. */
public final class Sending {

  /**
   * The result of sending.
   *
   * @param sent number of examples the brokers acknowledged
   * @param refused number of refused rows
   * @param seconds time from the first row to the brokers' last answer
   * @param interrupted whether Ctrl-C ended it
   * @param failure what stopped it early; empty if nothing failed
   */
  public record Outcome(
      long sent, long refused, double seconds, boolean interrupted, Optional<Exception> failure) {

    /**
     * Returns a closing sentence for the user.
     *
     * @param what names what was sent
     */
    public String sentence(String what) {
      return String.format(
          Locale.ROOT,
          "%s: %,d sent, %,d refused in %.1f s (%,.0f rows/s)",
          interrupted ? "stopped" : failure.isPresent() ? "failed" : what,
          sent,
          refused,
          seconds,
          (sent + refused) / Math.max(seconds, 1e-3));
    }
  }

  /** What is sent: a source's rows, or ready examples. */
  @FunctionalInterface
  private interface Load {
    /** Hands all of it to the transfer. */
    void send(Transfer transfer) throws IOException, InterruptedException;
  }

  /**
   * How sending ends early.
   *
   * @param stop the signal that ends it
   * @param patience how long to wait for the brokers' answers after the signal
   */
  public record Ending(StopSignal stop, Duration patience) {}

  private Sending() {}

  /**
   * Sends the rows of a source, and closes the producer.
   *
   * @param largest size in bytes of the largest example that can be sent
   * @param mostRefused share of refused rows above which sending fails
   * @param ending how sending ends early
   * @param screen the stream progress is shown on
   */
  public static Outcome rows(
      ExampleProducer producer,
      TaskPlan plan,
      RowSource source,
      int largest,
      double mostRefused,
      Transfer.Turn turn,
      RefusalLog refusals,
      Ending ending,
      PrintStream screen) {
    return run(
        producer,
        new Transfer(producer, turn, refusals::add),
        transfer -> {
          try (var reader =
                  new ExampleReader(source, plan.maker(), largest, mostRefused, producer::encode);
              var progress = progress(transfer, reader::share, screen)) {
            progress.start();
            transfer.run(reader);
          }
        },
        ending);
  }

  /**
   * Sends examples as they are, and closes the producer.
   *
   * @param total number of examples
   * @param ending how sending ends early
   * @param screen the stream progress is shown on
   */
  public static Outcome examples(
      ExampleProducer producer,
      Iterator<LabeledExample> examples,
      long total,
      Transfer.Turn turn,
      Ending ending,
      PrintStream screen) {
    return run(
        producer,
        new Transfer(producer, turn, (row, why) -> {}),
        transfer -> {
          try (var progress =
              progress(
                  transfer, () -> OptionalDouble.of((double) transfer.sent() / total), screen)) {
            progress.start();
            transfer.run(examples);
          }
        },
        ending);
  }

  private static TransferProgress progress(
      Transfer transfer, Supplier<OptionalDouble> share, PrintStream screen) {
    return new TransferProgress("sent", transfer::sent, transfer::refused, share, screen);
  }

  private static Outcome run(
      ExampleProducer producer, Transfer transfer, Load load, Ending ending) {
    boolean interrupted = false;
    Optional<Exception> failure = Optional.empty();
    long begun = System.nanoTime();
    interruptOn(ending.stop());
    try {
      load.send(transfer);
      producer.flush();
    } catch (InterruptedException e) {
      interrupted = true;
    } catch (IOException | RuntimeException e) {
      failure = Optional.of(e);
    }
    try {
      if (interrupted) {
        producer.close(ending.patience());
      } else {
        producer.close();
      }
    } catch (RuntimeException e) {
      failure = failure.isPresent() ? failure : Optional.of(e);
    }
    double seconds = (double) (System.nanoTime() - begun) / TimeUnit.SECONDS.toNanos(1);
    return new Outcome(transfer.sent(), transfer.refused(), seconds, interrupted, failure);
  }

  /** Wakes this thread from whatever it waits for. */
  private static void interruptOn(StopSignal stop) {
    Thread sender = Thread.currentThread();
    Thread watcher =
        new Thread(
            () -> {
              try {
                stop.await();
                sender.interrupt();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            "ingest-stop");
    watcher.setDaemon(true);
    watcher.start();
  }
}
