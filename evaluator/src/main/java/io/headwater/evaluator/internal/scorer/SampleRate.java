package io.headwater.evaluator.internal.scorer;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/**
 * The share of examples that is scored, lowered while the scorer falls behind the trainer.
 *
 * <p>A hash of an example's task and id alone decides whether it is in the sample, so a sample at a
 * lower rate is contained in one at a higher rate. Safe for use by many threads.
 */
public final class SampleRate {
  private static final double LEAST = 0.01;
  private static final double DOWN = 0.7;
  private static final double UP = 1.15;
  private static final double CRC_RANGE = 4294967296.0;

  private final long tolerated;
  private volatile double rate = 1;

  /**
   * Makes a sample with an initial rate of 1.
   *
   * @param tolerated records the scorer may be behind before the rate is lowered
   */
  public SampleRate(long tolerated) {
    this.tolerated = tolerated;
  }

  /** Returns the rate, above 0 and at most 1. */
  public double rate() {
    return rate;
  }

  /** Returns whether an example is in the sample. */
  public boolean selects(String task, String id) {
    double current = rate;
    if (current >= 1) {
      return true;
    }
    CRC32C hash = new CRC32C();
    hash.update(task.getBytes(StandardCharsets.UTF_8));
    hash.update(0);
    hash.update(id.getBytes(StandardCharsets.UTF_8));
    return hash.getValue() / CRC_RANGE < current;
  }

  /**
   * Moves the rate by one step; called about once a second.
   *
   * @param behind records the newest version has trained through and the scorer has not seen
   */
  public synchronized void adapt(long behind) {
    if (behind > tolerated) {
      rate = Math.max(LEAST, rate * DOWN);
    } else if (behind <= tolerated / 4) {
      rate = Math.min(1, rate * UP);
    }
  }
}
