package io.headwater.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headwater.cluster.EmbeddedCluster;
import io.headwater.cluster.junit.TopicPrefix;
import io.headwater.cluster.junit.WithCluster;
import io.headwater.schemas.LabelTarget;
import io.headwater.schemas.LabeledExample;
import io.headwater.schemas.PredictionRequest;
import io.headwater.schemas.TopicCatalogue;
import io.headwater.schemas.contract.RejectionReason;
import io.headwater.schemas.serde.RecordDeserializer;
import io.headwater.schemas.serde.RecordSerializer;
import io.headwater.schemas.serde.RegistryUnavailableException;
import io.headwater.schemas.serde.SchemaRefusedException;
import io.headwater.schemas.serde.SchemaRegistry;
import io.headwater.schemas.serde.UnreadableRecordException;
import io.headwater.service.config.ServiceConfig;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Records and their schemas on a real broker and registry. */
@WithCluster
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class SchemaRegistryIT {
  private static final LabeledExample EXAMPLE =
      LabeledExample.newBuilder()
          .setId("1")
          .setTask("tickets")
          .setText("Grüße, 世界 🌍")
          .setTarget(new LabelTarget("greeting"))
          .setOccurredAt(Instant.ofEpochMilli(1_700_000_000_123L))
          .setAttributes(Map.of("channel", "mail"))
          .build();

  @TempDir private Path folder;

  @Test
  void shouldKeepRecordsAndSchemaIdsOverRestart() throws Exception {
    Path data = folder.resolve("data");
    byte[] written;
    try (EmbeddedCluster cluster = EmbeddedCluster.start(EmbeddedCluster.Options.in(data))) {
      ServiceConfig config = configOf(cluster);
      String topic = config.topics().examples("tickets");
      try (Admin admin = Admin.create(config.adminProperties());
          SchemaRegistry registry = config.openRegistry()) {
        TopicCatalogue.ensure(admin, config.topics(), List.of(topic));
        written = new RecordSerializer<LabeledExample>(registry).serialize(topic, EXAMPLE);
        send(config, registry, topic);
      }
    }
    try (EmbeddedCluster cluster = EmbeddedCluster.start(EmbeddedCluster.Options.in(data))) {
      ServiceConfig config = configOf(cluster);
      String topic = config.topics().examples("tickets");
      try (SchemaRegistry registry = config.openRegistry()) {
        // Were ids given anew, this one would take the id of the example's schema.
        registry.register("other-value", SchemaBuilder.builder().doubleType());
        ConsumerRecord<String, LabeledExample> read = readFirst(config, registry, topic);
        assertThat(read.key()).isEqualTo("1");
        assertThat(read.value()).isEqualTo(EXAMPLE);
        assertThat(new RecordSerializer<LabeledExample>(registry).serialize(topic, EXAMPLE))
            .isEqualTo(written);
      }
    }
  }

  @Test
  @WithCluster(own = true)
  void shouldTellWhatIsWrongFromWhatIsAway(EmbeddedCluster cluster) {
    ServiceConfig config = configOf(cluster);
    try (SchemaRegistry registry = config.openRegistry();
        SchemaRegistry fresh = config.openRegistry()) {
      byte[] bytes = new RecordSerializer<LabeledExample>(registry).serialize("t", EXAMPLE);
      int id = ByteBuffer.wrap(bytes, 1, 4).getInt();

      assertThat(fresh.byId(id)).isEqualTo(LabeledExample.getClassSchema());
      assertUnreadable(registry, RejectionReason.UNKNOWN_SCHEMA_ID, withId(bytes, id + 1000));
      int other = registry.register("other-value", PredictionRequest.getClassSchema());
      assertUnreadable(registry, RejectionReason.SCHEMA_MISMATCH, withId(bytes, other));
      assertThatThrownBy(() -> registry.register("t-value", SchemaBuilder.builder().longType()))
          .isInstanceOf(SchemaRefusedException.class)
          .hasMessageContaining("t-value");

      cluster.stopRegistry();
      assertThatThrownBy(() -> read(fresh, withId(bytes, other)))
          .isInstanceOf(RegistryUnavailableException.class)
          .hasMessageContaining(cluster.registryUrl());
      assertThatThrownBy(() -> fresh.register("new-value", SchemaBuilder.builder().longType()))
          .isInstanceOf(RegistryUnavailableException.class);
      assertThat(read(registry, bytes)).isEqualTo(EXAMPLE);
    }
  }

  @Test
  void shouldRefuseIncompatibleSchemaWhereRegistryWouldTakeIt(
      EmbeddedCluster cluster, @TopicPrefix String prefix) {
    Schema first = recordOf("first");
    Schema second = recordOf("second");
    try (SchemaRegistry registry = configOf(cluster).openRegistry()) {
      registry.register(prefix + "s-value", first);
      assertThatThrownBy(() -> registry.register(prefix + "s-value", second))
          .isInstanceOf(SchemaRefusedException.class);
    }
  }

  private static ServiceConfig configOf(EmbeddedCluster cluster) {
    return new ServiceConfig(
        ServiceConfig.definition(),
        Map.of(
            "bootstrap.servers",
            cluster.bootstrapServers(),
            "schema.registry.url",
            cluster.registryUrl(),
            "consumer.auto.offset.reset",
            "earliest",
            "producer.compression.type",
            "zstd"));
  }

  private static void send(ServiceConfig config, SchemaRegistry registry, String topic)
      throws Exception {
    try (KafkaProducer<String, LabeledExample> producer =
        new KafkaProducer<>(
            config.producerProperties(Map.of()),
            new StringSerializer(),
            new RecordSerializer<>(registry))) {
      producer.send(new ProducerRecord<>(topic, EXAMPLE.getId(), EXAMPLE)).get();
    }
  }

  private static ConsumerRecord<String, LabeledExample> readFirst(
      ServiceConfig config, SchemaRegistry registry, String topic) {
    try (KafkaConsumer<String, LabeledExample> consumer =
        new KafkaConsumer<>(
            config.consumerProperties(Map.of()),
            new StringDeserializer(),
            new RecordDeserializer<>(registry, LabeledExample.class))) {
      consumer.assign(List.of(new TopicPartition(topic, 0)));
      while (true) {
        for (ConsumerRecord<String, LabeledExample> record :
            consumer.poll(Duration.ofMillis(200))) {
          return record;
        }
      }
    }
  }

  private static void assertUnreadable(
      SchemaRegistry registry, RejectionReason reason, byte[] bytes) {
    assertThatThrownBy(() -> read(registry, bytes))
        .isInstanceOfSatisfying(
            UnreadableRecordException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }

  private static LabeledExample read(SchemaRegistry registry, byte[] bytes) {
    return new RecordDeserializer<>(registry, LabeledExample.class).deserialize("t", bytes);
  }

  private static byte[] withId(byte[] bytes, int id) {
    return ByteBuffer.wrap(bytes.clone()).putInt(1, id).array();
  }

  private static Schema recordOf(String field) {
    return SchemaBuilder.record("R").fields().requiredString(field).endRecord();
  }
}
