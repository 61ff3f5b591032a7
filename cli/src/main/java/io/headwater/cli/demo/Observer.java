package io.headwater.cli.demo;

import io.headwater.client.metric.MetricBoard;
import io.headwater.schemas.LabeledExample;
import io.headwater.schemas.Prediction;
import io.headwater.schemas.RollingMetric;
import io.headwater.schemas.Split;
import io.headwater.service.config.ServiceConfig;
import io.headwater.service.topic.TopicReader;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;

/**
 * Follows examples, predictions and metrics on their topics, as any subscriber could.
 *
 * <p>All that the demo reports about quality comes from this class.
 */
final class Observer implements AutoCloseable {
  /** Fewest examples behind a first value; with fewer it is mostly chance. */
  private static final long ENOUGH = 100;

  private static final Duration MOMENT = Duration.ofMillis(50);

  /** Silence that ends settling: longer than the evaluator's interval between metric values. */
  private static final Duration QUIET = Duration.ofMillis(2500);

  private final String model;
  private final TopicReader<LabeledExample> examples;
  private final TopicReader<Prediction> predictions;
  private final TopicReader<RollingMetric> metrics;
  private final MetricBoard board = new MetricBoard();
  private final Map<MetricBoard.Measure, Double> first = new HashMap<>();
  private final Map<String, RecentAnswers> answers = new HashMap<>();

  private Observer(
      String model,
      TopicReader<LabeledExample> examples,
      TopicReader<Prediction> predictions,
      TopicReader<RollingMetric> metrics) {
    this.model = model;
    this.examples = examples;
    this.predictions = predictions;
    this.metrics = metrics;
  }

  /** Opens readers of the tasks' topics, positioned at the beginning. */
  static Observer open(ServiceConfig config, Collection<String> tasks) {
    List<String> exampleTopics =
        tasks.stream().map(task -> config.topics().examples(task)).toList();
    return new Observer(
        config.modelName(),
        TopicReader.open(config, exampleTopics, LabeledExample.class),
        TopicReader.open(
            config,
            List.of(config.topics().predictions(), config.topics().baselinePredictions()),
            Prediction.class),
        TopicReader.open(config, List.of(config.topics().metrics()), RollingMetric.class));
  }

  /** Reads the records that have arrived, waiting briefly; returns how many there were. */
  int poll() {
    return take(examples, received -> answersOf(received.getTask()).add(received))
        + take(predictions, received -> answersOf(received.getTask()).add(received))
        + take(metrics, this::add);
  }

  private static <T extends SpecificRecord> int take(TopicReader<T> reader, Consumer<T> sink) {
    List<TopicReader.Entry<T>> arrived = reader.poll(MOMENT);
    arrived.forEach(entry -> entry.value().ifPresent(sink));
    return arrived.size();
  }

  /** Reads until no record has arrived for a while, the time is up, or the run is stopped. */
  void settle(Duration atMost, BooleanSupplier stopped) {
    long end = System.nanoTime() + atMost.toNanos();
    long quiet = System.nanoTime() + QUIET.toNanos();
    while (System.nanoTime() < Math.min(end, quiet) && !stopped.getAsBoolean()) {
      if (poll() > 0) {
        quiet = System.nanoTime() + QUIET.toNanos();
      }
    }
  }

  private void add(RollingMetric value) {
    board.add(value);
    if (value.getModel().equals(model) && value.getCount() >= ENOUGH) {
      first.putIfAbsent(
          new MetricBoard.Measure(
              value.getTask(), value.getMetric(), value.getSplit(), value.getWindow()),
          value.getValue());
    }
  }

  private RecentAnswers answersOf(String task) {
    return answers.computeIfAbsent(task, unused -> new RecentAnswers());
  }

  /** Returns a given model's newest value of a metric over the last thousand examples. */
  Optional<Double> rolling(String task, String metric, String ofModel) {
    return board.value(measure(task, metric), ofModel).map(RollingMetric::getValue);
  }

  /** Returns the model's first value of a metric over at least a hundred examples. */
  Optional<Double> first(String task, String metric) {
    return Optional.ofNullable(first.get(measure(task, metric)));
  }

  /** Returns the names of a task's baselines. */
  List<String> baselines(String task) {
    return List.copyOf(new TreeSet<>(answersOf(task).baselines()));
  }

  /** Returns a task's newest examples and their answers. */
  RecentAnswers recent(String task) {
    return answersOf(task);
  }

  private static MetricBoard.Measure measure(String task, String metric) {
    return new MetricBoard.Measure(task, metric, Split.PREQUENTIAL, "last-1000");
  }

  @Override
  public void close() {
    examples.close();
    predictions.close();
    metrics.close();
  }
}
