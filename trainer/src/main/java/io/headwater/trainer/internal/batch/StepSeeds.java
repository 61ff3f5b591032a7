package io.headwater.trainer.internal.batch;

/**
 * Seeds that depend only on the trainer's seed and the number of a step, so that a resumed trainer
 * draws the same random numbers as an uninterrupted one.
 *
 * @param seed seed of the trainer
 */
public record StepSeeds(long seed) {
  private static final long SHUFFLE = 0x5348_5546L;
  private static final long STEP = 0x5354_4550L;

  /** Returns the seed that shuffles the block whose first step is {@code firstStep}. */
  public long shuffle(long firstStep) {
    return mix(mix(seed ^ SHUFFLE) + firstStep);
  }

  /**
   * Returns the seed of a step's random numbers. It is not negative and fits into 24 bits, since
   * the programs read it from a float array as well as from a long.
   */
  public long step(long step) {
    return mix(mix(seed ^ STEP) + step) >>> 40;
  }

  /** Mixes bits by the finaliser of SplitMix64 (Steele, Lea and Flood, OOPSLA 2014). */
  private static long mix(long value) {
    long z = value + 0x9E37_79B9_7F4A_7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58_476D_1CE4_E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D0_49BB_1331_11EBL;
    return z ^ (z >>> 31);
  }
}
