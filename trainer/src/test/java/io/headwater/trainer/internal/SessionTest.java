package io.headwater.trainer.internal;

import static io.headwater.trainer.internal.fake.Conditions.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.model.tokenizer.Tokenizer;
import io.headwater.model.tokenizer.Tokenizers;
import io.headwater.schemas.CheckpointAnnouncement;
import io.headwater.schemas.JournalEntry;
import io.headwater.schemas.LabelTarget;
import io.headwater.schemas.LabeledExample;
import io.headwater.schemas.Topics;
import io.headwater.schemas.TrainerEvent;
import io.headwater.schemas.TrainerEventType;
import io.headwater.schemas.TrainingStep;
import io.headwater.schemas.serde.SchemaRegistry;
import io.headwater.service.lifecycle.Lifecycle;
import io.headwater.trainer.ComputeConfig;
import io.headwater.trainer.TrainerConfig;
import io.headwater.trainer.TrainerStatus.State;
import io.headwater.trainer.internal.checkpoint.FencedTrainerException;
import io.headwater.trainer.internal.fake.FakeAdmin;
import io.headwater.trainer.internal.fake.FakeBroker;
import io.headwater.trainer.internal.fake.FakeConsumer;
import io.headwater.trainer.internal.fake.FakeProducer;
import io.headwater.trainer.internal.fake.Samples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whole sessions of a tiny model, on a broker in memory. */
@Timeout(120)
class SessionTest {
  private static final Topics TOPICS = new Topics("t.");
  private static final String MOOD = TOPICS.examples("mood");

  @TempDir private Path folder;
  private final FakeBroker broker = new FakeBroker();
  private TrainerConfig config;

  @BeforeEach
  void configure() throws IOException {
    try (Tokenizer tokenizer = Tokenizers.train(List.of("glad and sad texts"), 330)) {
      Files.write(folder.resolve("tokenizer.json"), tokenizer.json());
    }
    config =
        new TrainerConfig(
            Map.of(
                TrainerConfig.TOPIC_PREFIX,
                TOPICS.prefix(),
                TrainerConfig.MODEL_NAME,
                "m",
                TrainerConfig.CHECKPOINT_STORE,
                "file:" + folder.resolve("checkpoints"),
                TrainerConfig.TOKENIZER_FILE,
                folder.resolve("tokenizer.json").toString(),
                TrainerConfig.BLOCK_RECORDS,
                "4",
                TrainerConfig.BLOCK_WAIT_MS,
                "10",
                TrainerConfig.DISCOVERY_INTERVAL_MS,
                "10",
                TrainerConfig.STOP_TIMEOUT_MS,
                "60000",
                ComputeConfig.DEVICE,
                "cpu"));
  }

  @Test
  void shouldAnnounceAVersionThatKnowsTheTasksBeforeItLearns() throws Exception {
    specify("mood");
    try (Run run = new Run()) {
      run.lead();
      await(() -> run.board.status().state() == State.TRAINING);
      run.stop();
    }

    assertThat(announced()).hasSize(1);
    assertThat(announced().get(0).getVersion()).isZero();
    assertThat(announced().get(0).getEpoch()).isEqualTo(1);
    assertThat(announced().get(0).getTasks()).containsExactly("mood");
    assertThat(events())
        .extracting(TrainerEvent::getType)
        .startsWith(TrainerEventType.STARTED, TrainerEventType.TASK_ADOPTED);
  }

  @Test
  void shouldLearnWhatItFindsAndSaveItAtTheEnd() throws Exception {
    specify("mood");
    try (Run run = new Run()) {
      run.lead();
      await(() -> run.board.status().state() == State.TRAINING);
      append(5);
      await(() -> run.board.status().examples() == 5);
      run.stop();
      assertThat(run.board.status().state()).isEqualTo(State.CLOSED);
    }

    CheckpointAnnouncement last = announced().get(announced().size() - 1);
    assertThat(last.getPositions())
        .singleElement()
        .satisfies(position -> assertThat(position.getNextOffset()).isEqualTo(5));
    assertThat(last.getStep()).isEqualTo(steps().size()).isPositive();
    assertThat(last.getParents()).containsExactly(last.getVersion() - 1);
  }

  @Test
  void shouldGoOnWhereTheSessionBeforeStopped() throws Exception {
    specify("mood");
    append(4);
    try (Run run = new Run()) {
      run.lead();
      await(() -> run.board.status().examples() == 4);
      run.stop();
    }
    CheckpointAnnouncement before = announced().get(announced().size() - 1);
    append(4);
    try (Run run = new Run()) {
      run.lead();
      await(() -> run.board.status().examples() == 4);
      assertThat(run.board.status().epoch()).isEqualTo(2);
      run.stop();
    }

    CheckpointAnnouncement last = announced().get(announced().size() - 1);
    assertThat(last.getVersion()).isGreaterThan(before.getVersion());
    assertThat(last.getEpoch()).isEqualTo(2);
    assertThat(last.getPositions().get(0).getNextOffset()).isEqualTo(8);
    assertThat(steps())
        .extracting(TrainingStep::getStep)
        .as("each once, without a gap")
        .containsExactlyElementsOf(LongStream.rangeClosed(1, last.getStep()).boxed().toList());
    assertThat(events())
        .filteredOn(event -> event.getType() == TrainerEventType.STARTED)
        .last()
        .satisfies(
            event ->
                assertThat(event.getDetails())
                    .containsEntry("version", Long.toString(before.getVersion())));
  }

