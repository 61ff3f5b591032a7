package io.headwater.ingest.transfer;

import io.headwater.service.terminal.Screen;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Shows how far rows are read: in place on a terminal, otherwise in the log. */
public final class TransferProgress implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TransferProgress.class);
  private static final int BAR = 30;
  private static final long REDRAW_MILLIS = 500;
  private static final long SAY_MILLIS = 10_000;

  private final String done;
  private final LongSupplier taken;
  private final LongSupplier refused;
  private final Supplier<OptionalDouble> share;
  private final Screen screen;
  private final long begun = System.nanoTime();
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "ingest-progress"));

  /**
   * Makes a display that shows nothing until {@link #start}.
   *
   * @param done what was done with the rows that were taken, such as "sent"
   * @param share how much of all is done, from 0 to 1; empty if that is not known
   */
  public TransferProgress(
      String done,
      LongSupplier taken,
      LongSupplier refused,
      Supplier<OptionalDouble> share,
      PrintStream out) {
    this.done = done;
    this.taken = taken;
    this.refused = refused;
    this.share = share;
    this.screen = new Screen(out);
  }

  /** Starts showing progress. */
  public void start() {
    long every = Screen.available() ? REDRAW_MILLIS : SAY_MILLIS;
    var unused = clock.scheduleAtFixedRate(this::show, every, every, TimeUnit.MILLISECONDS);
  }

  private void show() {
    String line = line(Duration.ofNanos(System.nanoTime() - begun));
    if (Screen.available()) {
      screen.draw(List.of(line));
    } else {
      LOG.info("{}", line);
    }
  }

  /** Returns the progress line: counts and rate, and if the share is known a bar and time left. */
  private String line(Duration elapsed) {
    double seconds = Math.max(1e-3, elapsed.toMillis() / 1e3);
    double part = share.get().orElse(0);
    long rows = taken.getAsLong();
    long bad = refused.getAsLong();
    int full = (int) (BAR * Math.min(1, part));
    String bar =
        part > 0
            ? String.format(
                Locale.ROOT,
                "[%s%s] %.0f %%  ",
                "#".repeat(full),
                ".".repeat(BAR - full),
                100 * part)
            : "";
    long left = (long) (seconds * (1 - part) / part);
    return bar
        + String.format(
            Locale.ROOT, "%,d %s, %,d refused, %,.0f/s", rows, done, bad, (rows + bad) / seconds)
        + (part > 0
            ? String.format(
                Locale.ROOT, ", %d:%02d:%02d left", left / 3600, left / 60 % 60, left % 60)
            : "");
  }

  @Override
  public void close() {
    clock.shutdownNow();
    if (Screen.available()) {
      show();
    }
  }
}
