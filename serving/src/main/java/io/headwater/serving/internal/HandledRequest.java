package io.headwater.serving.internal;

import io.headwater.schemas.Prediction;
import io.headwater.schemas.contract.Rejection;
import io.headwater.schemas.contract.Validated;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A request and its outcome.
 *
 * @param message the request as it arrived
 * @param result the answer, or why it becomes a dead letter
 */
record HandledRequest(ConsumerRecord<byte[], byte[]> message, Validated<Prediction> result) {

  static HandledRequest answered(ConsumerRecord<byte[], byte[]> message, Prediction answer) {
    return new HandledRequest(message, new Validated.Accepted<>(answer));
  }

  static HandledRequest refused(ConsumerRecord<byte[], byte[]> message, Rejection rejection) {
    return new HandledRequest(message, new Validated.Refused<>(rejection));
  }
}
