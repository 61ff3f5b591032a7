package io.headwater.evaluator.topology.internal;

import io.headwater.evaluator.topology.TopologyCounters;
import io.headwater.evaluator.topology.internal.JoinInput.Guess;
import io.headwater.evaluator.topology.internal.JoinInput.Truth;
import io.headwater.schemas.LabeledExample;
import io.headwater.schemas.Prediction;
import io.headwater.schemas.Topics;
import io.headwater.schemas.serde.Patience;
import io.headwater.schemas.serde.UnreadableRecordException;
import java.util.Optional;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/**
 * Reads examples or predictions and passes on what the join needs, keyed by task and id.
 *
 * @param <T> type of the records
 */
abstract class Slimmer<T> extends ContextualProcessor<byte[], byte[], String, JoinInput> {
  private final Deserializer<T> deserializer;
  private final TopologyCounters counters;

  Slimmer(Deserializer<T> deserializer, TopologyCounters counters) {
    this.deserializer = deserializer;
    this.counters = counters;
  }

  /** A record's task and id, and what the join needs of it. */
  record Keyed(String task, String id, Optional<? extends JoinInput> input) {}

  abstract Keyed slim(String topic, T value);

  @Override
  public void process(Record<byte[], byte[]> record) {
    String topic = context().recordMetadata().map(RecordMetadata::topic).orElse("");
    T value;
    try {
      value = Patience.whileRegistryIsAway(() -> deserializer.deserialize(topic, record.value()));
    } catch (UnreadableRecordException e) {
      counters.countUnreadable(); // a dead letter of the trainer
      return;
    }
    if (value == null) {
      counters.countUnreadable();
      return;
    }
    Keyed keyed = slim(topic, value);
    if (keyed.input().isEmpty()) {
      counters.countUnscorable();
      return;
    }
    // ids are unique within their task only, and a task's name holds no colon
    context()
        .forward(record.withKey(keyed.task() + ":" + keyed.id()).withValue(keyed.input().get()));
  }

  /** Examples become truths. */
  static final class OfExamples extends Slimmer<LabeledExample> {
    private final Topics topics;

    OfExamples(
        Topics topics, Deserializer<LabeledExample> deserializer, TopologyCounters counters) {
      super(deserializer, counters);
      this.topics = topics;
    }

    @Override
    Keyed slim(String topic, LabeledExample example) {
      // an example that names another task than its topic's must not become that task's label
      return new Keyed(
          example.getTask(),
          example.getId(),
          Outcome.of(example.getTarget())
              .filter(outcome -> topics.taskOf(topic).equals(example.getTask()))
              .map(Truth::new));
    }
  }

  /** Predictions become guesses. */
  static final class OfPredictions extends Slimmer<Prediction> {
    OfPredictions(Deserializer<Prediction> deserializer, TopologyCounters counters) {
      super(deserializer, counters);
    }

    @Override
    Keyed slim(String topic, Prediction prediction) {
      return new Keyed(
          prediction.getTask(),
          prediction.getId(),
          Outcome.of(prediction.getOutput())
              .map(
                  outcome ->
                      new Guess(
                          prediction.getModel(),
                          prediction.getTask(),
                          prediction.getSplit(),
                          prediction.getVersion(),
                          prediction.getPredictedAt().toEpochMilli(),
                          outcome)));
    }
  }
}
