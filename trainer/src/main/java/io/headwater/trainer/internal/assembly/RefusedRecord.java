package io.headwater.trainer.internal.assembly;

import io.headwater.schemas.contract.DeadLetter;
import io.headwater.schemas.contract.RecordSize;
import io.headwater.schemas.contract.Rejection;
import io.headwater.schemas.contract.SourcePartition;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A record that is not trained on.
 *
 * @param source partition it was read from
 * @param message the record as it arrived
 * @param rejection why it was refused
 */
public record RefusedRecord(
    SourcePartition source, ConsumerRecord<byte[], byte[]> message, Rejection rejection) {
  /** Returns roughly how many bytes the record takes in memory, headers included. */
  public long size() {
    return RecordSize.of(message.key(), message.value(), message.headers());
  }

  /**
   * Returns what the record's dead letter is made from.
   *
   * @param model name of the model that is not trained on it
   */
  public DeadLetter.Refusal refusal(String model) {
    return new DeadLetter.Refusal(
        message, rejection, Optional.of(source.topicId()), Optional.of(model));
  }
}
