package io.headwater.service.terminal;

import java.io.PrintStream;
import java.util.List;

/** Draws lines in place of those drawn before, on terminals that understand ANSI escapes. */
public final class Screen {
  private static final String UP = "\u001b[%dA";
  private static final String CLEAR_LINE = "\u001b[2K";
  private static final String CLEAR_BELOW = "\u001b[0J";

  private final PrintStream out;
  private int drawn;

  /** Makes a screen that draws to a stream. */
  public Screen(PrintStream out) {
    this.out = out;
  }

  /**
   * Returns whether standard output is a terminal that can be redrawn. The start script sets this,
   * since it can tell on every version of Java.
   */
  public static boolean available() {
    return Boolean.getBoolean("headwater.terminal");
  }

  /** Replaces what was drawn last. */
  public synchronized void draw(List<String> lines) {
    StringBuilder text = new StringBuilder();
    if (drawn > 0) {
      text.append(UP.formatted(drawn));
    }
    for (String line : lines) {
      text.append('\r').append(CLEAR_LINE).append(line).append(System.lineSeparator());
    }
    text.append(CLEAR_BELOW);
    out.print(text);
    out.flush();
    drawn = lines.size();
  }
}
