package io.headwater.ingest.bridge;

import io.headwater.client.task.TaskDirectory;
import io.headwater.ingest.bridge.internal.SafeTimestamp;
import io.headwater.ingest.bridge.internal.TopicFacts;
import io.headwater.ingest.fields.ExampleMaker;
import io.headwater.ingest.fields.FieldNames;
import io.headwater.schemas.TaskSpec;
import io.headwater.schemas.TopicCatalogue;
import io.headwater.schemas.Topics;
import io.headwater.schemas.serde.SchemaRegistry;
import io.headwater.service.lifecycle.Lifecycle;
import io.headwater.service.lifecycle.Service;
import io.headwater.service.retry.Retry;
import io.headwater.service.streams.InputLimits;
import io.headwater.service.streams.StreamsApplication;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.streams.StreamsConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bridge service, which turns the records of a team's own topics into labeled examples, each
 * exactly once.
 *
 * <p>No record that arrives on a topic stops the bridge. If a broker, registry or topic is
 * unavailable, the bridge names it in the log and waits for it.
 */
public final class Bridge implements Service {
  private static final Logger log = LoggerFactory.getLogger(Bridge.class);
  private static final Duration WATCH = Duration.ofMillis(200);
  private static final Duration TASK_AGE = Duration.ofSeconds(10);
  private static final long BUFFER_BYTES = 32 << 20; // Kafka's default

  private final BridgeConfig config;
  private final BridgeMapping mapping;
  private final Topics topics;
  private final SchemaRegistry registry;
  private final BridgeCounters counters = new BridgeCounters();
  private final AtomicReference<TaskSpec> task = new AtomicReference<>();
  private final AtomicReference<ExampleMaker> maker = new AtomicReference<>();
  private final Lifecycle lifecycle = new Lifecycle("bridge");
  private volatile Optional<StreamsApplication> application = Optional.empty();
  private volatile String waitingTo = "start";
  private String unrefreshed = ""; // why the last look-up of the task failed; empty if it did not

  private Bridge(BridgeConfig config, BridgeMapping mapping) {
    this.config = config;
    this.mapping = mapping;
    this.topics = config.topics();
    this.registry = config.openRegistry();
  }

  /** Starts a bridge and returns at once; it waits for its topics and task in the background. */
  public static Bridge start(BridgeConfig config, BridgeMapping mapping) {
    Bridge bridge = new Bridge(config, mapping);
    bridge.lifecycle.start("bridge", bridge::run, bridge::cleanUp);
    return bridge;
  }

  private void run() throws InterruptedException {
    try (TaskDirectory tasks = TaskDirectory.open(config, config.partitions())) {
      take(patiently("find task " + mapping.taskName(), () -> standing(tasks)));
      OutputTopics topics = patiently("prepare the topics", () -> withAdmin(this::topics));
      patiently(
          "find topic " + String.join(", ", config.from()), () -> withAdmin(this::requireSource));
      application = Optional.of(application(topics));
      log.info("Bridging {} to {}", config.from(), topics.examples());
      long looked = System.nanoTime();
      while (!lifecycle.awaitClosing(WATCH)) {
        requireHealth();
        if (System.nanoTime() - looked > TASK_AGE.toNanos()) {
          refresh(tasks);
          looked = System.nanoTime();
        }
      }
    }
  }

  private void cleanUp() {
    application.ifPresent(one -> one.close(config.stopTimeout().multipliedBy(3).dividedBy(4)));
    registry.close();
  }

  private <T> T patiently(String what, Supplier<T> action) {
    waitingTo = what;
    return Retry.USUAL.call(what, lifecycle::awaitClosing, action::get);
  }

  private <T> T withAdmin(Function<Admin, T> action) {
    try (Admin admin = Admin.create(config.adminProperties())) {
      return action.apply(admin);
    }
  }

