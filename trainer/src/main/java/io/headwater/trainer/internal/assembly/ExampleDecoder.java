package io.headwater.trainer.internal.assembly;

import io.headwater.model.learning.TrainingRow;
import io.headwater.schemas.LabeledExample;
import io.headwater.schemas.contract.ExampleRules;
import io.headwater.schemas.contract.Rejection;
import io.headwater.schemas.contract.RejectionReason;
import io.headwater.schemas.contract.Validated;
import io.headwater.schemas.serde.RecordDeserializer;
import io.headwater.schemas.serde.UnreadableRecordException;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Turns records into examples, or tells why they are refused, and examples into rows. */
public final class ExampleDecoder {
  private final RecordDeserializer<LabeledExample> deserializer;
  private final RowEncoder encoder;

  /** Makes a decoder that turns examples into rows with the given encoder. */
  public ExampleDecoder(RecordDeserializer<LabeledExample> deserializer, RowEncoder encoder) {
    this.deserializer = deserializer;
    this.encoder = encoder;
  }

  /**
   * Returns the example of a record, or the reason why the record is a dead letter.
   *
   * @param topicTask task of the topic
   * @param contract rules that examples of the task are checked against; empty if the task was not
   *     specified in time
   * @throws io.headwater.schemas.serde.RegistryUnavailableException if the registry cannot be
   *     reached, so that the record cannot be read now
   */
  public Validated<LabeledExample> read(
      ConsumerRecord<byte[], byte[]> message, String topicTask, Optional<ExampleRules> contract) {
    if (contract.isEmpty()) {
      return refused(
          RejectionReason.UNKNOWN_TASK, "task '" + topicTask + "' was not specified in time");
    }
    LabeledExample example;
    try {
      example = deserializer.deserialize(message.topic(), message.value());
    } catch (UnreadableRecordException e) {
      return new Validated.Refused<>(e.rejection());
    }
    if (example == null) {
      return refused(RejectionReason.NO_VALUE, "value is null but must be an example");
    }
    return Validated.of(example, contract.get().check(example));
  }

  /**
   * Returns a valid example reduced to what its row needs.
   *
   * @param task the task, if the model has a module for it already
   */
  ReadExample reduce(LabeledExample example, Optional<AdoptedTask> task) {
    return task.isPresent()
        ? encoder.reduce(task.get(), example)
        : new ReadExample.Whole(example, encoder);
  }

  /** Returns the row of a valid example; if it has a label, the task module must know the label. */
  public TrainingRow row(AdoptedTask task, LabeledExample example) {
    return encoder.row(task, example);
  }

  private static Validated<LabeledExample> refused(RejectionReason reason, String detail) {
    return new Validated.Refused<>(new Rejection(reason, detail));
  }
}
