package io.headwater.serving.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.schemas.LabelTarget;
import io.headwater.schemas.Prediction;
import io.headwater.schemas.PredictionRequest;
import io.headwater.schemas.Refusal;
import io.headwater.schemas.Split;
import io.headwater.schemas.Topics;
import io.headwater.schemas.contract.RecordSize;
import io.headwater.schemas.contract.Rejection;
import io.headwater.schemas.contract.RejectionReason;
import io.headwater.schemas.contract.ReplyHeaders;
import io.headwater.schemas.serde.InMemorySchemaRegistry;
import io.headwater.schemas.serde.RecordDeserializer;
import io.headwater.schemas.serde.RecordSerializer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

class OutcomesTest {
  private static final String REPLIES = "headwater.replies.shop";
  private static final Rejection REJECTION =
      new Rejection(RejectionReason.BLANK_TEXT, "text is '' but must be not blank");

  private final Topics topics = new Topics("headwater.");
  private final InMemorySchemaRegistry registry = new InMemorySchemaRegistry();
  private final Outcomes outcomes =
      new Outcomes(topics, "main", () -> 4, new RecordSerializer<>(registry), 1 << 20);

  @Test
  void shouldTellTheCallerAndTheDeadLettersWhyARequestWasRefused() {
    List<ProducerRecord<byte[], byte[]>> records =
        outcomes.of(HandledRequest.refused(request("a", "priority"), REJECTION), Optional.empty());

    assertThat(records)
        .extracting(ProducerRecord::topic)
        .containsExactly(topics.predictions(), topics.deadLetters());
    assertThat(records.get(0).key()).asString(StandardCharsets.UTF_8).isEqualTo("a");
    Prediction told = prediction(records.get(0));
    assertThat(told.getOutput())
        .isEqualTo(new Refusal("BLANK_TEXT", "text is '' but must be not blank"));
    assertThat(told.getId()).isEqualTo("a");
    assertThat(told.getTask()).isEqualTo("priority");
    assertThat(told.getModel()).isEqualTo("main");
    assertThat(told.getVersion()).isEqualTo(4);
    assertThat(told.getSplit()).isEqualTo(Split.SERVING);
    assertThat(told.getOrigin().getOffset()).isEqualTo(7);
  }

  @Test
  void shouldCopyTheReplyWithTheCorrelationIdAndRegisterNothingForIt() {
    ReceivedRequest request = request("a", "priority");
    request.message().headers().add(ReplyHeaders.CORRELATION_ID, new byte[] {1, 2, -3});
    Prediction answer =
        Prediction.newBuilder()
            .setId("a")
            .setTask("priority")
            .setModel("main")
            .setVersion(4)
            .setOutput(new LabelTarget("high"))
            .setLatencyMillis(1)
            .setPredictedAt(Instant.EPOCH)
            .build();

    List<ProducerRecord<byte[], byte[]>> records =
        outcomes.of(HandledRequest.answered(request, answer), Optional.of(REPLIES));

    assertThat(records)
        .extracting(ProducerRecord::topic)
        .containsExactly(topics.predictions(), REPLIES);
    assertThat(records)
        .allSatisfy(
            record ->
                assertThat(record.headers().lastHeader(ReplyHeaders.CORRELATION_ID).value())
                    .containsExactly(1, 2, -3));
    assertThat(records.get(1).value()).isEqualTo(records.get(0).value());
    assertThat(records.get(1).key()).isEqualTo(records.get(0).key());
    assertThat(prediction(records.get(1))).isEqualTo(answer);
  }

  @Property(tries = 50, seed = "1")
  void shouldNeverMakeAReplyThatIsTooLargeForABroker(
      @ForAll @IntRange(max = 400_000) int id,
      @ForAll @IntRange(max = 400_000) int task,
      @ForAll @IntRange(max = 400_000) int key,
      @ForAll @IntRange(max = 400_000) int correlation) {
    ReceivedRequest request = request("i".repeat(id), "t".repeat(task), "k".repeat(key));
    request.message().headers().add(ReplyHeaders.CORRELATION_ID, new byte[correlation]);

    List<ProducerRecord<byte[], byte[]>> records =
        outcomes.of(HandledRequest.refused(request, REJECTION), Optional.of(REPLIES));

    assertThat(records.subList(0, 2))
        .allSatisfy(
            record ->
                assertThat(RecordSize.of(record.key(), record.value(), record.headers()))
                    .isLessThan(10_000));
  }

  private Prediction prediction(ProducerRecord<byte[], byte[]> record) {
    return new RecordDeserializer<>(registry, Prediction.class)
        .deserialize(record.topic(), record.value());
  }

  private static ReceivedRequest request(String id, String task) {
    return request(id, task, "key");
  }

  private static ReceivedRequest request(String id, String task, String key) {
    return new ReceivedRequest(
        PredictionRequest.newBuilder().setId(id).setTask(task).setText("").build(),
        new ConsumerRecord<>(
            "headwater.requests", 2, 7, key.getBytes(StandardCharsets.UTF_8), null));
  }
}
