package io.headwater.client.task;

import io.headwater.schemas.KafkaFutures;
import io.headwater.schemas.TaskSpec;
import io.headwater.schemas.TopicCatalogue;
import io.headwater.schemas.Topics;
import io.headwater.schemas.contract.TaskRules;
import io.headwater.schemas.serde.RecordDeserializer;
import io.headwater.schemas.serde.RecordSerializer;
import io.headwater.schemas.serde.SchemaRegistry;
import io.headwater.service.config.ServiceConfig;
import io.headwater.service.topic.TopicReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads, declares and changes tasks on the tasks topic; every call reads the topic anew.
 *
 * <pre>{@code
 * Map<String, String> settings =
 *     Map.of(
 *         "bootstrap.servers", "localhost:9092", "schema.registry.url", "http://localhost:8081");
 * try (TaskDirectory tasks = TaskDirectory.open(settings)) {
 *   tasks.declare(
 *       TaskSpec.newBuilder()
 *           .setName("headline")
 *           .setKind(TaskKind.SUMMARIZATION)
 *           .build());
 *   System.out.println(tasks.tasks().keySet());
 * }
 * }</pre>
 *
 * <p>Two programs that declare the same task at the same moment do not see each other; the later
 * write wins. If a broker or registry does not answer, a call fails with a {@link
 * org.apache.kafka.common.errors.RetriableException}; every call may be repeated.
 */
public final class TaskDirectory implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(TaskDirectory.class);

  private final Topics topics;
  private final SchemaRegistry registry;
  private final Supplier<Consumer<byte[], byte[]>> consumers;
  private final Supplier<Producer<byte[], byte[]>> producers;
  private final java.util.function.Consumer<List<String>> creator;

  TaskDirectory(
      Topics topics,
      SchemaRegistry registry,
      Supplier<Consumer<byte[], byte[]>> consumers,
      Supplier<Producer<byte[], byte[]>> producers,
      java.util.function.Consumer<List<String>> creator) {
    this.topics = topics;
    this.registry = registry;
    this.consumers = consumers;
    this.producers = producers;
    this.creator = creator;
  }

  /**
   * Opens a directory that creates examples topics with one partition; no broker is contacted yet.
   *
   * @param settings keys that every service has, such as {@code bootstrap.servers} and {@code
   *     schema.registry.url}
   * @throws org.apache.kafka.common.config.ConfigException if a key is unknown or a value is not
   *     allowed, in one sentence
   */
  public static TaskDirectory open(Map<String, ?> settings) {
    return open(new ServiceConfig(ServiceConfig.definition(), settings));
  }

  /** Opens a directory that creates examples topics with one partition; contacts no broker yet. */
  public static TaskDirectory open(ServiceConfig config) {
    return open(config, 1);
  }

  /**
   * Opens a directory; no broker is contacted yet.
   *
   * @param partitions partitions of each examples topic that is created
   */
  public static TaskDirectory open(ServiceConfig config, int partitions) {
    return new TaskDirectory(
        config.topics(),
        config.openRegistry(),
        () -> TopicReader.consumer(config),
        () ->
            new KafkaProducer<>(
                config.producerProperties(
                    Map.of(
                        ProducerConfig.ACKS_CONFIG,
                        "all",
                        ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
                        "true")),
                new ByteArraySerializer(),
                new ByteArraySerializer()),
        names -> {
          try (Admin admin = Admin.create(config.adminProperties())) {
            TopicCatalogue.ensure(
                admin, config.topics(), names, new TopicCatalogue.Partitions(1, partitions));
          }
        });
  }

  /**
   * Returns the tasks by name; empty if the topic does not exist. Records that cannot be read or
   * break {@link TaskRules} are logged and ignored, as in the services.
   */
  public SortedMap<String, TaskSpec> tasks() {
    SortedMap<String, TaskSpec> tasks = new TreeMap<>();
    try (TopicReader<TaskSpec> reader =
        new TopicReader<>(
            consumers.get(), new RecordDeserializer<>(registry, TaskSpec.class), topics.tasks())) {
      for (TopicReader.Entry<TaskSpec> entry : reader.readToEnd()) {
        entry.value().ifPresentOrElse(spec -> add(tasks, spec), () -> tasks.remove(entry.key()));
      }
    } catch (UnknownTopicOrPartitionException e) {
      log.debug("No task was ever declared", e);
    }
    return tasks;
  }

  private static void add(SortedMap<String, TaskSpec> tasks, TaskSpec spec) {
    TaskRules.check(spec)
        .ifPresentOrElse(
            fault -> log.warn("Ignored a specification of task '{}': {}", spec.getName(), fault),
            () -> tasks.put(spec.getName(), spec));
  }

  /** Returns the task of a name, if there is one. */
  public Optional<TaskSpec> find(String name) {
    return Optional.ofNullable(tasks().get(name));
  }

  /**
   * Declares or changes a task. Creates its topics if they are missing, and writes the
   * specification if it differs from the current one in more than the version. The version written
   * is one above the current one.
   *
   * @return the specification that is now on the topic
   * @throws IllegalArgumentException if the specification is not valid or is a change that a task
   *     does not allow: its kind and score range stay, labels are only added (to a closed set at
   *     the end), and an open set stays open; nothing is written
   * @throws KafkaException if the broker or registry refuses or does not answer
   */
  public TaskSpec declare(TaskSpec wanted) {
    Optional<TaskSpec> standing = find(wanted.getName());
    Optional<TaskSpec> next = TaskCompatibility.next(standing, wanted);
    // Topics first: once it sees the specification, the trainer creates a missing topic itself.
    creator.accept(List.of(topics.tasks(), topics.examples(wanted.getName())));
    next.ifPresent(this::write);
    return next.or(() -> standing).orElseThrow();
  }

  private void write(TaskSpec spec) {
    String topic = topics.tasks();
    byte[] value = new RecordSerializer<TaskSpec>(registry).serialize(topic, spec);
    byte[] key = spec.getName().getBytes(StandardCharsets.UTF_8);
    try (Producer<byte[], byte[]> producer = producers.get()) {
      RecordMetadata written =
          KafkaFutures.await(producer.send(new ProducerRecord<>(topic, key, value)));
      log.info(
          "Declared version {} of task {} at offset {} of {}",
          spec.getVersion(),
          spec.getName(),
          written.offset(),
          topic);
    }
  }

  @Override
  public void close() {
    registry.close();
  }
}
