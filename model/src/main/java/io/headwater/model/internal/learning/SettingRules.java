package io.headwater.model.internal.learning;

import io.headwater.model.learning.StepSettings;
import io.headwater.model.learning.TaskWeights;
import java.util.List;

/** Checks a step's settings, so that a bad number is reported before it spoils the parameters. */
final class SettingRules {
  private SettingRules() {}

  static void check(StepSettings settings, int tasks) {
    double rate = settings.learningRate();
    require(rate >= 0 && Double.isFinite(rate), "learningRate", rate, "finite and at least 0");
    requireFactor("factor of the modules' rate", settings.rateFactors().modules());
    requireFactor("factor from layer to layer", settings.rateFactors().layers());
    require(settings.clipNorm() > 0, "clipNorm", settings.clipNorm(), "above 0");
    if (settings.weights() instanceof TaskWeights.Given given) {
      checkWeights(given.weights(), tasks);
    }
  }

  private static void requireFactor(String name, double factor) {
    require(factor >= 0 && Double.isFinite(factor), name, factor, "finite and at least 0");
  }

  /** Checks the weights of {@code tasks} tasks. */
  static List<Double> checkWeights(List<Double> weights, int tasks) {
    if (weights.size() != tasks) {
      throw new IllegalArgumentException(
          "number of task weights is "
              + weights.size()
              + " but must be that of the tasks, "
              + tasks);
    }
    for (double weight : weights) {
      require(weight >= 0 && Double.isFinite(weight), "task weight", weight, "finite, at least 0");
    }
    return weights;
  }

  private static void require(boolean holds, String name, double value, String allowed) {
    if (!holds) {
      throw new IllegalArgumentException(name + " is " + value + " but must be " + allowed);
    }
  }
}
