package io.headwater.evaluator.internal.scorer;

import io.headwater.evaluator.internal.scorer.LoadedVersions.Loaded;
import io.headwater.schemas.LabeledExample;
import io.headwater.schemas.TaskSpec;
import io.headwater.schemas.TaskState;
import io.headwater.schemas.Topics;
import io.headwater.schemas.contract.SourcePartition;
import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.Deserializer;

/** Decides whether a record is scored now, later or not at all; used by one thread. */
final class ScoringPolicy {
  private final ScorerSettings settings;
  private final ExampleIntake intake;
  private final Announcements announcements;
  private final LoadedVersions versions;
  private final SampleRate sample;

  ScoringPolicy(
      ScorerSettings settings,
      Topics topics,
      Deserializer<LabeledExample> deserializer,
      TaskSpecs tasks,
      Announcements announcements,
      LoadedVersions versions,
      SampleRate sample) {
    this.settings = settings;
    this.intake = new ExampleIntake(topics, deserializer, tasks, settings.taskWait());
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
    ExampleIntake.Taken taken = intake.take(record);
    if (taken instanceof ExampleIntake.Taken.Valid valid) {
      return judge(valid.task(), partition, record.offset(), valid.example());
    }
    return taken instanceof ExampleIntake.Taken.Unfit unfit
        ? new ScoringDecision.Skip(unfit.reason())
        : new ScoringDecision.Wait();
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
      return new ScoringDecision.Skip(SkipReason.SAMPLED_OUT);
    }
    Optional<Loaded> version = versions.choose(partition, offset);
    if (version.isEmpty()) {
      boolean coming = VersionPlan.choose(announcements.loadable(), partition, offset).isPresent();
      return coming
          ? new ScoringDecision.Wait()
          : new ScoringDecision.Skip(SkipReason.NO_LEGAL_VERSION);
    }
    if (!version.get().tasks().contains(example.getTask())) {
      // the next version may have the task module; records it has trained on by then are skipped
      boolean newest = announcements.loadable().lastKey() == version.get().version();
      return patient && newest
          ? new ScoringDecision.Wait()
          : new ScoringDecision.Skip(SkipReason.NO_MODULE);
    }
    return new ScoringDecision.Score(example, version.get());
  }

  private static boolean elapsed(long sinceNanos, Duration wait) {
    return System.nanoTime() - sinceNanos >= wait.toNanos();
  }
}
