package io.headwater.cli.bench.learn;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Finds an optimizer's learning rate: the best of a small grid around the usual one, which is gone
 * beyond, a little, where its end is the best.
 */
final class RateSearch {
  private static final List<Double> GRID = List.of(0.25, 0.5, 1.0, 2.0, 4.0);
  private static final int MOST_BEYOND = 2;

  /** Makes the run of an arm. */
  @FunctionalInterface
  interface Trial {
    LearnRun run(Arm arm) throws IOException;
  }

  private RateSearch() {}

  /** Returns how many rates are tried at least. */
  static int least() {
    return GRID.size();
  }

  /**
   * Returns the run of the best rate, by the mean of its exam.
   *
   * @param usual the arm at its usual rate
   */
  static LearnRun best(Arm usual, Trial trial) throws IOException {
    List<LearnRun> runs = new ArrayList<>();
    for (double factor : GRID) {
      runs.add(trial.run(usual.optimizing(usual.optimizer(), usual.rate() * factor)));
    }
    LearnRun best = best(runs);
    double beyond = best == runs.get(0) ? 0.5 : best == runs.get(runs.size() - 1) ? 2 : 1;
    for (int i = 0; beyond != 1 && i < MOST_BEYOND; i++) {
      LearnRun next = trial.run(usual.optimizing(usual.optimizer(), best.arm().rate() * beyond));
      runs.add(next);
      if (best(runs) != next) {
        break;
      }
      best = next;
    }
    return best;
  }

  private static LearnRun best(List<LearnRun> runs) {
    return runs.stream().max(Comparator.comparingDouble(LearnRun::mean)).orElseThrow();
  }
}
