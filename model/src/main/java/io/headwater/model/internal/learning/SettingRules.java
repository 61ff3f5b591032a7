package io.headwater.model.internal.learning;

import io.headwater.model.learning.StepSettings;

/** Checks a step's settings, so that a bad number is named before it spoils the parameters. */
final class SettingRules {
  private SettingRules() {}

  static void check(StepSettings settings, int tasks) {
    int weights = settings.taskWeights().size();
    if (weights != tasks) {
      throw new IllegalArgumentException(
          "number of taskWeights is " + weights + " but must be that of the tasks, " + tasks);
    }
    double rate = settings.learningRate();
    require(rate >= 0 && Double.isFinite(rate), "learningRate", rate, "finite and at least 0");
    require(settings.clipNorm() > 0, "clipNorm", settings.clipNorm(), "above 0");
    for (double weight : settings.taskWeights()) {
      require(weight >= 0 && Double.isFinite(weight), "task weight", weight, "finite, at least 0");
    }
  }

  private static void require(boolean holds, String name, double value, String allowed) {
    if (!holds) {
      throw new IllegalArgumentException(name + " is " + value + " but must be " + allowed);
    }
  }
}
