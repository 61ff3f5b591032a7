package io.headwater.trainer.internal.schedule;

/** The learning rate of each step; a function of the step alone, so that a resumed run agrees. */
@FunctionalInterface
public interface LearningRateSchedule {

  /** Returns the rate of a step, from 1. */
  double rate(long step);

  /**
   * Returns a rate that rises linearly over the first {@code warmUpSteps} steps and then stays: a
   * stream has no end to decay towards.
   */
  static LearningRateSchedule constantAfterWarmUp(double rate, long warmUpSteps) {
    return step -> step >= warmUpSteps ? rate : rate * step / warmUpSteps;
  }

  /** Returns this schedule times {@code factor^step}: eta_t = eta_0 gamma^t of arXiv 2412.04718. */
  default LearningRateSchedule decaying(double factor) {
    return step -> rate(step) * StrictMath.pow(factor, (double) step);
  }
}
