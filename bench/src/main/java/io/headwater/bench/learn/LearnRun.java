package io.headwater.bench.learn;

import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/**
 * The result of one run of an arm.
 *
 * @param arm the arm
 * @param seed seed of the stream's order and of the first weights
 * @param seconds time spent on batches, weights and updates, without scoring
 * @param steps number of updates
 * @param left number of updates left out because a loss or the gradient was not finite
 * @param tokens number of input and target tokens learned, padding not counted
 * @param examples number of rows learned, by task
 * @param prequential scores by task on rows of the stream just before they were learned: the loss
 *     over all rows, the metric over a sample spread over the run
 * @param exam scores by task at the end, on rows that are not in the stream
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
