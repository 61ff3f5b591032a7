package io.headwater.service.terminal;

import java.io.File;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Draws in the terminal it runs in, makes that another width, and draws again. */
final class ResizedProgram {
  private static final long PATIENCE_NANOS = 20_000_000_000L;

  private ResizedProgram() {}

  /** Runs; the argument is the second number of columns. */
  public static void main(String[] arguments) throws Exception {
    AtomicInteger shown = new AtomicInteger();
    Screen screen = new Screen(System.out);
    draw(screen, shown);
    draw(screen, shown);
    int first = shown.get();
    int code =
        new ProcessBuilder("stty", "cols", arguments[0])
            .redirectInput(new File("/dev/tty"))
            .start()
            .waitFor();
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (code == 0 && shown.get() == first && System.nanoTime() < deadline) {
      draw(screen, shown);
    }
    draw(screen, shown);
  }

  private static void draw(Screen screen, AtomicInteger shown) {
    screen.draw(
        width -> {
          shown.set(width);
          return List.of("width " + width, "-".repeat(300), "中".repeat(200), "end");
        });
  }
}
