package io.headwater.trainer.internal;

import static io.headwater.trainer.internal.fake.Conditions.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.model.ModelSizes;
import io.headwater.model.serving.InputText;
import io.headwater.model.tokenizer.Tokenizer;
import io.headwater.model.tokenizer.Tokenizers;
import io.headwater.schemas.LabelTarget;
import io.headwater.schemas.LabeledExample;
import io.headwater.schemas.TaskSpec;
import io.headwater.schemas.TaskState;
import io.headwater.schemas.Topics;
import io.headwater.schemas.contract.SourcePartition;
import io.headwater.schemas.serde.RecordDeserializer;
import io.headwater.schemas.serde.RecordSerializer;
import io.headwater.schemas.serde.RegistryUnavailableException;
import io.headwater.schemas.serde.SchemaRegistry;
import io.headwater.service.lifecycle.Lifecycle;
import io.headwater.trainer.internal.assembly.BlockAssembler;
import io.headwater.trainer.internal.assembly.ExampleDecoder;
import io.headwater.trainer.internal.assembly.ModulePlanner;
import io.headwater.trainer.internal.assembly.ParallelMapper;
import io.headwater.trainer.internal.assembly.RowEncoder;
import io.headwater.trainer.internal.assembly.TaskChange;
import io.headwater.trainer.internal.assembly.TaskRegistry;
import io.headwater.trainer.internal.batch.Batcher;
import io.headwater.trainer.internal.batch.StepSeeds;
import io.headwater.trainer.internal.discovery.Discovery;
import io.headwater.trainer.internal.fake.Conditions;
import io.headwater.trainer.internal.fake.FakeAdmin;
import io.headwater.trainer.internal.fake.FakeBroker;
import io.headwater.trainer.internal.fake.Samples;
import io.headwater.trainer.internal.stream.BlockBuffer;
import io.headwater.trainer.internal.stream.PartitionPoller;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.avro.Schema;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class AssembleLoopTest {
  private static final Topics TOPICS = new Topics("t.");
  private static final String MOOD = TOPICS.examples("mood");

  private final FakeBroker broker = new FakeBroker();
  private final FakeAdmin admin = new FakeAdmin(broker);
  private final Lifecycle lifecycle = new Lifecycle("trainer");
  private final AtomicInteger failures = new AtomicInteger();
  private final Tokenizer tokenizer = Tokenizers.train(List.of("glad and sad texts"), 330);
  private final TaskRegistry tasks =
      new TaskRegistry(
          new ModulePlanner(ModelSizes.tiny(tokenizer.vocabularySize(), 0, 1), tokenizer),
          List.of(),
          Map.of());
  private final BlockBuffer buffer = new BlockBuffer(2, Long.MAX_VALUE, 0, () -> 0);
  private final WorkQueue queue = new WorkQueue(100, Long.MAX_VALUE, lifecycle);
  private final ParallelMapper parallel = new ParallelMapper(1);
  private Discovery discovery;
  private AssembleLoop loop;

  @BeforeEach
  void specify() throws Exception {
    broker.create(TOPICS.tasks(), 1);
    discovery =
        new Discovery(admin.client(), TOPICS, broker.reader(TOPICS.tasks(), TaskSpec.class));
    loop =
        new AssembleLoop(
            discovery,
            buffer,
            new PartitionManager(
                buffer,
                new PartitionPoller(broker.consumerWithoutReset(), buffer),
                tasks,
                Duration.ofDays(1),
                Map.of()),
            tasks,
            new BlockAssembler(
                TOPICS,
                tasks,
                new ExampleDecoder(
                    new RecordDeserializer<>(new Flaky(), LabeledExample.class),
                    new RowEncoder(tokenizer, InputText.causal(tokenizer))),
                new Batcher(1),
                new StepSeeds(1),
                parallel,
                5),
            queue,
            lifecycle);
    look(Samples.spec("mood", "glad", "sad"));
  }

  @AfterEach
  void close() {
    lifecycle.abandon();
    discovery.close();
    parallel.close();
    tokenizer.close();
  }

  @Test
  void shouldHandOnWhatIsNewAndThenABlocksBatchesAndItsEnd() throws Exception {
    Thread thread = Conditions.start(loop::run);
    List<Work> handed = new ArrayList<>(take(3));
    offer(0, "glad", "sad");
    handed.addAll(take(3));

    assertThat(handed).hasSize(6);
    assertThat(handed.get(0))
        .isEqualTo(new Work.ChangeTask(new TaskChange.StateSeen("mood", TaskState.ACTIVE)));
    assertThat(handed.get(1))
        .isInstanceOfSatisfying(
            Work.ChangeTask.class,
            work -> assertThat(work.change()).isInstanceOf(TaskChange.Adopted.class));
    assertThat(handed.get(2)).isEqualTo(new Work.AddPartition(source(), 0, true));
    assertThat(handed.get(3))
        .isInstanceOfSatisfying(
            Work.Step.class, step -> assertThat(step.batch().step()).isEqualTo(6));
    assertThat(handed.get(4))
        .isInstanceOfSatisfying(
            Work.Step.class, step -> assertThat(step.batch().step()).isEqualTo(7));
    assertThat(handed.get(5))
        .isInstanceOfSatisfying(
            Work.EndBlock.class,
            end -> assertThat(end.block().positions()).isEqualTo(Map.of(source(), 2L)));
    stop(thread);
  }

  @Test
  void shouldTakeChangesInBetweenBlocks() throws Exception {
    Thread thread = Conditions.start(loop::run);
    assertThat(take(3)).hasSize(3);
    offer(0, "glad", "sad");
    assertThat(take(3)).last().isInstanceOf(Work.EndBlock.class);
    look(Samples.spec("mood", "glad", "sad", "cross").setState(TaskState.PAUSED));
    List<Work> changes = take(3);
    offer(2, "glad", "sad");

    assertThat(changes)
        .contains(
            new Work.ChangeTask(new TaskChange.StateSeen("mood", TaskState.PAUSED)),
            new Work.DropPartition(source(), false));
    look(Samples.spec("mood", "glad", "sad", "cross"));
    assertThat(take(6))
        .as("goes on where it was paused")
        .contains(new Work.AddPartition(source(), 2, false))
        .last()
        .isInstanceOf(Work.EndBlock.class);
    stop(thread);
  }

  @Test
  void shouldGiveABlockAgainThatTheRegistryKeptFromBeingRead() throws Exception {
    failures.set(1);
    Thread thread = Conditions.start(loop::run);
    assertThat(take(3)).hasSize(3);
    offer(0, "glad", "sad");

    List<Work> handed = take(3);
    assertThat(handed.get(0))
        .isInstanceOfSatisfying(
            Work.Step.class, step -> assertThat(step.batch().step()).isEqualTo(6));
    assertThat(handed.get(2)).isInstanceOf(Work.EndBlock.class);
    stop(thread);
  }

  @Test
  void shouldLeaveABlockThatCannotBeReadToTheNextTrainer() throws Exception {
    failures.set(Integer.MAX_VALUE);
    Thread thread = Conditions.start(loop::run);
    assertThat(take(3)).hasSize(3);
    offer(0, "glad", "sad");
    await(() -> failures.get() < Integer.MAX_VALUE);
    lifecycle.close();
    thread.join();

    assertThat(queue.take()).isEmpty();
  }

  @Test
  void shouldTakeNoBlockOnceTheTrainerIsToStop() throws Exception {
    lifecycle.close();
    loop.run();

    assertThat(queue.take()).isEmpty();
  }

  private void look(TaskSpec.Builder spec) throws InterruptedException {
    broker.append(TOPICS.tasks(), "mood", spec.build());
    assertThat(discovery.look().specs()).containsOnlyKeys("mood");
  }

  private void stop(Thread thread) throws InterruptedException {
    lifecycle.close();
    thread.join();
    assertThat(lifecycle.failure()).isEmpty();
  }

  private List<Work> take(int count) throws InterruptedException {
    List<Work> taken = new ArrayList<>();
    while (taken.size() < count) {
      queue.take().ifPresent(taken::add);
    }
    return taken;
  }

  private SourcePartition source() {
    return new SourcePartition(MOOD, admin.id(MOOD).toString(), 0);
  }

  private void offer(long from, String... labels) {
    RecordSerializer<LabeledExample> serializer = new RecordSerializer<>(broker.registry());
    List<ConsumerRecord<byte[], byte[]>> messages = new ArrayList<>();
    for (int i = 0; i < labels.length; i++) {
      LabeledExample example =
          LabeledExample.newBuilder()
              .setId("x" + i)
              .setTask("mood")
              .setText("a text")
              .setTarget(new LabelTarget(labels[i]))
              .setOccurredAt(Instant.EPOCH)
              .build();
      messages.add(
          new ConsumerRecord<>(
              MOOD, 0, from + i, new byte[0], serializer.serialize(MOOD, example)));
    }
    buffer.offer(source(), messages, from + labels.length, true);
  }

  /** A registry that is away for some calls. */
  private final class Flaky implements SchemaRegistry {
    @Override
    public int register(String subject, Schema schema) {
      return broker.registry().register(subject, schema);
    }

    @Override
    public Schema byId(int id) {
      if (failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
        throw new RegistryUnavailableException("registry is away", null);
      }
      return broker.registry().byId(id);
    }

    @Override
    public void close() {
      // Borrowed.
    }
  }
}
