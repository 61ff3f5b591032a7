package io.headwater.evaluator.internal.scorer;

import io.headwater.evaluator.internal.scorer.LoadedVersions.Loaded;
import io.headwater.schemas.LabeledExample;
import io.headwater.schemas.TaskSpec;
import io.headwater.schemas.TaskState;
import io.headwater.schemas.Topics;
import io.headwater.schemas.contract.ExampleRules;
import io.headwater.schemas.contract.SourcePartition;
import io.headwater.schemas.serde.UnreadableRecordException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.Deserializer;

/** Decides whether a record is scored now, later or not at all; used by one thread. */
final class ScoringPolicy {
  private final ScorerSettings settings;
  private final Topics topics;
  private final Deserializer<LabeledExample> deserializer;
  private final TaskSpecs tasks;
  private final Announcements announcements;
  private final LoadedVersions versions;
  private final SampleRate sample;
  private final Map<String, Long> unknownSinceNanos = new HashMap<>();

  ScoringPolicy(
      ScorerSettings settings,
      Topics topics,
      Deserializer<LabeledExample> deserializer,
      TaskSpecs tasks,
      Announcements announcements,
      LoadedVersions versions,
      SampleRate sample) {
    this.settings = settings;
    this.topics = topics;
    this.deserializer = deserializer;
    this.tasks = tasks;
    this.announcements = announcements;
    this.versions = versions;
    this.sample = sample;
  }

  /**
   * Decides on a record.
   *
   * @throws io.headwater.schemas.serde.RegistryUnavailableException if the record cannot be read
   *     now
   */
  ScoringDecision decide(SourcePartition partition, ConsumerRecord<byte[], byte[]> record) {
    LabeledExample example;
    try {
      example = deserializer.deserialize(record.topic(), record.value());
    } catch (UnreadableRecordException e) {
      return new ScoringDecision.Skip(SkipReason.UNREADABLE, Optional.empty());
    }
    if (example == null) {
      return new ScoringDecision.Skip(SkipReason.UNREADABLE, Optional.empty());
    }
    String task = topics.taskOf(record.topic());
    Optional<ExampleRules> rules = tasks.rulesOf(task);
    if (rules.isEmpty()) {
      long since = unknownSinceNanos.computeIfAbsent(task, name -> System.nanoTime());
      return elapsed(since, settings.taskWait())
          ? new ScoringDecision.Skip(SkipReason.UNKNOWN_TASK, Optional.empty())
          : new ScoringDecision.Wait();
    }
    unknownSinceNanos.remove(task);
    TaskSpec spec = rules.get().task();
    if (spec.getState() == TaskState.RETIRED) {
      return new ScoringDecision.Skip(SkipReason.RETIRED, Optional.empty());
    }
    return rules.get().check(example).isPresent()
        ? new ScoringDecision.Skip(SkipReason.INVALID, Optional.empty())
        : judge(spec, partition, record.offset(), example);
  }

  private ScoringDecision judge(
      TaskSpec task, SourcePartition partition, long offset, LabeledExample example) {
    if (versions.isEmpty()) {
      return new ScoringDecision.Wait();
    }
    boolean patient = !elapsed(announcements.changedAtNanos(), settings.aheadWait());
    // no later version will have learned more of a paused task
    boolean learning = task.getState() == TaskState.ACTIVE;
    if (patient
        && learning
        && offset >= announcements.horizon(partition, settings.aheadRecords())) {
      return new ScoringDecision.Wait();
    }
    if (!sample.selects(example.getTask(), example.getId())) {
      return skip(SkipReason.SAMPLED_OUT, example);
    }
    Optional<Loaded> version = versions.choose(partition, offset);
    if (version.isEmpty()) {
      boolean coming = VersionPlan.choose(announcements.loadable(), partition, offset).isPresent();
      return coming ? new ScoringDecision.Wait() : skip(SkipReason.NO_LEGAL_VERSION, example);
    }
    if (!version.get().tasks().contains(example.getTask())) {
      // the next version may have the task module; records it has trained on by then are skipped
      boolean newest = announcements.loadable().lastKey() == version.get().version();
      return patient && newest ? new ScoringDecision.Wait() : skip(SkipReason.NO_MODULE, example);
    }
    return new ScoringDecision.Score(example, version.get());
  }

  private static ScoringDecision skip(SkipReason reason, LabeledExample example) {
    return new ScoringDecision.Skip(reason, Optional.of(example));
  }

  private static boolean elapsed(long sinceNanos, Duration wait) {
    return System.nanoTime() - sinceNanos >= wait.toNanos();
  }
}
