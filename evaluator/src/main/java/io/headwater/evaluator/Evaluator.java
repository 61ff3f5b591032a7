package io.headwater.evaluator;

import ai.djl.Device;
import io.headwater.evaluator.internal.KafkaScorerClients;
import io.headwater.evaluator.internal.scorer.Scorer;
import io.headwater.evaluator.internal.scorer.ServedModelLoader;
import io.headwater.evaluator.internal.topology.EvaluationTopology;
import io.headwater.evaluator.internal.topology.StoreMemory;
import io.headwater.evaluator.internal.topology.StoreOptions;
import io.headwater.evaluator.internal.topology.TopologyCounters;
import io.headwater.model.checkpoint.CheckpointFiles;
import io.headwater.model.checkpoint.CheckpointStore;
import io.headwater.model.checkpoint.CheckpointStores;
import io.headwater.model.serving.ServedModels;
import io.headwater.schemas.KafkaFutures;
import io.headwater.schemas.TopicCatalogue;
import io.headwater.schemas.Topics;
import io.headwater.schemas.serde.SchemaRegistry;
import io.headwater.service.group.SharedGroups;
import io.headwater.service.lifecycle.Lifecycle;
import io.headwater.service.lifecycle.Service;
import io.headwater.service.streams.StreamsApplication;
import io.headwater.service.topic.TopicSetup;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Properties;
import org.apache.kafka.clients.admin.Admin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The evaluator service: a scorer and a metrics topology in one process.
 *
 * <p>No record on a topic can stop the evaluator. If a broker or registry is unavailable, the
 * evaluator says so in the log and retries at growing intervals.
 */
public final class Evaluator implements Service {
  private static final Logger log = LoggerFactory.getLogger(Evaluator.class);
  private static final Duration WATCH = Duration.ofMillis(500);

  /** Name of the topology in the log. */
  static final String METRICS_TOPOLOGY = "metrics topology";

  private final EvaluatorConfig config;
  private final SchemaRegistry registry;
  private final ServedModelLoader loader;
  private final Runnable closeLoader;
  private final TopologyCounters counters = new TopologyCounters();
  private final Lifecycle lifecycle = new Lifecycle("evaluator");
  private volatile Optional<Scorer> scorer = Optional.empty();
  private volatile Optional<StreamsApplication> metrics = Optional.empty();
  private Optional<StoreMemory> storeMemory = Optional.empty();
  private volatile boolean started;

  private Evaluator(
      EvaluatorConfig config,
      SchemaRegistry registry,
      ServedModelLoader loader,
      Runnable closeLoader) {
    this.closeLoader = closeLoader;
    this.config = config;
    this.registry = registry;
    this.loader = loader;
  }

  /**
   * Starts an evaluator that loads checkpoints from the configured store, and returns at once; if a
   * broker is unavailable, the evaluator waits for it in the background.
   *
   * @throws IOException if the store cannot be opened
   * @throws IllegalArgumentException if there is no such store
   * @throws org.apache.kafka.common.config.ConfigException with a message of one sentence if there
   *     is no such device
   */
  public static Evaluator start(EvaluatorConfig config) throws IOException {
    Device device = config.device();
    int topLabels = config.getInt(EvaluatorConfig.TOP_LABELS);
    CheckpointStore store = CheckpointStores.open(config);
    return start(
        config,
        config.openRegistry(),
        announcement ->
            ServedModels.load(store.fetch(announcement, CheckpointFiles.MODEL), device, topLabels),
        store::close);
  }

  /**
   * Starts an evaluator with models from the given loader instead, and returns at once.
   *
   * @param loader makes models from announced checkpoints
   */
  public static Evaluator start(EvaluatorConfig config, ServedModelLoader loader) {
    return start(config, config.openRegistry(), loader, () -> {});
  }

  static Evaluator start(
      EvaluatorConfig config,
      SchemaRegistry registry,
      ServedModelLoader loader,
      Runnable closeLoader) {
    Evaluator evaluator = new Evaluator(config, registry, loader, closeLoader);
    evaluator.lifecycle.start("evaluator", evaluator::run, evaluator::cleanUp);
    return evaluator;
  }

