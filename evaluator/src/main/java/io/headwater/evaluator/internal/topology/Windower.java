package io.headwater.evaluator.internal.topology;

import io.headwater.evaluator.internal.topology.Totals.Sums;
import io.headwater.schemas.RollingMetric;
import io.headwater.schemas.TaskKind;
import io.headwater.schemas.contract.MetricNames;
import io.headwater.service.retry.Retry;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Keeps the windows of each series and publishes those that changed, at a bounded rate.
 *
 * <p>A series is the predictions of one model on one task in one split.
 */
final class Windower extends ContextualProcessor<String, ScoredPrediction, byte[], byte[]> {
  /** Maximum number of series; more are not counted, because any producer can make up names. */
  private static final int MOST_SERIES = 10_000;

  private static final Set<String> USUAL =
      Arrays.stream(TaskKind.values())
          .flatMap(kind -> MetricNames.usual(kind).stream())
          .collect(Collectors.toUnmodifiableSet());

  private static final String ALL_VERSIONS = "all";
  private static final String NO_START = "-";

  private final TopologySettings settings;
  private final Serializer<RollingMetric> serializer;
  private final TaskMetrics metrics;
  private final TopologyCounters counters;
  private final String topic;
  private final Map<String, ScoredPrediction> changed = new HashMap<>();
  private final Map<String, Set<Long>> changedSpans = new HashMap<>();
  private CountWindows byCount;
  private TimeWindows byTime;

  Windower(
      TopologySettings settings,
      String topic,
      Serializer<RollingMetric> serializer,
      TaskMetrics metrics,
      TopologyCounters counters) {
    this.settings = settings;
    this.topic = topic;
    this.serializer = serializer;
    this.metrics = metrics;
    this.counters = counters;
  }

  @Override
  public void init(ProcessorContext<byte[], byte[]> context) {
    super.init(context);
    changed.clear(); // a revived task starts from the stored state
    changedSpans.clear();
    byCount =
        new CountWindows(settings.windowExamples(), context.getStateStore(CountWindows.STORE));
    byTime =
        new TimeWindows(
            settings.windowSpan().toMillis(),
            context.getStateStore(TimeWindows.SUMS),
            context.getStateStore(TimeWindows.LABELS));
    context.schedule(
        settings.publishInterval(), PunctuationType.WALL_CLOCK_TIME, this::publishChanged);
  }

  @Override
  public void process(Record<String, ScoredPrediction> record) {
    ScoredPrediction prediction = record.value();
    if (prediction == null) {
      counters.countUnreadable();
      return;
    }
    String series = prediction.series();
    if (byCount.all().size() >= MOST_SERIES && !byCount.all().containsKey(series)) {
      counters.countUnscorable();
      return;
    }
    byCount.add(prediction);
    long start = byTime.add(notInFuture(prediction));
    changed.put(series, prediction);
    changedSpans.computeIfAbsent(series, name -> new HashSet<>()).add(start);
  }

  /**
   * Moves a prediction from the future to now: a clock that is ahead must not close the windows
   * that other producers still fill.
   */
  private ScoredPrediction notInFuture(ScoredPrediction prediction) {
    long now = context().currentSystemTimeMs();
    return prediction.predictedAt() <= now
        ? prediction
        : new ScoredPrediction(
            prediction.model(),
            prediction.task(),
            prediction.split(),
            prediction.version(),
            now,
            prediction.score());
  }

  private void publishChanged(long now) {
    changed.forEach(
        (series, example) -> {
          Totals last = byCount.all().get(series).totals();
          Sums sums = last.sums();
          publish(
              example,
              last,
              new Window(
                  "last-" + settings.windowExamples(), NO_START, sums.firstAt(), sums.lastAt()),
              now);
          for (long start : changedSpans.getOrDefault(series, Set.of())) {
            Totals totals = byTime.windowsOf(series).get(start);
            if (totals != null) {
              long end = start + settings.windowSpan().toMillis();
              publish(
                  example, totals, new Window(spanName(), Long.toString(start), start, end), now);
            }
          }
        });
    changed.clear();
    changedSpans.clear();
  }

  private record Window(String name, String key, long start, long end) {}

  private void publish(ScoredPrediction series, Totals totals, Window window, long now) {
    List<String> named = metrics.of(series.task());
    Set<String> wanted = named.isEmpty() ? USUAL : Set.copyOf(named);
    totals
        .metrics()
        .forEach(
            (name, value) -> {
              if (wanted.contains(name)) {
                forward(metric(series, name, value, totals.sums(), window, now), window);
              }
            });
  }

  private static RollingMetric metric(
      ScoredPrediction series, String name, double value, Sums sums, Window window, long now) {
    return RollingMetric.newBuilder()
        .setModel(series.model())
        .setTask(series.task())
        .setMetric(name)
        .setSplit(series.split())
        .setWindow(window.name())
        .setWindowStart(Instant.ofEpochMilli(window.start()))
        .setWindowEnd(Instant.ofEpochMilli(window.end()))
        .setValue(value)
        .setCount(sums.count())
        .setFirstVersion(sums.firstVersion())
        .setLastVersion(sums.lastVersion())
        .setPublishedAt(Instant.ofEpochMilli(now))
        .build();
  }

  private void forward(RollingMetric metric, Window window) {
    String key =
        String.join(
            ":",
            metric.getModel(),
            metric.getTask(),
            metric.getMetric(),
            metric.getSplit().toString(),
            window.name(),
            window.key(),
            ALL_VERSIONS);
    byte[] bytes =
        Retry.BETWEEN_POLLS.call("write a metric", () -> serializer.serialize(topic, metric));
    context()
        .forward(
            new Record<>(
                key.getBytes(StandardCharsets.UTF_8),
                bytes,
                metric.getPublishedAt().toEpochMilli()));
  }

  private String spanName() {
    long seconds = settings.windowSpan().toSeconds();
    return seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
  }
}
