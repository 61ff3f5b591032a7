package io.headwater.bench.learn;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds an optimizer's learning rate: the best of a small grid around its default.
 *
 * <p>If the best rate is at an end of the grid, a few rates beyond that end are tried too.
 */
final class RateSearch {
  private static final List<Double> GRID = List.of(0.25, 0.5, 1.0, 2.0, 4.0);
  private static final int MOST_BEYOND = 2;

  /** Runs an arm. */
  @FunctionalInterface
  interface Trial {
    LearnRun run(Arm arm) throws IOException;
  }

  private RateSearch() {}

  /** Returns the least number of rates that are tried. */
  static int least() {
    return GRID.size();
  }

  /**
   * Returns the run with the best rate, judged by the mean of the exam.
   *
   * @param usual the arm at its default rate
   */
  static LearnRun best(Arm usual, Trial trial) throws IOException {
    List<LearnRun> runs = new ArrayList<>();
    for (double factor : GRID) {
      runs.add(trial.run(at(usual, usual.rate() * factor)));
    }
    int best = best(runs);
    double beyond = best == 0 ? 0.5 : best == runs.size() - 1 ? 2 : 1;
    for (int i = 0; beyond != 1 && i < MOST_BEYOND; i++) {
      runs.add(trial.run(at(usual, runs.get(best).arm().rate() * beyond)));
      if (best(runs) == best) {
        break;
      }
      best = runs.size() - 1;
    }
    return runs.get(best);
  }

  private static Arm at(Arm usual, double rate) {
    return usual.optimizing(usual.optimizer(), rate);
  }

  private static int best(List<LearnRun> runs) {
    int best = 0;
    for (int i = 1; i < runs.size(); i++) {
      best = quality(runs.get(i)) > quality(runs.get(best)) ? i : best;
    }
    return best;
  }

  /** Ranks a rate at which the model diverged below any other. */
  private static double quality(LearnRun run) {
    return Double.isFinite(run.mean()) ? run.mean() : Double.NEGATIVE_INFINITY;
  }
}
