package io.headwater.trainer;

/** How many threads the engine gives one tensor operation. */
public final class EngineThreads {
  private static final String PROPERTY = "ai.djl.pytorch.num_threads";

  private EngineThreads() {}

  /**
   * Sets the number for an engine that has not started: it reads it then, and never again.
   *
   * @param threads number of threads; 0 leaves it to the engine
   */
  public static void set(int threads) {
    if (threads > 0) {
      System.setProperty(PROPERTY, Integer.toString(threads));
    }
  }
}
