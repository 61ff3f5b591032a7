package io.headwater.trainer;

/** The number of threads that the engine uses for one tensor operation. */
public final class EngineThreads {
  private static final String PROPERTY = "ai.djl.pytorch.num_threads";

  private EngineThreads() {}

  /**
   * Sets the number of threads. Call this before the engine starts, since the engine reads the
   * number once, at its start.
   *
   * @param threads number of threads; 0 leaves it to the engine
   */
  public static void set(int threads) {
    if (threads > 0) {
      System.setProperty(PROPERTY, Integer.toString(threads));
    }
  }
}
