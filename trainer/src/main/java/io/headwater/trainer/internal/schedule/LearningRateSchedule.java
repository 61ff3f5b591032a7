package io.headwater.trainer.internal.schedule;

/**
 * The learning rate of each step. It depends only on the step, so that a resumed run uses the same
 * rates.
 */
@FunctionalInterface
public interface LearningRateSchedule {

  /** Returns the rate of a step; the first step is 1. */
  double rate(long step);

  /**
   * Returns a rate that rises linearly over the first {@code warmUpSteps} steps and then stays
   * constant, since a stream has no end to decay towards.
   */
  static LearningRateSchedule constantAfterWarmUp(double rate, long warmUpSteps) {
    return step -> step >= warmUpSteps ? rate : rate * step / warmUpSteps;
  }

  /** Returns this schedule times {@code factor^step}: eta_t = eta_0 gamma^t of arXiv 2412.04718. */
  default LearningRateSchedule decaying(double factor) {
    return step -> rate(step) * StrictMath.pow(factor, (double) step);
  }
}