  private void run() throws InterruptedException {
    Topics topics = config.topics();
    KafkaScorerClients clients =
        new KafkaScorerClients(
            config, config.scorerGroup(), config.baselineGroup(), config.instance());
    Optional<String> clusterId =
        TopicSetup.await(clients::admin, this::setUp, lifecycle::awaitClosing);
    started = true;
    if (clusterId.isPresent()) {
      Scorer one = new Scorer(config.scorerSettings(), topics, registry, loader, clients);
      scorer = Optional.of(one);
      storeMemory = config.storeMemory();
      Properties properties = config.topologyProperties(clusterId.get());
      storeMemory.ifPresent(memory -> properties.put(StoreOptions.MEMORY, memory));
      metrics =
          Optional.of(
              new StreamsApplication(
                  METRICS_TOPOLOGY,
                  EvaluationTopology.of(
                      topics, registry, config.topologySettings(), one::metricsOf, counters),
                  properties));
      log.info("Evaluating model {} on {}", config.modelName(), topics.examplesPattern());
    }
    while (!lifecycle.awaitClosing(WATCH)) {
      requireHealth();
    }
  }

  private void cleanUp() {
    Duration stop = config.stopTimeout();
    scorer.ifPresent(Scorer::stop);
    // stores that could not be closed in time go on using their memory
    if (metrics.map(one -> one.close(stop.dividedBy(2))).orElse(true)) {
      storeMemory.ifPresent(StoreMemory::close);
    }
    scorer.ifPresent(one -> one.close(stop.dividedBy(4)));
    registry.close();
    closeLoader.run();
  }

  /** Creates missing topics, readies the shared group and returns the cluster's id. */
  private String setUp(Admin admin) {
    Topics topics = config.topics();
    TopicCatalogue.ensure(
        admin,
        topics,
        List.of(
            topics.tasks(),
            topics.checkpoints(),
            topics.predictions(),
            topics.baselinePredictions(),
            topics.metrics()));
    if (config.getBoolean(EvaluatorConfig.BASELINES)) {
      SharedGroups.inherit(
          admin, config.baselineGroup(), config::isGroupOfScorer, topics::isExamples);
    }
    return KafkaFutures.await(admin.describeCluster().clusterId());
  }

  /** Throws if a part has failed for good: the other part alone would only look like a service. */
  private void requireHealth() {
    Optional<Throwable> cause =
        scorer.flatMap(Scorer::failure).or(() -> metrics.flatMap(StreamsApplication::failure));
    if (cause.isPresent()) {
      throw new IllegalStateException(
          "a part of it failed for good: " + cause.get().getMessage(), cause.get());
    }
  }

  /** Returns what the evaluator has done so far; safe to call at any time. */
  public EvaluatorStatus status() {
    Optional<Scorer> one = scorer;
    double lag = one.map(Scorer::medianVersionLag).orElse(Double.NaN);
    return new EvaluatorStatus(
        lifecycle.isRunning()
            && one.map(Scorer::isScoring).orElse(false)
            && metrics.map(StreamsApplication::isRunning).orElse(false),
        one.map(Scorer::scored).orElse(Map.of()),
        one.map(Scorer::skipped).orElse(Map.of()),
        one.map(Scorer::sampleRate).orElse(1.0),
        one.map(Scorer::newestVersion).orElse(OptionalLong.empty()),
        one.map(Scorer::loadedVersions).orElse(List.of()),
        one.map(Scorer::versionByPartition).orElse(Map.of()),
        one.map(Scorer::swaps).orElse(0L),
        Double.isNaN(lag) ? OptionalDouble.empty() : OptionalDouble.of(lag),
        one.map(Scorer::refusedVersions).orElse(List.of()),
        counters.joined(),
        counters.duplicates(),
        counters.expired(),
        counters.unreadable(),
        counters.unscorable());
  }

  @Override
  public boolean awaitTermination(Duration time) throws InterruptedException {
    return lifecycle.awaitTermination(time);
  }

  @Override
  public Optional<Throwable> failure() {
    return lifecycle.failure();
  }

  @Override
  public boolean isHealthy() {
    return status().running();
  }

  @Override
  public String statusText() {
    return status().toText();
  }

  @Override
  public void close() {
    // Until it has started, it only waits for a broker and can stop at once.
    lifecycle.stop(started ? config.stopTimeout() : Duration.ZERO);
  }
}
