package io.headwater.serving.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.schemas.PredictionRequest;
import io.headwater.schemas.contract.ExampleRules;
import io.headwater.schemas.contract.Rejection;
import io.headwater.schemas.contract.RejectionReason;
import io.headwater.schemas.contract.Validated;
import io.headwater.schemas.serde.InMemorySchemaRegistry;
import io.headwater.schemas.serde.RecordDeserializer;
import io.headwater.schemas.serde.RecordSerializer;
import io.headwater.serving.RequestShare;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class RequestReaderTest {
  private static final String TOPIC = "headwater.requests";
  private static final int MOST = 20;

  private final InMemorySchemaRegistry registry = new InMemorySchemaRegistry();
  private final RequestReader reader =
      new RequestReader(new RecordDeserializer<>(registry, PredictionRequest.class), MOST);

  @Test
  void shouldTakeARequestAtItsLimits() {
    Validated<ReceivedRequest> read =
        read(request("i".repeat(ExampleRules.LONGEST_ID), "x".repeat(12), "y".repeat(8)));

    assertThat(read).isInstanceOf(Validated.Accepted.class);
    assertThat(((Validated.Accepted<ReceivedRequest>) read).value().question().textPair())
        .contains("y".repeat(8));
  }

  @Test
  void shouldRefuseInOneSentenceWhatCannotBeAnsweredInBoundedTime() {
    assertThat(rejection(read(request("a", "x".repeat(13), "y".repeat(8)))))
        .contains(
            new Rejection(
                RejectionReason.TOO_LARGE, "text has 21 characters but must have at most 20"));
    assertThat(rejection(read(request("i".repeat(1_001), "x", null))))
        .contains(
            new Rejection(
                RejectionReason.TOO_LARGE, "id has 1001 characters but must have at most 1000"));
    assertThat(rejection(read(request("", "x", null))))
        .map(Rejection::reason)
        .contains(RejectionReason.BLANK_ID);
    assertThat(rejection(read(request("a", " ", "y"))))
        .map(Rejection::reason)
        .contains(RejectionReason.BLANK_TEXT);
    assertThat(rejection(read(new ConsumerRecord<>(TOPIC, 0, 0, null, null))))
        .map(Rejection::reason)
        .contains(RejectionReason.NO_VALUE);
  }

  @Test
  void shouldLeaveEachRecordToExactlyOneShare() {
    List<RequestShare> shares =
        List.of(RequestShare.UNNAMED, RequestShare.of("main"), RequestShare.of("other"));

    assertThat(takers(request("a", "x", null), shares)).containsExactly(RequestShare.UNNAMED);
    assertThat(takers(named("a", "x", " "), shares)).containsExactly(RequestShare.UNNAMED);
    assertThat(takers(named("a", "x", "other"), shares)).containsExactly(RequestShare.of("other"));
    assertThat(takers(named("", "", "main"), shares))
        .as("a bad request is refused by the model it names")
        .containsExactly(RequestShare.of("main"));
    assertThat(takers(new byte[] {7}, shares)).containsExactly(RequestShare.UNNAMED);
    assertThat(takers((byte[]) null, shares)).containsExactly(RequestShare.UNNAMED);
  }

  private List<RequestShare> takers(PredictionRequest request, List<RequestShare> shares) {
    return takers(
        new RecordSerializer<PredictionRequest>(registry).serialize(TOPIC, request), shares);
  }

  private List<RequestShare> takers(byte[] value, List<RequestShare> shares) {
    ConsumerRecord<byte[], byte[]> message = new ConsumerRecord<>(TOPIC, 0, 0, null, value);
    return shares.stream().filter(share -> reader.read(message, share).isPresent()).toList();
  }

  private static PredictionRequest named(String id, String text, String model) {
    return PredictionRequest.newBuilder(request(id, text, null)).setModel(model).build();
  }

  @Property(seed = "7")
  void shouldReadOrRefuseAnyBytes(@ForAll byte[] bytes) {
    ConsumerRecord<byte[], byte[]> message = new ConsumerRecord<>(TOPIC, 0, 0, null, bytes);

    assertThat(read(message).<Object>fold(ReceivedRequest::message, Rejection::reason))
        .isInstanceOfAny(ConsumerRecord.class, RejectionReason.class);
  }

  private static Optional<Rejection> rejection(Validated<?> read) {
    return read.fold(value -> Optional.empty(), Optional::of);
  }

  private Validated<ReceivedRequest> read(PredictionRequest request) {
    byte[] value = new RecordSerializer<PredictionRequest>(registry).serialize(TOPIC, request);
    return read(new ConsumerRecord<>(TOPIC, 0, 0, null, value));
  }

  private Validated<ReceivedRequest> read(ConsumerRecord<byte[], byte[]> message) {
    return reader.read(message, RequestShare.UNNAMED).orElseThrow();
  }

  private static PredictionRequest request(String id, String text, String pair) {
    return PredictionRequest.newBuilder()
        .setId(id)
        .setTask("a")
        .setText(text)
        .setTextPair(pair)
        .setRequestedAt(Instant.EPOCH)
        .build();
  }
}
