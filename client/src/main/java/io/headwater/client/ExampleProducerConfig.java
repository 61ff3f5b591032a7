package io.headwater.client;

import static io.headwater.service.config.Allowed.atLeast;
import static io.headwater.service.config.Allowed.between;
import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;

import io.headwater.service.config.ServiceConfig;
import io.headwater.service.config.Settings;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Configuration of an {@link ExampleProducer}. */
public class ExampleProducerConfig extends ServiceConfig {
  private static final Settings SETTINGS = new Settings();

  public static final String IN_FLIGHT =
      SETTINGS
          .integer("ingest.in.flight", 20_000, between(1, 10_000_000))
          .doc(
              MEDIUM,
              "Most examples sent and not yet answered; sending waits while there are that many."
                  + " It takes thousands of short texts to fill a batch for each partition; the"
                  + " memory that long ones take is limited by producer.buffer.memory.");

  public static final String CLOSE_TIMEOUT_MS =
      SETTINGS
          .longInteger("ingest.close.timeout.ms", 60_000, atLeast(0))
          .doc(
              MEDIUM,
              "How long closing waits for the brokers to take what was sent, in milliseconds.");

  public static final String PARTITIONS =
      SETTINGS
          .integer("ingest.partitions", 4, between(1, 10_000))
          .doc(MEDIUM, "Partitions of a task's examples topic if it is created.");

  /**
   * Checks the settings.
   *
   * @throws org.apache.kafka.common.config.ConfigException if a key is unknown or a value is not
   *     allowed
   */
  public ExampleProducerConfig(Map<String, ?> settings) {
    super(definition(), settings);
  }

  /** Returns the keys of an example producer, including those that every service has. */
  public static Settings definition() {
    return ServiceConfig.definition().with(SETTINGS);
  }

  final int inFlight() {
    return getInt(IN_FLIGHT);
  }

  final Duration closeTimeout() {
    return Duration.ofMillis(getLong(CLOSE_TIMEOUT_MS));
  }

  final int partitions() {
    return getInt(PARTITIONS);
  }

  /**
   * Returns the settings of the Kafka producer. Records are written in order and without
   * duplicates, whatever the user passes through. Unless the user says otherwise, batches are
   * compressed with lz4, the fastest of the codecs, and retries never end.
   */
  public final Map<String, Object> clientProperties() {
    Map<String, Object> properties =
        new HashMap<>(
            producerProperties(
                Map.of(
                    ProducerConfig.ACKS_CONFIG,
                    "all",
                    ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
                    "true",
                    ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG,
                    StringSerializer.class.getName(),
                    ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG,
                    ByteArraySerializer.class.getName())));
    properties.putIfAbsent(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    properties.putIfAbsent(ProducerConfig.LINGER_MS_CONFIG, "5");
    properties.putIfAbsent(ProducerConfig.BATCH_SIZE_CONFIG, "65536");
    properties.putIfAbsent(
        ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, String.valueOf(Integer.MAX_VALUE));
    properties.putIfAbsent(ProducerConfig.MAX_BLOCK_MS_CONFIG, String.valueOf(Long.MAX_VALUE));
    return properties;
  }
}
