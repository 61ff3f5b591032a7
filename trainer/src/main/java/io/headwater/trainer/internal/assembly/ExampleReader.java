package io.headwater.trainer.internal.assembly;

import io.headwater.model.learning.TrainingRow;
import io.headwater.model.tokenizer.Tokenizer;
import io.headwater.schemas.LabeledExample;
import io.headwater.schemas.contract.ExampleRules;
import io.headwater.schemas.contract.Rejection;
import io.headwater.schemas.contract.RejectionReason;
import io.headwater.schemas.serde.RecordDeserializer;
import io.headwater.schemas.serde.UnreadableRecordException;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Turns a record into an example, or says why it is refused; and an example into a row. */
public final class ExampleReader {
  private final RecordDeserializer<LabeledExample> deserializer;
  private final RowEncoder encoder;

  /** What a record is. */
  public sealed interface Reading {
    /**
     * The record holds what its task asks for.
     *
     * @param example its example
     */
    record Valid(LabeledExample example) implements Reading {}

    /**
     * The record is a dead letter.
     *
     * @param rejection why
     */
    record Refused(Rejection rejection) implements Reading {}
  }

  /** Makes a reader. */
  public ExampleReader(RecordDeserializer<LabeledExample> deserializer, Tokenizer tokenizer) {
    this.deserializer = deserializer;
    this.encoder = new RowEncoder(tokenizer);
  }

  /**
   * Reads a record of a topic.
   *
   * @param topicTask task of the topic
   * @param contract what examples of the task are checked against, where it is known
   * @throws io.headwater.schemas.serde.RegistryUnavailableException if it cannot be read just now
   */
  public Reading read(
      ConsumerRecord<byte[], byte[]> message, String topicTask, Optional<ExampleRules> contract) {
    if (contract.isEmpty()) {
      return refused(
          RejectionReason.UNKNOWN_TASK, "task '" + topicTask + "' was not specified in time");
    }
    LabeledExample example;
    try {
      example = deserializer.deserialize(message.topic(), message.value());
    } catch (UnreadableRecordException e) {
      return new Reading.Refused(e.rejection());
    }
    if (example == null) {
      return refused(RejectionReason.NO_VALUE, "value is null but must be an example");
    }
    return contract
        .get()
        .check(example)
        .<Reading>map(Reading.Refused::new)
        .orElseGet(() -> new Reading.Valid(example));
  }

  /** Returns the row of a valid example whose label, where it has one, the module knows. */
  public TrainingRow row(AdoptedTask task, LabeledExample example) {
    return encoder.row(task, example);
  }

  private static Reading refused(RejectionReason reason, String detail) {
    return new Reading.Refused(new Rejection(reason, detail));
  }
}
