package io.headwater.service.terminal;

import java.io.PrintStream;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Draws lines in place of those drawn before, on terminals that understand ANSI escapes.
 *
 * <p>What does not fit into the window is left out: a line that wraps, or scrolls, would be drawn
 * over the next time.
 */
public final class Screen {
  private static final String UP = "\u001b[%dA";
  private static final String CLEAR_LINE = "\u001b[2K";
  private static final String CLEAR_BELOW = "\u001b[0J";
  private static final String CLEAR_ALL = "\u001b[H\u001b[2J";

  private final PrintStream out;
  private final Supplier<Window.Size> window;
  private Optional<Window.Size> size = Optional.empty();
  private int drawn;

  /** Makes a screen that draws to a stream, which is shown in this process's window. */
  public Screen(PrintStream out) {
    this(out, Window.ofProcess());
  }

  /** Makes a screen that draws to a stream, which is shown in a window. */
  public Screen(PrintStream out, Supplier<Window.Size> window) {
    this.out = out;
    this.window = window;
  }

  /**
   * Returns whether standard output is a terminal that can be redrawn. The start script sets this,
   * since it can tell on every version of Java.
   */
  public static boolean available() {
    return Boolean.getBoolean("headwater.terminal");
  }

  /** Replaces what was drawn last. */
  public void draw(List<String> lines) {
    draw(width -> lines);
  }

  /**
   * Replaces what was drawn last.
   *
   * @param lines makes the lines for a number of columns
   */
  public synchronized void draw(Function<Integer, List<String>> lines) {
    StringBuilder text = new StringBuilder();
    Window.Size now = window.get();
    if (size.isPresent() && !now.equals(size.get())) {
      // Where the lines drawn before are in a window that was changed, only the terminal knows.
      text.append(CLEAR_ALL);
      drawn = 0;
    }
    size = Optional.of(now);
    if (drawn > 0) {
      text.append(UP.formatted(drawn));
    }
    int width = now.columns() - 1; // some terminals wrap as soon as the last column is full
    List<String> fitting = lines.apply(width).stream().limit(now.rows() - 1L).toList();
    for (String line : fitting) {
      text.append('\r').append(CLEAR_LINE).append(Columns.cut(line, width));
      text.append(System.lineSeparator());
    }
    text.append(CLEAR_BELOW);
    out.print(text);
    out.flush();
    drawn = fitting.size();
  }
}
