package io.headwater.serving.internal;

import io.headwater.schemas.PredictionRequest;
import io.headwater.schemas.RecordOrigin;
import io.headwater.schemas.contract.ExampleRules;
import io.headwater.schemas.contract.Question;
import io.headwater.schemas.contract.Texts;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A record of the requests topic, and the request in it.
 *
 * @param request the request; with empty fields where the record cannot be read
 * @param message the record it arrived in
 */
record ReceivedRequest(PredictionRequest request, ConsumerRecord<byte[], byte[]> message) {

  /** Returns a record in which no request can be read. */
  static ReceivedRequest unreadable(ConsumerRecord<byte[], byte[]> message) {
    return new ReceivedRequest(
        PredictionRequest.newBuilder().setId("").setTask("").setText("").build(), message);
  }

  /** Returns the question for the model. */
  Question question() {
    return new Question(request.getText(), Optional.ofNullable(request.getTextPair()));
  }

  /**
   * Returns the id by which the caller finds the reply: that of the request, or else its record's
   * key; empty if neither is of use.
   */
  String replyId() {
    String key = message.key() == null ? "" : new String(message.key(), StandardCharsets.UTF_8);
    return Stream.of(request.getId(), key)
        .filter(id -> !Texts.isBlank(id) && id.length() <= ExampleRules.LONGEST_ID)
        .findFirst()
        .orElse("");
  }

  /**
   * Returns when the request was made: as it says itself, or else when its record was stamped;
   * empty if neither is known.
   */
  Optional<Instant> requestedAt() {
    return request.getRequestedAt().equals(Instant.EPOCH)
        ? Optional.of(message.timestamp())
            .filter(timestamp -> timestamp != ConsumerRecord.NO_TIMESTAMP)
            .map(Instant::ofEpochMilli)
        : Optional.of(request.getRequestedAt());
  }

  /** Returns where the request lies. */
  RecordOrigin origin() {
    return new RecordOrigin(message.topic(), message.partition(), message.offset());
  }
}
