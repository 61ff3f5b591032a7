package io.headwater.trainer.assembly;

import io.headwater.model.TaskModule;
import io.headwater.model.learning.RowTarget;
import io.headwater.model.learning.TrainingRow;
import io.headwater.model.serving.InputText;
import io.headwater.model.tokenizer.Tokenizer;
import io.headwater.schemas.LabelTarget;
import io.headwater.schemas.LabeledExample;
import io.headwater.schemas.ReferencesTarget;
import io.headwater.schemas.ScoreTarget;
import io.headwater.schemas.contract.ExampleRules;
import io.headwater.schemas.contract.Rejection;
import io.headwater.schemas.contract.RejectionReason;
import io.headwater.schemas.serde.RecordDeserializer;
import io.headwater.schemas.serde.UnreadableRecordException;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Turns a record into a row, or says why it is refused. */
public final class ExampleReader {
  private final RecordDeserializer<LabeledExample> deserializer;
  private final Tokenizer tokenizer;

  /** What a record is. */
  public sealed interface Reading {
    /**
     * The record may be trained on.
     *
     * @param row its row
     */
    record Accepted(TrainingRow row) implements Reading {}

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
    this.tokenizer = tokenizer;
  }

  /**
   * Reads a record of a topic.
   *
   * @param topicTask task of the topic
   * @param adopted the task, where the model has it
   * @throws io.headwater.schemas.serde.RegistryUnavailableException if it cannot be read just now
   */
  public Reading read(
      ConsumerRecord<byte[], byte[]> message, String topicTask, Optional<AdoptedTask> adopted) {
    if (adopted.isEmpty()) {
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
    AdoptedTask task = adopted.get();
    return ExampleRules.check(task.spec(), example)
        .<Reading>map(Reading.Refused::new)
        .orElseGet(() -> new Reading.Accepted(row(task, example)));
  }

  private TrainingRow row(AdoptedTask task, LabeledExample example) {
    TaskModule module = task.module();
    String text = InputText.of(example.getText(), Optional.ofNullable(example.getTextPair()));
    int[] input = tokenizer.encode(text, module.maxInputTokens());
    return new TrainingRow(
        task.index(), input, target(module, example), (float) example.getWeight());
  }

  private RowTarget target(TaskModule module, LabeledExample example) {
    if (example.getTarget() instanceof LabelTarget target) {
      return new RowTarget.Label(module.labels().indexOf(target.getLabel()));
    }
    if (example.getTarget() instanceof ScoreTarget target) {
      return new RowTarget.Score(module.scoreScale().shareOf(target.getScore()));
    }
    String reference = ((ReferencesTarget) example.getTarget()).getReferences().get(0);
    return new RowTarget.Text(tokenizer.encode(reference, module.maxTargetTokens()));
  }

  private static Reading refused(RejectionReason reason, String detail) {
    return new Reading.Refused(new Rejection(reason, detail));
  }
}
