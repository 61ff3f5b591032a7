package io.headwater.evaluator.internal;

import io.headwater.evaluator.EvaluatorConfig;
import io.headwater.evaluator.internal.scorer.ScorerClients;
import io.headwater.service.group.FirstModelAssignor;
import io.headwater.service.topic.FetchLimits;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Makes clients of a real broker. */
public final class KafkaScorerClients implements ScorerClients {
  /** How long it takes until the partitions of a killed instance are taken over. */
  private static final int SESSION_TIMEOUT_MILLIS = 15_000;

  /** Limit for closing a client: an unavailable broker must not delay the shutdown. */
  private static final Duration CLOSE = Duration.ofSeconds(2);

  private static final int METADATA_AGE_MILLIS = 5_000;
  private static final int TRANSACTION_TIMEOUT_MILLIS = 20_000;
  private static final int ADMIN_MILLIS = 15_000;

  private final EvaluatorConfig config;
  private final String group;
  private final String baselineGroup;
  private final String instance;

  /**
   * Makes a source of clients for one instance of both groups.
   *
   * @param group group of the scorers of a model
   * @param baselineGroup group in which the evaluators of all models test baselines
   * @param instance name that is unique in each group
   */
  public KafkaScorerClients(
      EvaluatorConfig config, String group, String baselineGroup, String instance) {
    this.config = config;
    this.group = group;
    this.baselineGroup = baselineGroup;
    this.instance = instance;
  }

  @Override
  public Consumer<byte[], byte[]> followingConsumer() {
    return consumer(Map.of());
  }

  @Override
  public Consumer<byte[], byte[]> exampleConsumer() {
    return consumer(ofExamples(Map.of(ConsumerConfig.GROUP_ID_CONFIG, group)));
  }

  @Override
  public Consumer<byte[], byte[]> baselineConsumer() {
    return consumer(ofExamples(FirstModelAssignor.settings(baselineGroup, config.modelName())));
  }

  private static Map<String, Object> ofExamples(Map<String, ?> membership) {
    Map<String, Object> settings = new HashMap<>(membership);
    // how long it takes until the topic of a new task is noticed
    settings.put(ConsumerConfig.METADATA_MAX_AGE_CONFIG, METADATA_AGE_MILLIS);
    return settings;
  }

  private Consumer<byte[], byte[]> consumer(Map<String, ?> more) {
    Map<String, Object> overrides = new HashMap<>(more);
    overrides.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    overrides.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    overrides.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    Map<String, Object> properties = new HashMap<>(FetchLimits.settings());
    properties.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, SESSION_TIMEOUT_MILLIS);
    properties.putAll(config.consumerProperties(overrides));
    return new KafkaConsumer<>(
        properties, new ByteArrayDeserializer(), new ByteArrayDeserializer()) {
      @Override
      public void close() {
        close(CloseOptions.timeout(CLOSE));
      }
    };
  }

  @Override
  public Producer<byte[], byte[]> predictionProducer() {
    return producer(group + "-" + instance);
  }

  @Override
  public Producer<byte[], byte[]> baselineProducer() {
    return producer(baselineGroup + "-" + instance);
  }

  private Producer<byte[], byte[]> producer(String transactionalId) {
    return new KafkaProducer<>(
        config.producerProperties(
            Map.of(
                ProducerConfig.TRANSACTIONAL_ID_CONFIG,
                transactionalId,
                ProducerConfig.TRANSACTION_TIMEOUT_CONFIG,
                TRANSACTION_TIMEOUT_MILLIS)),
        new ByteArraySerializer(),
        new ByteArraySerializer()) {
      @Override
      public void close() {
        close(CLOSE); // every send is in a transaction, and commits are waited for
      }
    };
  }

  @Override
  public Admin admin() {
    Map<String, Object> properties = new HashMap<>(config.adminProperties());
    // so that an unavailable broker is reported soon
    properties.putIfAbsent(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, ADMIN_MILLIS);
    properties.putIfAbsent(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, ADMIN_MILLIS);
    return Admin.create(properties);
  }
}
