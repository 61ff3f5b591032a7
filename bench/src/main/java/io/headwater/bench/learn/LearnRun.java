package io.headwater.bench.learn;

import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/**
 * What one run of an arm came to.
 *
 * @param arm the arm
 * @param seed seed of the stream's order and of the first weights
 * @param seconds its own computing: batches, weights and updates, no scoring
 * @param steps updates
 * @param left updates left out because a loss or the gradient was not finite
 * @param tokens input and target tokens learned, padding not counted
 * @param examples rows learned, by task
 * @param prequential by task, rows of the stream asked just before they were learned: the loss of
 *     all of them, the metric of a sample spread over the run
 * @param exam by task, rows that are not in the stream, asked at the end
 */
public record LearnRun(
    Arm arm,
    long seed,
    double seconds,
    long steps,
    long left,
    long tokens,
    Map<String, Long> examples,
    Map<String, TaskScore> prequential,
    Map<String, TaskScore> exam) {

  /** Copies the maps, sorted. */
  public LearnRun {
    examples = new TreeMap<>(examples);
    prequential = new TreeMap<>(prequential);
    exam = new TreeMap<>(exam);
  }

  /** Returns the mean of the exam's metrics over the tasks. */
  double mean() {
    return mean(exam.values());
  }

  static double mean(Collection<TaskScore> grades) {
    return grades.stream().mapToDouble(TaskScore::metric).average().orElse(Double.NaN);
  }
}
