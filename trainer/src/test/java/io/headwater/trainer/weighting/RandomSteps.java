package io.headwater.trainer.weighting;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Steps of up to four tasks with any losses and gradients, each of them present or absent. */
final class RandomSteps {
  private static final List<String> TASKS = List.of("a", "b", "c", "d");

  private final Random random;

  RandomSteps(long seed) {
    this.random = new Random(seed);
  }

  /**
   * A step.
   *
   * @param before losses and gradients of the present tasks
   * @param after losses after it
   * @param seed its seed
   */
  record Step(StepGradients before, StepLosses after, long seed) {
    List<String> tasks() {
      return before.tasks();
    }
  }

  /** Returns a step of a random choice of tasks, at least one. */
  Step next() {
    List<String> tasks = new ArrayList<>();
    while (tasks.isEmpty()) {
      TASKS.stream().filter(task -> random.nextInt(3) > 0).forEach(tasks::add);
    }
    return of(tasks);
  }

  /** Returns a step of tasks. */
  Step of(List<String> tasks) {
    List<List<Double>> gradients = new ArrayList<>();
    List<Double> before = new ArrayList<>();
    List<Double> after = new ArrayList<>();
    for (int i = 0; i < tasks.size(); i++) {
      // Losses and gradients of very different sizes; some losses and gradients are 0.
      double size = Math.pow(10, random.nextInt(7) - 3);
      double loss = random.nextInt(20) == 0 ? 0 : size * random.nextDouble();
      before.add(loss);
      after.add(loss * (0.5 + random.nextDouble()));
      double length = random.nextInt(20) == 0 ? 0 : Math.pow(10, random.nextInt(7) - 3);
      gradients.add(random.doubles(5, -1, 1).map(x -> length * x).boxed().toList());
    }
    List<List<Double>> products =
        gradients.stream()
            .map(row -> gradients.stream().map(column -> Vectors.dot(row, column)).toList())
            .toList();
    return new Step(
        new StepGradients(new StepLosses(tasks, before), products),
        new StepLosses(tasks, after),
        random.nextLong());
  }

  /** Returns a strategy's raw weights. */
  static List<Double> weights(TaskWeighting weighting, Step step) {
    if (weighting instanceof TaskWeighting.ByHistory history) {
      return history.weights(step.tasks());
    }
    if (weighting instanceof TaskWeighting.ByLosses byLosses) {
      return byLosses.weights(step.before().losses());
    }
    return ((TaskWeighting.ByGradients) weighting).weights(step.before(), step.seed());
  }

  /** Tells a strategy of a step. */
  static void observe(TaskWeighting weighting, Step step) {
    if (weighting instanceof TaskWeighting.ByHistory history) {
      history.observe(step.before().losses());
    } else if (weighting instanceof TaskWeighting.ByLosses byLosses) {
      byLosses.observe(step.before().losses(), step.after());
    } else {
      ((TaskWeighting.ByGradients) weighting).observe(step.before());
    }
  }
}
