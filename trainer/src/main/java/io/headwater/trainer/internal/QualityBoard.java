package io.headwater.trainer.internal;

import io.headwater.schemas.RollingMetric;
import io.headwater.schemas.Split;
import io.headwater.service.topic.TopicFollower;
import io.headwater.service.topic.TopicReader.Entry;
import io.headwater.trainer.weighting.QualityReading;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The newest values of a model's metrics on examples it had not yet learned; safe for use by many
 * threads. The newest value is the last one in the log, where values of one key keep their order;
 * clocks may disagree.
 *
 * <p>Only windows by count are used, since they are over the newest examples, however long those
 * took to arrive. This class ignores all metrics on held-out examples.
 */
final class QualityBoard implements TopicFollower.Sink<RollingMetric> {
  private static final String BY_COUNT = "last-";

  private record Measure(String task, String metric) {}

  private final String model;
  private final Map<Measure, QualityReading> newest = new HashMap<>();

  /** Makes an empty board for the metrics of a model. */
  QualityBoard(String model) {
    this.model = model;
  }

  @Override
  public synchronized void begin(List<Entry<RollingMetric>> standing) {
    newest.clear();
    standing.forEach(this::add);
  }

  @Override
  public synchronized void add(Entry<RollingMetric> arrived) {
    arrived
        .value()
        .filter(metric -> metric.getModel().equals(model))
        .filter(metric -> metric.getSplit() == Split.PREQUENTIAL)
        .filter(metric -> metric.getWindow().startsWith(BY_COUNT))
        .ifPresent(
            metric ->
                newest.put(
                    new Measure(metric.getTask(), metric.getMetric()), reading(metric, arrived)));
  }

  private static QualityReading reading(RollingMetric metric, Entry<RollingMetric> entry) {
    return new QualityReading(
        metric.getTask(),
        metric.getMetric(),
        metric.getValue(),
        metric.getCount(),
        metric.getPublishedAt(),
        entry.partition(),
        entry.offset());
  }

  /** Returns the newest reading of a task's metric, if there is one. */
  synchronized Optional<QualityReading> newest(String task, String metric) {
    return Optional.ofNullable(newest.get(new Measure(task, metric)));
  }
}