  @Test
  void shouldStandByWithoutTouchingAnythingUntilItLeads() throws Exception {
    specify("mood");
    try (Run run = new Run()) {
      await(() -> run.board.status().state() == State.STANDBY);
      run.stop();
      assertThat(run.board.status().state()).isEqualTo(State.CLOSED);
      assertThat(run.announcer.transactionInitialized()).isFalse();
    }

    assertThat(announced()).isEmpty();
    assertThat(broker.values(TOPICS.journal(), JournalEntry.class)).isEmpty();
  }

  @Test
  void shouldFailWhereAnotherTrainerHasTakenOver() throws Exception {
    specify("mood");
    try (Run run = new Run()) {
      run.announcer.commitTransactionException = new ProducerFencedException("a newer one");
      run.lead();
      run.awaitEnd();
      assertThat(run.board.status().state()).isEqualTo(State.FAILED);
      assertThat(run.lifecycle.failure()).containsInstanceOf(FencedTrainerException.class);
    }

    assertThat(announced()).isEmpty();
  }

  @Test
  void shouldCloseWhatItOpened() throws Exception {
    try (Run run = new Run()) {
      run.lead();
      await(() -> run.board.status().state() == State.TRAINING);
      run.stop();

      assertThat(run.lifecycle.isEnded()).isTrue();
      assertThat(run.leader.closed()).isTrue();
      assertThat(run.examples.closed()).isTrue();
      assertThat(run.announcer.closed()).isTrue();
    }
  }

  private void specify(String task) {
    broker.create(TOPICS.tasks(), 1);
    broker.append(TOPICS.tasks(), task, Samples.spec(task, "glad", "sad").build());
  }

  private void append(int examples) {
    if (!broker.has(MOOD)) {
      broker.create(MOOD, 1);
    }
    for (int i = 0; i < examples; i++) {
      broker.append(
          MOOD,
          "x" + i,
          LabeledExample.newBuilder()
              .setId("x" + i)
              .setTask("mood")
              .setText("a text")
              .setTarget(new LabelTarget(i % 2 == 0 ? "glad" : "sad"))
              .setOccurredAt(Instant.EPOCH)
              .build());
    }
  }

  private List<CheckpointAnnouncement> announced() {
    return broker.values(TOPICS.checkpoints(), CheckpointAnnouncement.class);
  }

  private List<TrainingStep> steps() {
    return bodies(TrainingStep.class);
  }

  private List<TrainerEvent> events() {
    return bodies(TrainerEvent.class);
  }

  private <T> List<T> bodies(Class<T> type) {
    return broker.values(TOPICS.journal(), JournalEntry.class).stream()
        .map(JournalEntry::getBody)
        .filter(type::isInstance)
        .map(type::cast)
        .toList();
  }

  /** A session in a thread of its own, whose clients are those of the broker in memory. */
  private final class Run implements AutoCloseable {
    private final Lifecycle lifecycle = new Lifecycle("trainer");
    private final StatusBoard board = new StatusBoard();
    private final FakeConsumer leader = broker.consumer();
    private final FakeConsumer examples = broker.consumerWithoutReset();
    private final FakeProducer announcer = new FakeProducer(broker);
    private final Session session =
        new Session(
            new TrainerModule(config, config.compute(), lifecycle, board) {
              @Override
              TrainerClients clients() {
                return clients;
              }

              @Override
              SchemaRegistry registry() {
                return broker.registry();
              }
            },
            config,
            lifecycle,
            board);
    private final TrainerClients clients =
        new TrainerClients(config) {
          @Override
          Admin admin() {
            return new FakeAdmin(broker).client();
          }

          @Override
          Consumer<byte[], byte[]> controlReader() {
            return broker.consumer();
          }

          @Override
          Consumer<byte[], byte[]> examplesReader() {
            return examples;
          }

          @Override
          Consumer<byte[], byte[]> leadership() {
            return leader;
          }

          @Override
          Producer<byte[], byte[]> journal() {
            return new FakeProducer(broker);
          }

          @Override
          Producer<byte[], byte[]> announcements() {
            return announcer;
          }
        };

    private Run() {
      lifecycle.start("session", session::run, session::close);
    }

    void lead() {
      leader.assignByGroup(new TopicPartition(TOPICS.journal(), 0));
    }

    void stop() throws InterruptedException {
      lifecycle.close();
      awaitEnd();
      assertThat(lifecycle.failure()).isEmpty();
    }

    void awaitEnd() throws InterruptedException {
      assertThat(lifecycle.awaitEnd(Duration.ofMinutes(2))).isTrue();
    }

    @Override
    public void close() {
      lifecycle.abandon();
      await(lifecycle::isEnded);
    }
  }
}