  /** Prefers an existing task to the mapping's: it may have grown since the mapping was written. */
  private TaskSpec standing(TaskDirectory tasks) {
    return tasks
        .find(mapping.taskName())
        .or(() -> mapping.declaration().map(tasks::declare))
        .orElseThrow(
            () ->
                new ConfigException(
                    "Task '"
                        + mapping.taskName()
                        + "' is not declared: give its task.kind in the mapping, or declare it"
                        + " with 'headwater tasks declare'."));
  }

  private void take(TaskSpec spec) {
    if (spec.equals(task.get())) {
      return;
    }
    mapping.requireFits(spec);
    maker.set(new ExampleMaker(spec, mapping.sources().containsKey(FieldNames.TEXT_PAIR)));
    task.set(spec);
    log.info("Task {} is at version {}", spec.getName(), spec.getVersion());
  }

  private void refresh(TaskDirectory tasks) {
    try {
      tasks.find(mapping.taskName()).ifPresent(this::take);
      unrefreshed = "";
    } catch (InterruptException e) {
      throw e;
    } catch (KafkaException e) { // the tasks topic may soon be readable again
      String fault = String.valueOf(e.getMessage());
      if (!fault.equals(unrefreshed)) {
        log.warn("Task {} stays as it was: {}", mapping.taskName(), fault);
      }
      unrefreshed = fault;
    }
  }

  private OutputTopics topics(Admin admin) {
    String examples = topics.examples(mapping.taskName());
    String letters = topics.deadLetters();
    List<String> names = List.of(examples, letters);
    TopicCatalogue.ensure(
        admin, topics, names, new TopicCatalogue.Partitions(1, config.partitions()));
    Map<String, Integer> largest = TopicCatalogue.largestMessages(admin, names);
    return new OutputTopics(examples, largest.get(examples), letters, largest.get(letters));
  }

  private boolean requireSource(Admin admin) {
    TopicFacts.requirePresent(admin, config.from());
    return true;
  }

  private StreamsApplication application(OutputTopics topics) {
    return new StreamsApplication(
        "bridge",
        BridgeTopology.of(config.from(), mapping, registry, maker::get, topics, counters),
        streamsProperties(Math.max(topics.largestExample(), topics.largestDeadLetter())));
  }

  private Properties streamsProperties(int largestRecord) {
    Properties properties = new Properties();
    // Operators may override these defaults.
    properties.putAll(InputLimits.settings());
    properties.put(StreamsConfig.METADATA_MAX_AGE_CONFIG, 5_000);
    properties.put(StreamsConfig.consumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), 15_000);
    properties.put(StreamsConfig.producerPrefix(ProducerConfig.COMPRESSION_TYPE_CONFIG), "lz4");
    properties.put(
        StreamsConfig.producerPrefix(ProducerConfig.BUFFER_MEMORY_CONFIG),
        Math.max(BUFFER_BYTES, 2L * largestRecord)); // each record must fit in the buffer
    properties.putAll(
        config.streamsProperties(
            Map.of(
                StreamsConfig.APPLICATION_ID_CONFIG,
                config.applicationId(mapping.taskName()),
                StreamsConfig.PROCESSING_GUARANTEE_CONFIG,
                StreamsConfig.EXACTLY_ONCE_V2,
                StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG),
                largestRecord,
                StreamsConfig.DEFAULT_TIMESTAMP_EXTRACTOR_CLASS_CONFIG,
                SafeTimestamp.class)));
    return properties;
  }

  private void requireHealth() {
    application
        .flatMap(StreamsApplication::failure)
        .ifPresent(
            cause -> {
              throw new IllegalStateException(cause);
            });
  }

  /** Returns what the bridge has done so far; safe to call at any time. */
  public BridgeStatus status() {
    return new BridgeStatus(
        application.isPresent() ? "bridging" : "waiting to " + waitingTo,
        lifecycle.isRunning() && application.filter(StreamsApplication::isRunning).isPresent(),
        counters.written(),
        counters.deadLetters(),
        counters.skipped());
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
    // Until the application has started, the bridge only waits and has nothing to finish.
    lifecycle.stop(application.isPresent() ? config.stopTimeout() : Duration.ZERO);
  }
}
