package io.headwater.trainer.internal;

import io.headwater.schemas.TaskSpec;
import io.headwater.schemas.TrainerEventType;
import io.headwater.schemas.contract.MetricNames;
import io.headwater.trainer.internal.assembly.AdoptedTask;
import io.headwater.trainer.internal.journal.Journal;
import io.headwater.trainer.weighting.LiveWeighting;
import io.headwater.trainer.weighting.QualityReading;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Passes new readings of each task's main metric to {@link LiveWeighting}, and journals them.
 *
 * <p>The main metric is the first metric of the task's kind that the specification names, or the
 * headline metric if it names none. Error metrics are skipped, since they have no fixed scale.
 */
final class LiveQuality implements BlockListener {
  private static final Set<String> ERRORS = Set.of(MetricNames.MSE, MetricNames.MAE);

  private final LiveWeighting weighting;
  private final QualityBoard board;
  private final Journal journal;
  private final SortedMap<String, String> metrics = new TreeMap<>();

  LiveQuality(LiveWeighting weighting, QualityBoard board, Journal journal) {
    this.weighting = weighting;
    this.board = board;
    this.journal = journal;
  }

  @Override
  public void setTask(AdoptedTask task) {
    String name = task.module().task();
    mainMetric(task.spec())
        .ifPresentOrElse(metric -> metrics.put(name, metric), () -> metrics.remove(name));
  }

  private static Optional<String> mainMetric(TaskSpec spec) {
    List<String> named = spec.getMetrics();
    return MetricNames.of(spec.getKind()).stream()
        .filter(metric -> named.isEmpty() || named.contains(metric))
        .filter(metric -> !ERRORS.contains(metric))
        .findFirst();
  }

  @Override
  public void beforeBlock() {
    metrics.forEach((task, metric) -> board.newest(task, metric).ifPresent(this::read));
  }

  private void read(QualityReading reading) {
    if (weighting.read(reading)) {
      journal.append(
          TrainerEventType.QUALITY_READ,
          reading.task(),
          Map.of(
              "metric", reading.metric(),
              "value", Double.toString(reading.value()),
              "count", Long.toString(reading.count()),
              "publishedAt", reading.publishedAt().toString(),
              "partition", Integer.toString(reading.partition()),
              "offset", Long.toString(reading.offset()),
              "weight", Double.toString(weighting.weight(reading.task()))));
    }
  }
}
