package io.headwater.serving.internal;

import io.headwater.schemas.Prediction;
import io.headwater.schemas.contract.Rejection;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What becomes of a request. */
sealed interface Reply {

  /** An answer. */
  record Answered(Prediction prediction) implements Reply {}

  /**
   * A dead letter.
   *
   * @param message the request as it arrived
   * @param rejection why it has no answer
   */
  record Refused(ConsumerRecord<byte[], byte[]> message, Rejection rejection) implements Reply {}
}
