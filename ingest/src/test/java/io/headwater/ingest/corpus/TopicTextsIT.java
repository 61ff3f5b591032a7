package io.headwater.ingest.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.headwater.cluster.EmbeddedCluster;
import io.headwater.cluster.junit.TopicPrefix;
import io.headwater.cluster.junit.WithCluster;
import io.headwater.schemas.LabelTarget;
import io.headwater.schemas.LabeledExample;
import io.headwater.schemas.ReferencesTarget;
import io.headwater.schemas.TopicCatalogue;
import io.headwater.schemas.serde.RecordSerializer;
import io.headwater.schemas.serde.SchemaRegistry;
import io.headwater.service.config.ServiceConfig;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@WithCluster
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class TopicTextsIT {
  @Test
  void shouldReadTheFirstExamplesOfATask(EmbeddedCluster cluster, @TopicPrefix String prefix)
      throws Exception {
    ServiceConfig config =
        new ServiceConfig(
            ServiceConfig.definition(),
            Map.of(
                ServiceConfig.BOOTSTRAP_SERVERS, cluster.bootstrapServers(),
                ServiceConfig.SCHEMA_REGISTRY_URL, cluster.registryUrl(),
                ServiceConfig.TOPIC_PREFIX, prefix));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TopicTexts.read(config, "mail", 10, text -> {}))
        .withMessage("topic " + prefix + "examples.mail does not exist");
    send(config);

    assertThat(read(config, 10)).containsExactly("one", "pair", "two", "first", "second", "three");
    assertThat(read(config, 1)).containsExactly("one", "pair");
  }

  private static List<String> read(ServiceConfig config, long records) {
    List<String> texts = new ArrayList<>();
    TopicTexts.read(config, "mail", records, texts::add);
    return texts;
  }

  private static void send(ServiceConfig config) throws Exception {
    String topic = config.topics().examples("mail");
    LabeledExample one = example("one").setTextPair("pair").build();
    LabeledExample two =
        example("two").setTarget(new ReferencesTarget(List.of("first", "second"))).build();
    try (SchemaRegistry registry = config.openRegistry();
        Admin admin = Admin.create(config.adminProperties());
        KafkaProducer<byte[], byte[]> producer =
            new KafkaProducer<>(
                config.producerProperties(Map.of()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
      TopicCatalogue.ensure(admin, config.topics(), List.of(topic));
      RecordSerializer<LabeledExample> serializer = new RecordSerializer<>(registry);
      byte[] key = {1};
      producer.send(new ProducerRecord<>(topic, key, serializer.serialize(topic, one))).get();
      producer.send(new ProducerRecord<>(topic, key, new byte[] {9, 9})).get();
      producer.send(new ProducerRecord<>(topic, key, serializer.serialize(topic, two))).get();
      producer
          .send(
              new ProducerRecord<>(
                  topic, key, serializer.serialize(topic, example("three").build())))
          .get();
    }
  }

  private static LabeledExample.Builder example(String text) {
    return LabeledExample.newBuilder()
        .setId(text)
        .setTask("mail")
        .setText(text)
        .setTarget(new LabelTarget("label"))
        .setOccurredAt(Instant.EPOCH);
  }
}
