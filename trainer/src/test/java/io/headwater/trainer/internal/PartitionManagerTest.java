package io.headwater.trainer.internal;

import static io.headwater.trainer.internal.fake.Conditions.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.model.ModelSizes;
import io.headwater.model.tokenizer.Tokenizer;
import io.headwater.model.tokenizer.Tokenizers;
import io.headwater.schemas.TaskSpec;
import io.headwater.schemas.TaskState;
import io.headwater.schemas.Topics;
import io.headwater.schemas.contract.SourcePartition;
import io.headwater.service.retry.Closing;
import io.headwater.trainer.internal.assembly.ModulePlanner;
import io.headwater.trainer.internal.assembly.TaskRegistry;
import io.headwater.trainer.internal.discovery.Catalogue;
import io.headwater.trainer.internal.discovery.ExampleTopic;
import io.headwater.trainer.internal.fake.Conditions;
import io.headwater.trainer.internal.fake.FakeBroker;
import io.headwater.trainer.internal.fake.FakeConsumer;
import io.headwater.trainer.internal.fake.Samples;
import io.headwater.trainer.internal.stream.Block;
import io.headwater.trainer.internal.stream.BlockBuffer;
import io.headwater.trainer.internal.stream.Chunk;
import io.headwater.trainer.internal.stream.PartitionPoller;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PartitionManagerTest {
  private static final Topics TOPICS = new Topics("t.");
  private static final Duration TASK_WAIT = Duration.ofSeconds(60);
  private static final SourcePartition MOOD = source("mood", "id1", 0);
  private static final SourcePartition MOOD_2 = source("mood", "id1", 1);
  private static final SourcePartition NEW_MOOD = source("mood", "id2", 0);

  private final Tokenizer tokenizer = Tokenizers.train(List.of("glad and sad texts"), 330);
  private final TaskRegistry tasks =
      new TaskRegistry(
          new ModulePlanner(ModelSizes.tiny(tokenizer.vocabularySize(), 0, 1), tokenizer),
          List.of(),
          Map.of());
  private final AtomicLong nanoTime = new AtomicLong();
  private final BlockBuffer buffer = new BlockBuffer(1, Long.MAX_VALUE, 0, nanoTime::get);
  private final FakeBroker broker = new FakeBroker();
  private final FakeConsumer consumer = broker.consumerWithoutReset();
  private final PartitionPoller poller = new PartitionPoller(consumer, buffer);
  private PartitionManager manager = manager(Map.of());

  @AfterEach
  void close() {
    tokenizer.close();
  }

  @Test
  void shouldReadNewPartitionsFromTheBeginning() {
    specify(mood());
    assertThat(manager.update(found(topic("mood", "id1", 1))))
        .containsExactly(new Work.AddPartition(MOOD, 0, true));
    assertThat(manager.update(found(topic("mood", "id1", 2))))
        .containsExactly(new Work.AddPartition(MOOD_2, 0, true));
    assertThat(manager.update(found(topic("mood", "id1", 2)))).isEmpty();
  }

  @Test
  void shouldGoOnWhereTheCutStopped() {
    specify(mood());
    manager = manager(Map.of(MOOD, 40L));

    assertThat(manager.update(found(topic("mood", "id1", 2))))
        .containsExactly(
            new Work.AddPartition(MOOD, 40, false), new Work.AddPartition(MOOD_2, 0, true));
  }

  @Test
  void shouldReadATopicThatWasMadeAnewFromTheBeginning() {
    specify(mood());
    manager = manager(Map.of(MOOD, 40L));
    List<Work> unused = manager.update(found(topic("mood", "id1", 1)));

    assertThat(manager.update(found(topic("mood", "id2", 1))))
        .containsExactly(
            new Work.DropPartition(MOOD, false),
            new Work.DropPartition(MOOD, true),
            new Work.AddPartition(NEW_MOOD, 0, true));
  }

  @Test
  void shouldNoticeAtTheStartThatATopicWasMadeAnewSinceTheCut() {
    specify(mood());
    manager = manager(Map.of(MOOD, 40L));

    assertThat(manager.update(found(topic("mood", "id2", 1))))
        .containsExactly(
            new Work.DropPartition(MOOD, true), new Work.AddPartition(NEW_MOOD, 0, true));
  }

  @Test
  void shouldLetGoOfATopicThatIsGone() {
    specify(mood());
    List<Work> unused = manager.update(found(topic("mood", "id1", 1)));
    offer(MOOD, 0);

    assertThat(manager.update(found())).containsExactly(new Work.DropPartition(MOOD, false));
    assertThat(taken()).isEmpty();
  }

  @Test
  void shouldTakeATaskUpWhereItWasRetired() {
    specify(mood());
    List<Work> first = manager.update(found(topic("mood", "id1", 1)));
    manager.advance(Map.of(MOOD, 7L));
    specify(mood().setState(TaskState.RETIRED));
    List<Work> second = manager.update(found(topic("mood", "id1", 1)));
    specify(mood());
    List<Work> third = manager.update(found(topic("mood", "id1", 1)));

    assertThat(first).containsExactly(new Work.AddPartition(MOOD, 0, true));
    assertThat(second).containsExactly(new Work.DropPartition(MOOD, false));
    assertThat(third).containsExactly(new Work.AddPartition(MOOD, 7, false));
  }

  /** What is still on its way from the old reading lies behind the position to start at. */
  @Test
  void shouldReadAPartitionAgainOnlyWhenThePollerHasLetGoOfIt() throws Exception {
    specify(mood());
    broker.create(MOOD.topic(), 1);
    CountDownLatch stopped = new CountDownLatch(1);
    CountDownLatch polling = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    consumer.schedulePollTask(
        () -> {
          polling.countDown();
          awaitUnchecked(goOn);
        });
    List<Work> unused = manager.update(found(topic("mood", "id1", 1)));
    Thread thread = Conditions.start(() -> poller.run(Closing.of(stopped)));
    polling.await();

    assertThat(manager.update(found())).containsExactly(new Work.DropPartition(MOOD, false));
    assertThat(manager.update(found(topic("mood", "id1", 1)))).isEmpty();
    assertThat(manager.update(found())).isEmpty();
    goOn.countDown();
    await(() -> !poller.isReading(MOOD));
    assertThat(manager.update(found(topic("mood", "id1", 1))))
        .containsExactly(new Work.AddPartition(MOOD, 0, false));
    stopped.countDown();
    thread.join();
  }

  @Test
  void shouldKeepRecordsUntilTheirTaskIsSpecified() {
    List<Work> unused = manager.update(found(topic("mood", "id1", 1)));
    offer(MOOD, 0);
    wait(TASK_WAIT.minusNanos(1));
    assertThat(manager.update(found(topic("mood", "id1", 1)))).isEmpty();
    assertThat(taken()).isEmpty();

    specify(mood());
    assertThat(manager.update(found(topic("mood", "id1", 1)))).isEmpty();
    assertThat(taken()).containsExactly("mood-0: 0");
  }

  @Test
  void shouldLetRecordsGoUnlearnedWhereNoSpecificationComesInTime() {
    List<Work> unused = manager.update(found(topic("mood", "id1", 1)));
    offer(MOOD, 0);
    wait(TASK_WAIT);
    assertThat(manager.update(found(topic("mood", "id1", 1)))).isEmpty();
    assertThat(taken()).containsExactly("mood-0: 0");

    offer(MOOD, 1);
    assertThat(manager.update(found(topic("mood", "id1", 1)))).isEmpty();
    assertThat(taken()).as("it has waited once already").containsExactly("mood-0: 1");
  }

  @Test
  void shouldNotWaitForRecordsOfOneTaskWithThoseOfAnother() {
    specify(mood());
    List<Work> unused = manager.update(found(topic("mood", "id1", 1), topic("other", "id3", 1)));
    offer(MOOD, 0);
    offer(source("other", "id3", 0), 0);

    assertThat(taken()).containsExactly("mood-0: 0");
    assertThat(taken()).isEmpty();
  }

  @Test
  void shouldWaitAgainWhereASpecificationCameAndWent() {
    List<Work> unused = manager.update(found(topic("mood", "id1", 1)));
    offer(MOOD, 0);
    wait(TASK_WAIT);
    unused = manager.update(found(topic("mood", "id1", 1)));
    assertThat(taken()).hasSize(1);
    specify(mood());
    unused = manager.update(found(topic("mood", "id1", 1)));
    assertThat(tasks.update(new TreeMap<>())).hasSize(1); // withdrawn

    assertThat(manager.update(found(topic("mood", "id1", 1))))
        .containsExactly(new Work.DropPartition(MOOD, false));
  }

  @Test
  void shouldLeaveAPausedPartitionWhereItIsAndResumeItThere() {
    specify(mood());
    List<Work> unused = manager.update(found(topic("mood", "id1", 1)));
    manager.advance(Map.of(MOOD, 7L));
    offer(MOOD, 7);
    specify(mood().setState(TaskState.PAUSED));

    assertThat(manager.update(found(topic("mood", "id1", 1))))
        .as("nothing is expected of it, as far as lag goes")
        .containsExactly(new Work.DropPartition(MOOD, false));
    assertThat(manager.update(found(topic("mood", "id1", 1)))).isEmpty();
    assertThat(taken()).isEmpty();
    wait(TASK_WAIT);
    assertThat(manager.update(found(topic("mood", "id1", 1)))).isEmpty();
    assertThat(taken()).as("a pause has no end of its own").isEmpty();

    specify(mood());
    assertThat(manager.update(found(topic("mood", "id1", 1))))
        .containsExactly(new Work.AddPartition(MOOD, 7, false));
    assertThat(taken()).containsExactly("mood-0: 7");
  }

  @Test
  void shouldLeaveThePartitionsOfATaskThatCannotBeLearnedWhereTheyAre() {
    specify(mood().setMaxInputTokens(1_000_000));
    List<Work> unused = manager.update(found(topic("mood", "id1", 1)));
    offer(MOOD, 0);
    wait(TASK_WAIT);
    assertThat(manager.update(found(topic("mood", "id1", 1)))).isEmpty();

    assertThat(taken()).isEmpty();
  }

  private PartitionManager manager(Map<SourcePartition, Long> positions) {
    return new PartitionManager(buffer, poller, tasks, TASK_WAIT, positions);
  }

  private static TaskSpec.Builder mood() {
    return Samples.spec("mood", "glad", "sad");
  }

  private void specify(TaskSpec.Builder spec) {
    assertThat(tasks.update(new TreeMap<>(Map.of("mood", spec.build())))).isNotEmpty();
  }

  private void wait(Duration time) {
    nanoTime.addAndGet(time.toNanos());
  }

  private void offer(SourcePartition source, long offset) {
    ConsumerRecord<byte[], byte[]> message =
        new ConsumerRecord<>(source.topic(), source.partition(), offset, new byte[0], new byte[0]);
    buffer.offer(source, List.of(message), offset + 1, true);
  }

  /** Returns what the next block holds, if there is one. */
  private List<String> taken() {
    try {
      Optional<Block> block = buffer.take(0);
      return block.stream()
          .flatMap(found -> found.chunks().stream())
          .map(PartitionManagerTest::text)
          .toList();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static String text(Chunk chunk) {
    return TOPICS.taskOf(chunk.source().topic())
        + "-"
        + chunk.source().partition()
        + ": "
        + chunk.records().get(0).offset();
  }

  private static Catalogue found(ExampleTopic... topics) {
    return new Catalogue(new TreeMap<>(), List.of(topics));
  }

  private static ExampleTopic topic(String task, String id, int partitions) {
    return new ExampleTopic(TOPICS.examples(task), id, task, partitions);
  }

  private static SourcePartition source(String task, String id, int partition) {
    return new SourcePartition(TOPICS.examples(task), id, partition);
  }

  private static void awaitUnchecked(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
