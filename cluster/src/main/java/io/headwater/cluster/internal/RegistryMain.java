package io.headwater.cluster.internal;

import java.io.IOException;
import java.io.InputStream;

/**
 * Runs the registry server for as long as standard input stays open.
 *
 * <p>The process that started this one holds the other end of the pipe. However that process ends,
 * the pipe closes, so no server is left behind. This class runs beside the server's own libraries,
 * so it may use nothing but the JDK.
 */
public final class RegistryMain {
  private static final String SERVER = "io.quarkus.runner.GeneratedMain";

  private RegistryMain() {}

  /** Starts the server with the given arguments. */
  public static void main(String[] arguments) throws ReflectiveOperationException {
    Thread watch = new Thread(() -> haltAtEndOf(System.in), "parent-watch");
    watch.setDaemon(true);
    watch.start();
    Class.forName(SERVER).getMethod("main", String[].class).invoke(null, (Object) arguments);
  }

  private static void haltAtEndOf(InputStream input) {
    try {
      while (input.read() >= 0) {
        // Nothing is ever sent; only the end of the stream matters.
      }
    } catch (IOException e) {
      // As good as the end of the stream: nobody holds the other end any more.
    }
    Runtime.getRuntime().halt(0); // the store is written at each commit; nothing is left to save
  }
}
