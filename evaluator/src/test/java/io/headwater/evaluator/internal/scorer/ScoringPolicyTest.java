package io.headwater.evaluator.internal.scorer;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.model.TaskModule;
import io.headwater.model.checkpoint.SampleAnnouncements;
import io.headwater.model.serving.FakeServedModel;
import io.headwater.schemas.LabelTarget;
import io.headwater.schemas.LabeledExample;
import io.headwater.schemas.TaskKind;
import io.headwater.schemas.TaskSpec;
import io.headwater.schemas.TaskState;
import io.headwater.schemas.Topics;
import io.headwater.schemas.contract.SourcePartition;
import io.headwater.schemas.serde.InMemorySchemaRegistry;
import io.headwater.schemas.serde.RecordDeserializer;
import io.headwater.schemas.serde.RecordSerializer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ScoringPolicyTest {
  private static final String TASK = "intent";
  private static final long AHEAD = 10;

  private final Topics topics = new Topics("headwater.");
  private final InMemorySchemaRegistry registry = new InMemorySchemaRegistry();
  private final SourcePartition partition = new SourcePartition(topics.examples(TASK), "id", 0);
  private final TaskSpecs tasks = new TaskSpecs();
  private final Announcements announcements = new Announcements();

  @Test
  void shouldScoreALabelOfAnOpenSetThatTheModelDoesNotKnow() {
    ScoringPolicy policy = policy(List.of("known"));
    tasks.put(spec(TaskState.ACTIVE));

    assertThat(policy.decide(partition, record(0, "new")))
        .isInstanceOf(ScoringDecision.Score.class);
  }

  @Test
  void shouldWaitForTheNextVersionWhereNoLabelIsKnownYet() {
    ScoringPolicy policy = policy(List.of());
    tasks.put(spec(TaskState.ACTIVE));

    assertThat(policy.decide(partition, record(0, "new"))).isInstanceOf(ScoringDecision.Wait.class);
  }

  @Test
  void shouldScoreNoFurtherThanTheNextCutIsExpectedUnlessTheTaskIsPaused() {
    ScoringPolicy policy = policy(List.of("known"));
    tasks.put(spec(TaskState.ACTIVE));
    assertThat(policy.decide(partition, record(AHEAD, "a")))
        .isInstanceOf(ScoringDecision.Wait.class);

    tasks.put(spec(TaskState.PAUSED));
    assertThat(policy.decide(partition, record(AHEAD, "a")))
        .isInstanceOf(ScoringDecision.Score.class);
  }

  @Test
  void shouldPassOverATaskThatIsRetired() {
    ScoringPolicy policy = policy(List.of("known"));
    tasks.put(spec(TaskState.RETIRED));

    assertThat(policy.decide(partition, record(0, "known")))
        .isEqualTo(new ScoringDecision.Skip(SkipReason.RETIRED));
  }

  @ParameterizedTest
  @EnumSource(TaskState.class)
  void shouldWaitForASpecificationThatWasWithdrawn(TaskState state) {
    ScoringPolicy policy = policy(List.of("known"));
    tasks.put(spec(state));
    tasks.forget(TASK);

    assertThat(policy.decide(partition, record(0, "known")))
        .isInstanceOf(ScoringDecision.Wait.class);
  }

  private ScoringPolicy policy(List<String> labels) {
    announcements.announce(SampleAnnouncements.of(0).setTasks(List.of(TASK)).build());
    LoadedVersions versions = new LoadedVersions(announcements, unused -> model(labels));
    versions.update(Map.of(partition, 0L));
    Duration patience = Duration.ofHours(1);
    return new ScoringPolicy(
        new ScorerSettings("main", 8, AHEAD, patience, patience, 1000, 1000, false),
        topics,
        new RecordDeserializer<>(registry, LabeledExample.class),
        tasks,
        announcements,
        versions,
        new SampleRate(1000));
  }

  private static TaskSpec spec(TaskState state) {
    return TaskSpec.newBuilder()
        .setName(TASK)
        .setKind(TaskKind.CLASSIFICATION)
        .setOpenLabels(true)
        .setState(state)
        .build();
  }

  private ConsumerRecord<byte[], byte[]> record(long offset, String label) {
    LabeledExample example =
        LabeledExample.newBuilder()
            .setId("1")
            .setTask(TASK)
            .setText("text")
            .setTarget(new LabelTarget(label))
            .setOccurredAt(Instant.EPOCH)
            .build();
    try (RecordSerializer<LabeledExample> serializer = new RecordSerializer<>(registry)) {
      byte[] value = serializer.serialize(partition.topic(), example);
      return new ConsumerRecord<>(partition.topic(), 0, offset, new byte[0], value);
    }
  }

  private static FakeServedModel model(List<String> labels) {
    return FakeServedModel.of(
        0,
        List.of(new TaskModule(TASK, TaskKind.CLASSIFICATION, labels, -1, 64, 1)),
        (task, question) -> {
          throw new AssertionError("asked for an answer");
        });
  }
}
