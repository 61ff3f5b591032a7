package io.headwater.cli.ingest;

import io.headwater.ingest.transfer.Transfer;
import io.headwater.service.terminal.Screen;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Shows the progress of a transfer: in place on a terminal, otherwise in the log. */
public final class TransferProgress implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TransferProgress.class);
  private static final int BAR = 30;
  private static final long REDRAW_MILLIS = 500;
  private static final long SAY_MILLIS = 10_000;

  private final Transfer transfer;
  private final OptionalLong total;
  private final Screen screen;
  private final long begun = System.nanoTime();
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "ingest-progress"));

  /** Makes a display that shows nothing until {@link #start}. */
  public TransferProgress(Transfer transfer, OptionalLong total, PrintStream out) {
    this.transfer = transfer;
    this.total = total;
    this.screen = new Screen(out);
  }

  /** Starts showing progress. */
  public void start() {
    long every = Screen.available() ? REDRAW_MILLIS : SAY_MILLIS;
    var unused = clock.scheduleAtFixedRate(this::show, every, every, TimeUnit.MILLISECONDS);
  }

  private void show() {
    String line =
        line(
            transfer.sent(),
            transfer.refused(),
            total,
            Duration.ofNanos(System.nanoTime() - begun));
    if (Screen.available()) {
      screen.draw(List.of(line));
    } else {
      LOG.info("{}", line);
    }
  }

  /** Returns the progress line: counts and rate, and if the total is known a bar and time left. */
  static String line(long sent, long refused, OptionalLong total, Duration elapsed) {
    long rows = sent + refused;
    double rate = rows / Math.max(1e-3, elapsed.toMillis() / 1e3);
    StringBuilder line = new StringBuilder();
    if (total.isPresent() && total.getAsLong() > 0) {
      double share = Math.min(1, (double) rows / total.getAsLong());
      int full = (int) (BAR * share);
      line.append('[').append("#".repeat(full)).append(".".repeat(BAR - full)).append("] ");
      line.append(String.format(Locale.ROOT, "%.0f %%  ", 100 * share));
    }
    line.append(String.format(Locale.ROOT, "%,d sent, %,d refused, %,.0f/s", sent, refused, rate));
    if (total.isPresent() && rate > 0) {
      long left = (long) (Math.max(0, total.getAsLong() - rows) / rate);
      line.append(
          String.format(
              Locale.ROOT, ", %d:%02d:%02d left", left / 3600, left / 60 % 60, left % 60));
    }
    return line.toString();
  }

  @Override
  public void close() {
    clock.shutdownNow();
    if (Screen.available()) {
      show();
    }
  }
}
