package io.headwater.serving.internal;

import io.headwater.schemas.PredictionRequest;
import io.headwater.schemas.contract.Question;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A request that may be answered.
 *
 * @param message the record it arrived in
 */
record ReceivedRequest(PredictionRequest request, ConsumerRecord<byte[], byte[]> message) {

  /** Returns the question for the model. */
  Question question() {
    return new Question(request.getText(), Optional.ofNullable(request.getTextPair()));
  }
}
