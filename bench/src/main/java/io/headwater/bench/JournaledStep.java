package io.headwater.bench;

import io.headwater.schemas.TrainingStep;
import java.time.Instant;
import java.util.List;

/**
 * A training step as the journal recorded it.
 *
 * @param recordedAt when the step was done
 * @param step the step
 */
record JournaledStep(Instant recordedAt, TrainingStep step) {

  /**
   * Returns the tokens per second of consecutive steps, not counting the first, which in a streamed
   * round waits for the first records to arrive.
   *
   * @throws IllegalArgumentException if there are fewer than two steps
   */
  static double tokensPerSecond(List<JournaledStep> steps) {
    return tokens(steps) * 1e3 / wallMillis(steps);
  }

  /** Returns the tokens of all steps but the first. */
  static long tokens(List<JournaledStep> steps) {
    return steps.stream().skip(1).mapToLong(each -> each.step().getTokens()).sum();
  }

  /**
   * Returns the milliseconds from the end of the first step to the end of the last.
   *
   * @throws IllegalArgumentException if there are fewer than two steps
   */
  static double wallMillis(List<JournaledStep> steps) {
    if (steps.size() < 2) {
      throw new IllegalArgumentException(
          "steps are " + steps.size() + " but must be at least two to be timed");
    }
    Instant end = steps.get(steps.size() - 1).recordedAt();
    return Math.max(1, end.toEpochMilli() - steps.get(0).recordedAt().toEpochMilli());
  }
}
