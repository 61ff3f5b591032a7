package io.headwater.evaluator.internal.scorer;

import io.headwater.schemas.LabeledExample;
import io.headwater.schemas.TaskSpec;
import io.headwater.schemas.TaskState;
import io.headwater.schemas.Topics;
import io.headwater.schemas.contract.ExampleRules;
import io.headwater.schemas.serde.UnreadableRecordException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.Deserializer;

/** Reads examples and holds them against the specification of their task; used by one thread. */
final class ExampleIntake {
  private final Topics topics;
  private final Deserializer<LabeledExample> deserializer;
  private final TaskSpecs tasks;
  private final Duration taskWait;
  private final Map<String, Long> unknownSinceNanos = new HashMap<>();

  /** What became of a record. */
  sealed interface Taken {
    /** The record is an example that keeps its task's contract. */
    record Valid(TaskSpec task, LabeledExample example) implements Taken {}

    /** Nothing can be done with the record. */
    record Unfit(SkipReason reason) implements Taken {}

    /** The record has to wait for the specification of its task, and its partition with it. */
    record Wait() implements Taken {}
  }

  /**
   * Makes an intake.
   *
   * @param taskWait how long examples wait for the specification of their task
   */
  ExampleIntake(
      Topics topics,
      Deserializer<LabeledExample> deserializer,
      TaskSpecs tasks,
      Duration taskWait) {
    this.topics = topics;
    this.deserializer = deserializer;
    this.tasks = tasks;
    this.taskWait = taskWait;
  }

  /**
   * Takes a record in.
   *
   * @throws io.headwater.schemas.serde.RegistryUnavailableException if the record cannot be read
   *     now
   */
  Taken take(ConsumerRecord<byte[], byte[]> record) {
    LabeledExample example;
    try {
      example = deserializer.deserialize(record.topic(), record.value());
    } catch (UnreadableRecordException e) {
      return new Taken.Unfit(SkipReason.UNREADABLE);
    }
    if (example == null) {
      return new Taken.Unfit(SkipReason.UNREADABLE);
    }
    String task = topics.taskOf(record.topic());
    Optional<ExampleRules> rules = tasks.rulesOf(task);
    if (rules.isEmpty()) {
      long since = unknownSinceNanos.computeIfAbsent(task, name -> System.nanoTime());
      return System.nanoTime() - since >= taskWait.toNanos()
          ? new Taken.Unfit(SkipReason.UNKNOWN_TASK)
          : new Taken.Wait();
    }
    unknownSinceNanos.remove(task);
    TaskSpec spec = rules.get().task();
    if (spec.getState() == TaskState.RETIRED) {
      return new Taken.Unfit(SkipReason.RETIRED);
    }
    return rules.get().check(example).isPresent()
        ? new Taken.Unfit(SkipReason.INVALID)
        : new Taken.Valid(spec, example);
  }
}
