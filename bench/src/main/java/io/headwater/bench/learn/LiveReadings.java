package io.headwater.bench.learn;

import io.headwater.trainer.weighting.LiveWeighting;
import io.headwater.trainer.weighting.QualityReading;
import io.headwater.trainer.weighting.TaskWeighting;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Tells a live strategy how well the latest rows of each task were answered before they were
 * learned, as the metrics topic does in service; other strategies are told nothing.
 */
final class LiveReadings {
  /** Number of times the model was asked that one reading covers. */
  private static final int WINDOW = 3;

  private final TaskWeighting weighting;
  private final Map<String, Deque<TaskScore>> windows = new HashMap<>();
  private long readings;

  LiveReadings(TaskWeighting weighting) {
    this.weighting = weighting;
  }

  /** Reports the latest score of each task; {@code metrics} names each task's metric. */
  void tell(Map<String, TaskScore> answered, Map<String, String> metrics) {
    if (!(weighting instanceof LiveWeighting live)) {
      return;
    }
    readings++;
    answered.forEach(
        (task, grade) -> {
          Deque<TaskScore> window = windows.computeIfAbsent(task, any -> new ArrayDeque<>());
          window.addLast(grade);
          if (window.size() > WINDOW) {
            window.removeFirst();
          }
          live.read(reading(task, metrics.get(task), List.copyOf(window)));
        });
  }

  private QualityReading reading(String task, String metric, List<TaskScore> window) {
    long rows = window.stream().mapToLong(TaskScore::rows).sum();
    double sum = window.stream().mapToDouble(grade -> grade.metric() * grade.rows()).sum();
    return new QualityReading(
        task, metric, sum / rows, rows, Instant.ofEpochSecond(readings), 0, readings);
  }
}
