package io.headwater.serving.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.schemas.PredictionRequest;
import io.headwater.schemas.contract.ExampleRules;
import io.headwater.schemas.contract.Rejection;
import io.headwater.schemas.contract.RejectionReason;
import io.headwater.schemas.serde.InMemorySchemaRegistry;
import io.headwater.schemas.serde.RecordDeserializer;
import io.headwater.schemas.serde.RecordSerializer;
import io.headwater.serving.RequestShare;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class RequestReaderTest {
  private static final String TOPIC = "headwater.requests";
  private static final int MOST = 20;

  private final InMemorySchemaRegistry registry = new InMemorySchemaRegistry();
  private final RequestReader reader =
      new RequestReader(new RecordDeserializer<>(registry, PredictionRequest.class), MOST);

  @Test
  void shouldTakeARequestAtItsLimits() {
    RequestReader.Read read =
        read(request("i".repeat(ExampleRules.LONGEST_ID), "x".repeat(12), "y".repeat(8)));

    assertThat(read.fault()).isEmpty();
    assertThat(read.request().question().textPair()).contains("y".repeat(8));
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
  void shouldFindTheIdThatTheCallerWaitsFor() {
    assertThat(replyId("key", request("a", "x", null))).isEqualTo("a");
    assertThat(replyId(null, request("a", "", null))).isEqualTo("a");
    assertThat(replyId("key", request(" ", "x", null))).isEqualTo("key");
    assertThat(replyId("key", request("i".repeat(1_001), "x", null))).isEqualTo("key");
    assertThat(replyId("k".repeat(1_001), request("", "x", null))).isEmpty();
    assertThat(read(new ConsumerRecord<>(TOPIC, 0, 0, bytes("key"), bytes("?"))).request())
        .extracting(ReceivedRequest::replyId)
        .isEqualTo("key");
  }

  private String replyId(String key, PredictionRequest request) {
    byte[] value = new RecordSerializer<PredictionRequest>(registry).serialize(TOPIC, request);
    return read(new ConsumerRecord<>(TOPIC, 0, 0, bytes(key), value)).request().replyId();
  }

  private static byte[] bytes(String text) {
    return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void shouldTakeTheTimeOfTheRecordWhereTheRequestSaysNone() {
    Instant said = Instant.parse("2026-11-30T12:00:00Z");
    PredictionRequest silent = request("a", "x", null);
    PredictionRequest dated = PredictionRequest.newBuilder(silent).setRequestedAt(said).build();

    assertThat(stamped(1_700_000_000_123L, dated).requestedAt()).contains(said);
    assertThat(stamped(1_700_000_000_123L, silent).requestedAt())
        .contains(Instant.ofEpochMilli(1_700_000_000_123L));
    assertThat(stamped(ConsumerRecord.NO_TIMESTAMP, silent).requestedAt()).isEmpty();
  }

  private static ReceivedRequest stamped(long timestamp, PredictionRequest request) {
    return new ReceivedRequest(
        request,
        new ConsumerRecord<>(
            TOPIC,
            0,
            0,
            timestamp,
            TimestampType.CREATE_TIME,
            0,
            0,
            null,
            null,
            new RecordHeaders(),
            Optional.empty()));
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

    RequestReader.Read read = read(message);

    assertThat(read.request().message()).isSameAs(message);
    assertThat(read.request().replyId().length()).isLessThanOrEqualTo(ExampleRules.LONGEST_ID);
    assertThat(read.fault().isPresent() || !read.request().request().getText().isBlank()).isTrue();
  }

  private static Optional<Rejection> rejection(RequestReader.Read read) {
    return read.fault();
  }

  private RequestReader.Read read(PredictionRequest request) {
    byte[] value = new RecordSerializer<PredictionRequest>(registry).serialize(TOPIC, request);
    return read(new ConsumerRecord<>(TOPIC, 0, 0, null, value));
  }

  private RequestReader.Read read(ConsumerRecord<byte[], byte[]> message) {
    return reader.read(message, RequestShare.UNNAMED).orElseThrow();
  }

  private static PredictionRequest request(String id, String text, String pair) {
    return PredictionRequest.newBuilder()
        .setId(id)
        .setTask("a")
        .setText(text)
        .setTextPair(pair)
        .build();
  }
}
