package io.headwater.trainer.internal;

import io.headwater.schemas.TopicCatalogue;
import io.headwater.service.topic.FetchLimits;
import io.headwater.trainer.TrainerConfig;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Makes the trainer's Kafka clients; tests override it. */
class TrainerClients {
  /** How long a broker may be unreachable before sent records count as lost. */
  private static final int PATIENCE_MILLIS = 10 * 60 * 1000;

  /** After how long the broker aborts a transaction of a producer that does not say: Kafka's. */
  private static final int TRANSACTION_MILLIS = 60_000;

  private static final int FETCH_WAIT_MILLIS = 100;
  private static final int ADMIN_MILLIS = 15_000;

  private final TrainerConfig config;

  TrainerClients(TrainerConfig config) {
    this.config = config;
  }

  /** Returns a consumer for reading a control topic, committed records only. */
  Consumer<byte[], byte[]> controlReader() {
    return consumer(
        "control", Map.of(), Map.of(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest"));
  }

  /** Returns the consumer of examples: committed records only, positions set by hand. */
  Consumer<byte[], byte[]> examplesReader() {
    Map<String, Object> defaults = new HashMap<>(FetchLimits.settings());
    // A long fetch of empty partitions would delay those just resumed.
    defaults.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, FETCH_WAIT_MILLIS);
    return consumer("examples", defaults, Map.of(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none"));
  }

  /** Returns the consumer whose partition stands for the right to train. */
  Consumer<byte[], byte[]> leadership() {
    int session = config.getInt(TrainerConfig.LEADER_SESSION_MS);
    return consumer(
        "leadership",
        Map.of(),
        Map.of(
            ConsumerConfig.GROUP_ID_CONFIG,
            config.group(),
            ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG,
            session,
            ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG,
            Math.max(1, session / 4),
            ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
            CooperativeStickyAssignor.class.getName(),
            ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
            "latest"));
  }

  /** Returns an admin client, which fails fast if the broker cannot be reached. */
  Admin admin() {
    Map<String, Object> properties = new HashMap<>(config.adminProperties());
    properties.putIfAbsent(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, ADMIN_MILLIS);
    properties.putIfAbsent(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, ADMIN_MILLIS);
    return Admin.create(properties);
  }

  /** Returns the producer of journal entries. */
  Producer<byte[], byte[]> journal() {
    return producer(
        "journal", Map.of(), Map.of(ProducerConfig.MAX_BLOCK_MS_CONFIG, PATIENCE_MILLIS));
  }

  /**
   * Returns the transactional producer of announcements. Each of its calls ends long before the
   * broker would abort the transaction and so fence the producer.
   */
  Producer<byte[], byte[]> announcements() {
    Map<String, Object> required = Map.of(ProducerConfig.TRANSACTIONAL_ID_CONFIG, config.group());
    int timeout =
        Integer.parseInt(
            String.valueOf(
                config
                    .producerProperties(required)
                    .getOrDefault(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, TRANSACTION_MILLIS)));
    return producer("announcer", required, Map.of(ProducerConfig.MAX_BLOCK_MS_CONFIG, timeout / 3));
  }

  private Consumer<byte[], byte[]> consumer(
      String role, Map<String, Object> defaults, Map<String, Object> required) {
    Map<String, Object> all = new HashMap<>(required);
    all.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    all.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    all.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    all.put(ConsumerConfig.CLIENT_ID_CONFIG, clientId(role));
    Map<String, Object> properties = new HashMap<>(config.consumerProperties(all));
    defaults.forEach(properties::putIfAbsent);
    return new KafkaConsumer<>(
        properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  private Producer<byte[], byte[]> producer(
      String role, Map<String, Object> required, Map<String, Object> defaults) {
    Map<String, Object> all = new HashMap<>(required);
    all.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    all.put(ProducerConfig.ACKS_CONFIG, "all");
    all.put(ProducerConfig.CLIENT_ID_CONFIG, clientId(role));
    // A dead letter can be as large as the largest record accepted, plus headers.
    all.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, TopicCatalogue.LARGEST_DEAD_LETTER);
    Map<String, Object> properties = new HashMap<>(config.producerProperties(all));
    properties.putIfAbsent(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS);
    defaults.forEach(properties::putIfAbsent);
    return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
  }

  private String clientId(String role) {
    return config.modelName() + "-trainer-" + role;
  }
}
