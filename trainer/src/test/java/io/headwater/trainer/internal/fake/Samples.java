package io.headwater.trainer.internal.fake;

import io.headwater.model.Activation;
import io.headwater.model.ModelConfig;
import io.headwater.model.Pooling;
import io.headwater.model.TaskModule;
import io.headwater.model.TrunkFamily;
import io.headwater.model.TrunkFamily.AttentionBias;
import io.headwater.model.learning.RowTarget;
import io.headwater.model.learning.TrainingRow;
import io.headwater.schemas.BlockClosed;
import io.headwater.schemas.CheckpointAnnouncement;
import io.headwater.schemas.TaskKind;
import io.headwater.schemas.TaskSpec;
import io.headwater.schemas.contract.Rejection;
import io.headwater.schemas.contract.RejectionReason;
import io.headwater.schemas.contract.SourcePartition;
import io.headwater.trainer.internal.assembly.AdoptedTask;
import io.headwater.trainer.internal.assembly.AssembledBlock;
import io.headwater.trainer.internal.assembly.RefusedRecord;
import io.headwater.trainer.internal.batch.Batch;
import io.headwater.trainer.internal.batch.PreparedRow;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;

/** Small values of what a trainer works on. */
public final class Samples {
  /** A partition. */
  public static final SourcePartition FIRST = new SourcePartition("t.examples.mood", "id", 0);

  /** Another partition of its topic. */
  public static final SourcePartition SECOND = new SourcePartition("t.examples.mood", "id", 1);

  private Samples() {}

  /** Returns a classification task's specification. */
  public static TaskSpec.Builder spec(String task, String... labels) {
    return TaskSpec.newBuilder()
        .setName(task)
        .setKind(TaskKind.CLASSIFICATION)
        .setLabels(List.of(labels))
        .setMaxInputTokens(16);
  }

  /** Returns a task with a module of its own specification. */
  public static AdoptedTask adopted(int index, TaskSpec spec) {
    return AdoptedTask.bind(
        index,
        new TaskModule(
            spec.getName(), spec.getKind(), spec.getLabels(), -1, spec.getMaxInputTokens(), 0),
        spec);
  }

  /** Returns a batch of as many rows of the first task, from an offset of {@link #FIRST} on. */
  public static Batch batch(long step, long from, int rows) {
    return new Batch(
        step, IntStream.range(0, rows).mapToObj(i -> row(FIRST, from + i, 0)).toList());
  }

  /** Returns a row of a task. */
  public static PreparedRow row(SourcePartition source, long offset, int task) {
    return new PreparedRow(
        source, offset, new TrainingRow(task, new int[] {5, 6}, new RowTarget.Label(0), 1));
  }

  /** Returns a block that ends at an offset of {@link #FIRST}. */
  public static AssembledBlock block(long next, List<Batch> batches, RefusedRecord... letters) {
    return new AssembledBlock(
        List.of(),
        batches,
        Map.of(FIRST, next),
        BlockClosed.newBuilder()
            .setSources(List.of())
            .setTaken(List.of())
            .setSkipped(List.of())
            .build(),
        List.of(letters),
        Map.of());
  }

  /** Returns a dead letter of {@link #FIRST} with a value of as many bytes. */
  public static RefusedRecord letter(long offset, int bytes) {
    ConsumerRecord<byte[], byte[]> message =
        new ConsumerRecord<>(
            FIRST.topic(),
            FIRST.partition(),
            offset,
            0,
            TimestampType.CREATE_TIME,
            0,
            bytes,
            new byte[0],
            new byte[bytes],
            new RecordHeaders(),
            Optional.empty());
    return new RefusedRecord(FIRST, message, new Rejection(RejectionReason.BLANK_TEXT, "text"));
  }

  /** Returns the announcement of a version of model {@code m}, made from the one before. */
  public static CheckpointAnnouncement.Builder announced(long version) {
    return CheckpointAnnouncement.newBuilder()
        .setModel("m")
        .setVersion(version)
        .setEpoch(1)
        .setStep(version)
        .setSequence(version)
        .setParents(version == 0 ? List.of() : List.of(version - 1))
        .setUri("file:/v" + version)
        .setSize(0)
        .setFiles(List.of())
        .setPositions(List.of())
        .setTasks(List.of())
        .setAnnouncedAt(Instant.EPOCH);
  }

  /** Returns the shape of a small encoder, of vocabulary 330. */
  public static ModelConfig encoder() {
    return new ModelConfig(
        330,
        16,
        24,
        1,
        2,
        2,
        8,
        64,
        Optional.empty(),
        1e-12,
        true,
        1,
        0,
        1,
        TrunkFamily.BERT,
        AttentionBias.ALL,
        Activation.GELU,
        2,
        Pooling.MEAN);
  }
}
