package io.headwater.serving.internal;

import io.headwater.schemas.Prediction;
import io.headwater.schemas.Refusal;
import io.headwater.schemas.Split;
import io.headwater.schemas.Topics;
import io.headwater.schemas.contract.DeadLetter;
import io.headwater.schemas.contract.Rejection;
import io.headwater.schemas.contract.Validated;
import io.headwater.service.retry.Retry;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Makes the records that a request's outcome is told by: a prediction, a copy of it on the topic
 * that the caller names, and a dead letter of what was refused.
 */
final class Outcomes {
  private final Topics topics;
  private final String model;
  private final LongSupplier version;
  private final Serializer<Prediction> serializer;
  private final int largestLetter;

  /**
   * Takes what the records are made with.
   *
   * @param model name of the model that is served
   * @param version supplies the version in service
   * @param largestLetter maximum size of a dead letter in bytes
   */
  Outcomes(
      Topics topics,
      String model,
      LongSupplier version,
      Serializer<Prediction> serializer,
      int largestLetter) {
    this.topics = topics;
    this.model = model;
    this.version = version;
    this.serializer = serializer;
    this.largestLetter = largestLetter;
  }

  /**
   * Returns the records of an outcome. Waits for a registry that is unavailable.
   *
   * @param copyTo topic that gets a copy of the prediction
   */
  List<ProducerRecord<byte[], byte[]>> of(HandledRequest handled, Optional<String> copyTo) {
    List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
    Prediction prediction =
        handled.result().fold(answer -> answer, why -> refusal(handled.request(), why));
    byte[] key = prediction.getId().getBytes(StandardCharsets.UTF_8);
    byte[] value =
        Retry.BETWEEN_POLLS.call(
            "write an answer", () -> serializer.serialize(topics.predictions(), prediction));
    records.add(reply(topics.predictions(), key, value, handled.request()));
    // The copy has the same bytes: a schema that a caller's subject refuses must not stop requests.
    copyTo.ifPresent(topic -> records.add(reply(topic, key, value, handled.request())));
    if (handled.result() instanceof Validated.Refused<Prediction> refused) {
      records.add(letter(handled.request(), refused.rejection()));
    }
    return records;
  }

  private static ProducerRecord<byte[], byte[]> reply(
      String topic, byte[] key, byte[] value, ReceivedRequest request) {
    ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(topic, key, value);
    ReplyTopics.correlationId(request.message().headers()).ifPresent(record.headers()::add);
    return record;
  }

  private Prediction refusal(ReceivedRequest request, Rejection rejection) {
    String task = request.request().getTask();
    return Prediction.newBuilder()
        .setId(request.replyId())
        .setTask(Topics.isTaskName(task) ? task : "")
        .setModel(model)
        .setVersion(version.getAsLong())
        .setOutput(new Refusal(rejection.reason().name(), rejection.detail()))
        .setSplit(Split.SERVING)
        .setOrigin(request.origin())
        .setLatencyMillis(0)
        .setPredictedAt(Instant.now())
        .setRequestedAt(request.requestedAt().orElse(null))
        .build();
  }

  private ProducerRecord<byte[], byte[]> letter(ReceivedRequest request, Rejection rejection) {
    return DeadLetter.of(
        topics.deadLetters(),
        new DeadLetter.Refusal(request.message(), rejection, Optional.empty(), Optional.of(model)),
        largestLetter);
  }
}
