package io.headwater.evaluator.internal.topology;

import io.headwater.evaluator.baseline.Baselines;
import io.headwater.evaluator.internal.topology.JoinInput.Guess;
import io.headwater.evaluator.internal.topology.JoinInput.Truth;
import io.headwater.schemas.LabeledExample;
import io.headwater.schemas.Prediction;
import io.headwater.schemas.Refusal;
import io.headwater.schemas.Topics;
import io.headwater.schemas.serde.RecordDeserializer;
import io.headwater.schemas.serde.SchemaRegistry;
import io.headwater.schemas.serde.UnreadableRecordException;
import io.headwater.service.retry.Retry;
import java.util.Optional;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/**
 * Reads examples and the predictions of one model, and passes on what the join needs, keyed by task
 * and id.
 */
final class JoinInputMapper extends ContextualProcessor<byte[], byte[], String, JoinInput> {
  private final String model;
  private final Topics topics;
  private final Deserializer<LabeledExample> examples;
  private final Deserializer<Prediction> predictions;
  private final TopologyCounters counters;

  JoinInputMapper(String model, Topics topics, SchemaRegistry registry, TopologyCounters counters) {
    this.model = model;
    this.topics = topics;
    this.examples = new RecordDeserializer<>(registry, LabeledExample.class);
    this.predictions = new RecordDeserializer<>(registry, Prediction.class);
    this.counters = counters;
  }

  /** A record's task and id, and what the join needs of it. */
  private record Keyed(String task, String id, Optional<? extends JoinInput> input) {}

  @Override
  public void process(Record<byte[], byte[]> record) {
    String topic = context().recordMetadata().map(RecordMetadata::topic).orElse("");
    if (topic.equals(topics.predictions()) || topic.equals(topics.baselinePredictions())) {
      read(predictions, topic, record.value())
          .filter(this::isOurs)
          .ifPresent(prediction -> forward(record, ofPrediction(prediction)));
    } else {
      read(examples, topic, record.value())
          .ifPresent(example -> forward(record, ofExample(topic, example)));
    }
  }

  /**
   * Returns whether a prediction is an answer of the model or of a baseline that is tested beside
   * it. All others are counted by another evaluator. Answers of baselines are taken from either
   * topic, since earlier evaluators wrote them among the models'.
   */
  private boolean isOurs(Prediction prediction) {
    return !(prediction.getOutput() instanceof Refusal)
        && (prediction.getModel().equals(model)
            || (model.equals(prediction.getBeside())
                && prediction.getModel().startsWith(Baselines.PREFIX)));
  }

  private void forward(Record<byte[], byte[]> record, Keyed keyed) {
    if (keyed.input().isEmpty()) {
      counters.countUnscorable();
      return;
    }
    // ids are unique only within their task, and a task's name contains no colon
    context()
        .forward(record.withKey(keyed.task() + ":" + keyed.id()).withValue(keyed.input().get()));
  }

  private <T> Optional<T> read(Deserializer<T> deserializer, String topic, byte[] value) {
    Optional<T> read;
    try {
      read =
          Optional.ofNullable(
              Retry.BETWEEN_POLLS.call(
                  "read a record of " + topic, () -> deserializer.deserialize(topic, value)));
    } catch (UnreadableRecordException e) {
      read = Optional.empty();
    }
    if (read.isEmpty()) {
      counters.countUnreadable(); // the trainer makes a dead letter of an unreadable example
    }
    return read;
  }

  private Keyed ofExample(String topic, LabeledExample example) {
    // an example whose task is not its topic's must not become a label of the task it names
    return new Keyed(
        example.getTask(),
        example.getId(),
        OutputValue.ofTarget(example)
            .filter(output -> topics.taskOf(topic).equals(example.getTask()))
            .map(Truth::new));
  }

  private static Keyed ofPrediction(Prediction prediction) {
    return new Keyed(
        prediction.getTask(),
        prediction.getId(),
        OutputValue.of(prediction.getOutput())
            .map(
                output ->
                    new Guess(
                        prediction.getModel(),
                        prediction.getTask(),
                        prediction.getSplit(),
                        prediction.getVersion(),
                        prediction.getPredictedAt().toEpochMilli(),
                        output)));
  }
}
