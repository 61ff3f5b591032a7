package io.headwater.trainer.internal.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.cluster.EmbeddedCluster;
import io.headwater.cluster.junit.TopicPrefix;
import io.headwater.cluster.junit.WithCluster;
import io.headwater.model.checkpoint.ScoringBacklog;
import io.headwater.schemas.contract.SourcePartition;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a real broker says of groups that are behind, that never were, and of topics gone. */
@WithCluster
@Timeout(60)
class ScoringBacklogsIT {

  @Test
  void shouldReadHowFarEachEvaluatorIs(EmbeddedCluster cluster, @TopicPrefix String prefix)
      throws Exception {
    String topic = prefix + "examples.a";
    SourcePartition first = new SourcePartition(topic, "id", 0);
    SourcePartition second = new SourcePartition(topic, "id", 1);
    SourcePartition gone = new SourcePartition(prefix + "examples.gone", "id", 0);
    String group = ScoringBacklog.groupOf(prefix + "evaluator", "m");
    Map<String, Object> clients = Map.of("bootstrap.servers", cluster.bootstrapServers());
    try (Admin admin = Admin.create(clients)) {
      ScoringBacklogs backlogs = new ScoringBacklogs(admin, List.of(group, prefix + "never"));
      admin.createTopics(List.of(new NewTopic(topic, 2, (short) 1))).all().get();
      assertThat(backlogs.read(List.of(first, second))).isEmpty();

      fill(clients, second.topicPartition(), 5);
      admin
          .deleteRecords(Map.of(second.topicPartition(), RecordsToDelete.beforeOffset(3)))
          .all()
          .get();
      admin
          .alterConsumerGroupOffsets(
              group, Map.of(first.topicPartition(), new OffsetAndMetadata(7)))
          .all()
          .get();
      assertThat(backlogs.read(List.of(first, second, gone)))
          .containsExactly(new ScoringBacklog(group, Map.of(first, 7L, second, 3L)));
    }
  }

  private static void fill(Map<String, Object> clients, TopicPartition partition, int records)
      throws Exception {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(clients, new ByteArraySerializer(), new ByteArraySerializer())) {
      for (int i = 0; i < records; i++) {
        producer
            .send(
                new ProducerRecord<>(
                    partition.topic(), partition.partition(), new byte[0], new byte[0]))
            .get();
      }
    }
  }
}
