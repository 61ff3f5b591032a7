package io.headwater.client;

import io.headwater.schemas.RollingMetric;
import io.headwater.service.config.ServiceConfig;
import io.headwater.service.topic.TopicFollower;
import io.headwater.service.topic.TopicReader;
import io.headwater.service.topic.TopicReader.Entry;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passes on the rolling metrics of a model as the evaluator publishes them.
 *
 * <pre>{@code
 * Map<String, String> settings =
 *     Map.of(
 *         "bootstrap.servers", "localhost:9092",
 *         "schema.registry.url", "http://localhost:8081",
 *         "model.name", "main");
 * try (MetricSubscription metrics =
 *     MetricSubscription.open(
 *         settings,
 *         metric ->
 *             System.out.println(
 *                 metric.getTask() + " " + metric.getMetric() + " " + metric.getValue()))) {
 *   server.awaitShutdown(); // for as long as the program runs
 * }
 * }</pre>
 *
 * <p>The current values come first, the newest of each task, metric, split and window; then each
 * new one. Only committed values are passed on. While a broker or registry is away, or the topic
 * does not exist yet, the subscription waits and logs that; then it passes on the current values
 * again.
 */
public final class MetricSubscription implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(MetricSubscription.class);

  private final Delivery delivery;
  private final TopicFollower<RollingMetric> follower;
  private final TopicFollower.Following following;

  MetricSubscription(
      String topic,
      Supplier<TopicReader<RollingMetric>> readers,
      Predicate<? super RollingMetric> wanted,
      Consumer<? super RollingMetric> listener) {
    this.delivery = new Delivery(wanted, listener);
    this.follower = new TopicFollower<>(topic, readers, delivery);
    this.following = follower.start("headwater-metrics");
  }

  /**
   * Subscribes to the metrics of the model that the settings name.
   *
   * @param settings keys that every service has, such as {@code bootstrap.servers}, {@code
   *     schema.registry.url} and {@code model.name}
   * @param listener takes each value, one at a time, in the subscription's own thread; exceptions
   *     that it throws are logged
   * @throws org.apache.kafka.common.config.ConfigException if a key is unknown or a value is not
   *     allowed, in one sentence
   */
  public static MetricSubscription open(
      Map<String, ?> settings, Consumer<? super RollingMetric> listener) {
    ServiceConfig config = new ServiceConfig(ServiceConfig.definition(), settings);
    String model = config.modelName();
    return open(config, metric -> metric.getModel().equals(model), listener);
  }

  /**
   * Subscribes to the metrics of any models, including baselines.
   *
   * @param wanted chooses the values that are passed on
   * @param listener as in {@link #open(Map, Consumer)}
   */
  public static MetricSubscription open(
      ServiceConfig config,
      Predicate<? super RollingMetric> wanted,
      Consumer<? super RollingMetric> listener) {
    String topic = config.topics().metrics();
    return new MetricSubscription(
        topic,
        () -> TopicReader.open(config, List.of(topic), RollingMetric.class),
        wanted,
        listener);
  }

  /**
   * Waits until the values that were on the topic at the first read are passed on; returns whether
   * they are.
   *
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  public boolean awaitCaughtUp(Duration timeout) throws InterruptedException {
    return follower.awaitCaughtUp(timeout);
  }

  /** Ends the subscription; the listener is not called any more. */
  @Override
  public void close() {
    delivery.end();
    following.close();
  }

  private static final class Delivery implements TopicFollower.Sink<RollingMetric> {
    private final Predicate<? super RollingMetric> wanted;
    private final Consumer<? super RollingMetric> listener;
    private volatile boolean ended;

    Delivery(Predicate<? super RollingMetric> wanted, Consumer<? super RollingMetric> listener) {
      this.wanted = wanted;
      this.listener = listener;
    }

    /** Drops what was read and not yet passed on. */
    void end() {
      ended = true;
    }

    /**
     * Passes on the newest value of each key only: before compaction a log holds older ones too.
     */
    @Override
    public void begin(List<Entry<RollingMetric>> standing) {
      Map<String, RollingMetric> newest = new LinkedHashMap<>();
      for (Entry<RollingMetric> entry : standing) {
        newest.remove(entry.key()); // so that the newest value comes last
        entry.value().ifPresent(metric -> newest.put(entry.key(), metric));
      }
      newest.values().forEach(this::hand);
    }

    @Override
    public void add(Entry<RollingMetric> arrived) {
      arrived.value().ifPresent(this::hand);
    }

    /**
     * Catches what the listener throws; otherwise it would look like a failure of the topic, which
     * would then be read again from its start.
     */
    private void hand(RollingMetric metric) {
      try {
        if (!ended && wanted.test(metric)) {
          listener.accept(metric);
        }
      } catch (RuntimeException e) {
        log.warn("The listener failed on {}", metric, e);
      }
    }
  }
}
