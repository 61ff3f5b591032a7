package io.headwater.cluster.internal;

import java.io.IOException;
import java.io.InputStream;

/**
 * Runs the registry server for as long as standard input stays open.
 *
 * <p>The other end is the process that started this one. However that ends, the pipe closes, and no
 * server is left behind. Runs beside the server's own libraries, so it may use nothing but the JDK.
 */
public final class RegistryMain {
  private static final String SERVER = "io.quarkus.runner.GeneratedMain";

  private RegistryMain() {}

  /** Starts the server with the arguments. */
  public static void main(String[] arguments) throws ReflectiveOperationException {
    Thread watch = new Thread(() -> haltAtEndOf(System.in), "parent-watch");
    watch.setDaemon(true);
    watch.start();
    Class.forName(SERVER).getMethod("main", String[].class).invoke(null, (Object) arguments);
  }

  private static void haltAtEndOf(InputStream input) {
    try {
      while (input.read() >= 0) {
        // Nothing is ever sent; only the end matters.
      }
    } catch (IOException e) {
      // As good as the end: no one holds the other side any more.
    }
    Runtime.getRuntime().halt(0); // the store is written at each commit; nothing is left to save
  }
}
