package io.headwater.cli.terminal;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.function.Supplier;

/** Reports the progress of a long command, at most every few seconds. */
public final class Progress {
  private static final Duration BETWEEN = Duration.ofSeconds(3);

  private final PrintWriter out;
  private long said = System.nanoTime();

  public Progress(PrintWriter out) {
    this.out = out;
  }

  /** Prints a line now. */
  public void say(Supplier<String> line) {
    said = System.nanoTime();
    out.println(line.get());
    out.flush();
  }

  /** Prints a line, unless one was printed in the last few seconds. */
  public void sayNowAndThen(Supplier<String> line) {
    if (System.nanoTime() - said > BETWEEN.toNanos()) {
      say(line);
    }
  }
}
