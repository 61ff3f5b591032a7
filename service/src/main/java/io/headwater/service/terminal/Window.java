package io.headwater.service.terminal;

import java.io.File;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The window of the terminal that this process runs in.
 *
 * <p>Its size is asked of the system's {@code stty}, since Java cannot tell, at first and after
 * each change.
 */
public final class Window implements Supplier<Window.Size> {

  /**
   * A number of columns and rows.
   *
   * @param columns characters in a line
   * @param rows lines
   */
  public record Size(int columns, int rows) {
    /** What every terminal has had since the first; used where none can be asked. */
    public static final Size USUAL = new Size(80, 24);
  }

  private static final Pattern SIZE = Pattern.compile("([1-9]\\d*) ([1-9]\\d*)\\s*");
  private static final long PATIENCE_SECONDS = 2;

  private final Supplier<Optional<Size>> terminal;
  private volatile boolean changed = true;
  private Size size = Size.USUAL;

  Window(Supplier<Optional<Size>> terminal) {
    this.terminal = terminal;
  }

  /** Returns this process's window. */
  public static Window ofProcess() {
    Window window = new Window(Window::ask);
    onSignal("WINCH", window::change);
    return window;
  }

  /** Has the size asked for again. */
  void change() {
    changed = true;
  }

  /** Returns the size now, or the last one known, at first {@link Size#USUAL}. */
  @Override
  public synchronized Size get() {
    if (changed) {
      changed = false;
      size = terminal.get().orElse(size);
    }
    return size;
  }

  private static Optional<Size> ask() {
    try {
      Process stty =
          new ProcessBuilder("stty", "size")
              .redirectInput(new File("/dev/tty"))
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (!stty.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        stty.destroyForcibly();
        return Optional.empty();
      }
      return parse(new String(stty.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      return Optional.empty(); // no terminal, or a system without the command
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  /** Reads rows and columns; a terminal that does not know them says zero. */
  static Optional<Size> parse(String answer) {
    Matcher found = SIZE.matcher(answer);
    return found.matches()
        ? Optional.of(new Size(Integer.parseInt(found.group(2)), Integer.parseInt(found.group(1))))
        : Optional.empty();
  }

  /** Has a signal call an action, by reflection: the compiler warns of the class that can. */
  private static void onSignal(String name, Runnable action) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      InvocationHandler calls =
          (proxy, method, arguments) ->
              switch (method.getName()) {
                case "handle" -> {
                  action.run();
                  yield null;
                }
                case "equals" -> proxy == arguments[0];
                case "hashCode" -> System.identityHashCode(proxy);
                default -> name;
              };
      signal
          .getMethod("handle", signal, handler)
          .invoke(
              null,
              signal.getConstructor(String.class).newInstance(name),
              Proxy.newProxyInstance(
                  Window.class.getClassLoader(), new Class<?>[] {handler}, calls));
    } catch (ReflectiveOperationException | RuntimeException e) {
      // Then the window keeps the size that it had at the start.
      System.getLogger(Window.class.getName())
          .log(System.Logger.Level.DEBUG, "changes of the window are not seen", e);
    }
  }
}
