package io.headwater.evaluator.internal.scorer;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.evaluator.baseline.Baselines;
import io.headwater.schemas.LabelTarget;
import io.headwater.schemas.LabeledExample;
import io.headwater.schemas.Prediction;
import io.headwater.schemas.TaskKind;
import io.headwater.schemas.TaskSpec;
import io.headwater.schemas.Topics;
import io.headwater.schemas.contract.SourcePartition;
import io.headwater.schemas.serde.InMemorySchemaRegistry;
import io.headwater.schemas.serde.RecordDeserializer;
import io.headwater.schemas.serde.RecordSerializer;
import io.headwater.service.health.Heartbeat;
import io.headwater.service.retry.Retry;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsResult;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BaselineSessionTest {
  private static final String TASK = "mood";

  private final Topics topics = new Topics("headwater.");
  private final TopicPartition partition = new TopicPartition(topics.examples(TASK), 0);
  private final InMemorySchemaRegistry registry = new InMemorySchemaRegistry();
  private final TaskSpecs tasks = new TaskSpecs();
  private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
  private final MockProducer<byte[], byte[]> producer =
      new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
  private final Map<SourcePartition, Long> learnedThrough = new HashMap<>();
  private final BaselineSession session =
      new BaselineSession(
          consumer,
          producer,
          new RecordSerializer<>(registry),
          new TopicIds(adminOf(topics.examples(TASK))),
          new BaselineSession.Parts(
              topics,
              "main",
              new ExampleIntake(
                  topics,
                  new RecordDeserializer<>(registry, LabeledExample.class),
                  tasks,
                  Duration.ofHours(1)),
              Baselines.all(),
              learnedThrough,
              new Heartbeat(Duration.ofMinutes(1)),
              Retry.USUAL.backoff(time -> false)));

  @BeforeEach
  void own() {
    session.start();
    consumer.updateBeginningOffsets(Map.of(partition, 0L));
    consumer.rebalance(List.of(partition));
    session.onPartitionsAssigned(List.of(partition));
  }

  @Test
  void shouldTestThenTrainAndCommitAnswersWithTheOffsets() {
    declare();
    example(0, "good");
    example(1, "bad");
    session.turn();

    assertThat(answers("baseline.repeat"))
        .singleElement()
        .satisfies(
            answer -> {
              assertThat(answer.getId()).isEqualTo("1");
              assertThat(((LabelTarget) answer.getOutput()).getLabel()).isEqualTo("good");
              assertThat(answer.getBeside()).isEqualTo("main");
              assertThat(answer.getOrigin().getOffset()).isEqualTo(1);
            });
    assertThat(committed()).isEqualTo(2);
    assertThat(producer.history())
        .extracting(ProducerRecord::topic)
        .as("apart from the answers of models")
        .containsOnly("headwater.baseline-predictions");
  }

  @Test
  void shouldNotTestAgainWhatIsReadAgainAfterAFailure() {
    declare();
    example(0, "good");
    example(1, "bad");
    session.turn();
    long answers = producer.history().size();
    consumer.seek(partition, 0);
    example(0, "good");
    example(1, "bad");
    example(2, "bad");
    session.turn();

    assertThat(answers("baseline.repeat")).extracting(Prediction::getId).containsExactly("1", "2");
    assertThat(producer.history()).hasSizeGreaterThan((int) answers);
    assertThat(committed()).isEqualTo(3);
  }

  @Test
  void shouldWaitForTheSpecificationAndPassOverWhatIsNoExample() {
    example(0, "good");
    session.turn();
    assertThat(producer.history()).isEmpty();
    assertThat(consumer.position(partition)).isZero();
    assertThat(consumer.paused()).containsExactly(partition);

    declare();
    session.turn(); // polls while it waits
    example(0, "good");
    consumer.addRecord(new ConsumerRecord<>(partition.topic(), 0, 1, null, new byte[] {7}));
    session.turn();
    assertThat(committed()).isEqualTo(2);
  }

  private void declare() {
    tasks.put(
        TaskSpec.newBuilder()
            .setName(TASK)
            .setKind(TaskKind.CLASSIFICATION)
            .setLabels(List.of("good", "bad"))
            .build());
  }

  private void example(long offset, String label) {
    LabeledExample example =
        LabeledExample.newBuilder()
            .setId(Long.toString(offset))
            .setTask(TASK)
            .setText("text")
            .setTarget(new LabelTarget(label))
            .setOccurredAt(Instant.EPOCH)
            .build();
    byte[] value =
        new RecordSerializer<LabeledExample>(registry).serialize(partition.topic(), example);
    consumer.addRecord(new ConsumerRecord<>(partition.topic(), 0, offset, null, value));
  }

  private List<Prediction> answers(String baseline) {
    RecordDeserializer<Prediction> deserializer =
        new RecordDeserializer<>(registry, Prediction.class);
    return producer.history().stream()
        .map(sent -> deserializer.deserialize(sent.topic(), sent.value()))
        .filter(prediction -> prediction.getModel().equals(baseline))
        .toList();
  }

  private long committed() {
    List<Map<String, Map<TopicPartition, OffsetAndMetadata>>> all =
        producer.consumerGroupOffsetsHistory();
    return all.get(all.size() - 1).values().iterator().next().get(partition).offset();
  }

  /** Returns an admin client that knows one topic. */
  private static Admin adminOf(String topic) {
    TopicDescription description =
        new TopicDescription(topic, false, List.of(), Set.of(), Uuid.randomUuid());
    DescribeTopicsResult found =
        new DescribeTopicsResult(null, Map.of(topic, KafkaFuture.completedFuture(description))) {};
    return (Admin)
        Proxy.newProxyInstance(
            Admin.class.getClassLoader(),
            new Class<?>[] {Admin.class},
            (proxy, method, arguments) -> found);
  }
}
