package io.headwater.cli.terminal;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.function.Supplier;

/** Says how far a long command is, at most every few seconds. */
public final class Progress {
  private static final Duration BETWEEN = Duration.ofSeconds(3);

  private final PrintWriter out;
  private long said = System.nanoTime();

  public Progress(PrintWriter out) {
    this.out = out;
  }

  /** Says something now. */
  public void say(Supplier<String> line) {
    said = System.nanoTime();
    out.println(line.get());
    out.flush();
  }

  /** Says something where nothing was said for a while. */
  public void sayNowAndThen(Supplier<String> line) {
    if (System.nanoTime() - said > BETWEEN.toNanos()) {
      say(line);
    }
  }
}
