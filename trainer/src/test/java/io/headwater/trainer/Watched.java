package io.headwater.trainer;

import java.time.Duration;

/** What is running while a test waits for what comes of it. */
public interface Watched {
  /** Waits at most a time for an end that ends the waiting too; returns whether it has come. */
  boolean awaitEnd(Duration time) throws InterruptedException;

  /** Returns what was said so far. */
  String log();
}
