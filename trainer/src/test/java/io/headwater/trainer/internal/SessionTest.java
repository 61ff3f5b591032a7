package io.headwater.trainer.internal;

import static io.headwater.trainer.internal.fake.Conditions.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.headwater.model.tokenizer.Tokenizer;
import io.headwater.model.tokenizer.Tokenizers;
import io.headwater.schemas.CheckpointAnnouncement;
import io.headwater.schemas.JournalEntry;
import io.headwater.schemas.LabelTarget;
import io.headwater.schemas.LabeledExample;
import io.headwater.schemas.Position;
import io.headwater.schemas.Topics;
import io.headwater.schemas.TrainerEvent;
import io.headwater.schemas.TrainerEventType;
import io.headwater.schemas.TrainingStep;
import io.headwater.schemas.serde.SchemaRegistry;
import io.headwater.service.lifecycle.Lifecycle;
import io.headwater.trainer.ComputeConfig;
import io.headwater.trainer.TrainerConfig;
import io.headwater.trainer.TrainerRig;
import io.headwater.trainer.TrainerStatus.State;
import io.headwater.trainer.internal.fake.FakeAdmin;
import io.headwater.trainer.internal.fake.FakeBroker;
import io.headwater.trainer.internal.fake.FakeConsumer;
import io.headwater.trainer.internal.fake.FakeProducer;
import io.headwater.trainer.internal.fake.Samples;
import io.headwater.trainer.lineage.Lineage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.LongStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupAuthorizationException;
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
    Map<String, String> settings =
        new HashMap<>(
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
    settings.put(TrainerConfig.CHECKPOINT_STEPS, "1");
    settings.put(TrainerConfig.CHECKPOINT_SHARE, "1");
    config = new TrainerConfig(settings);
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
      assertThat(run.first().announcer.transactionInitialized()).isFalse();
    }

    assertThat(announced()).isEmpty();
    assertThat(broker.values(TOPICS.journal(), JournalEntry.class)).isEmpty();
  }

  @Test
  void shouldStandByAgainWhereItCanAnnounceNothingMore() throws Exception {
    specify("mood");
    try (Run run = new Run()) {
      run.first().announcer.failToCommit();
      run.lead();
      run.awaitSession(2);
      await(() -> run.board.status().state() == State.STANDBY);

      assertThat(announced()).isEmpty();
      assertThat(run.first().leader.closed()).isTrue();
      assertThat(run.first().announcer.closed()).isTrue();
      run.lead();
      await(() -> run.board.status().state() == State.TRAINING);
      run.stop();
    }

    assertThat(announced())
        .extracting(CheckpointAnnouncement::getVersion, CheckpointAnnouncement::getEpoch)
        .containsExactly(tuple(0L, 2));
  }

  @Test
  void shouldGoOnFromAVersionThatWasAnnouncedAfterAllWithoutAnnouncingItAgain() throws Exception {
    assertGoesOnAfterAFence(FakeProducer::commitAndFail, 1);
  }

  @Test
  void shouldLearnAgainWhatWasNotAnnouncedAfterAll() throws Exception {
    assertGoesOnAfterAFence(FakeProducer::failToCommit, 0);
  }

  /** Fences a trainer while it announces version 1; the next session is to go on from a version. */
  private void assertGoesOnAfterAFence(Consumer<FakeProducer> fence, long from) throws Exception {
    specify("mood");
    try (Run run = new Run()) {
      run.lead();
      await(() -> run.board.status().state() == State.TRAINING);
      fence.accept(run.first().announcer);
      append(4);
      run.awaitSession(2);
      run.lead();
      await(() -> run.board.status().epoch() == 2);
      append(4);
      await(() -> trainedThrough() == 8);
      run.stop();
    }

    List<CheckpointAnnouncement> announced = announced();
    assertThat(announced).extracting(CheckpointAnnouncement::getVersion).doesNotHaveDuplicates();
    assertThat(announced)
        .filteredOn(version -> version.getEpoch() == 2)
        .first()
        .satisfies(version -> assertThat(version.getParents()).containsExactly(from));
    CheckpointAnnouncement last = announced.get(announced.size() - 1);
    TrainerRig.assertEveryOffsetOnce(
        new Lineage(announced, broker.values(TOPICS.journal(), JournalEntry.class)), last);
  }

  private long trainedThrough() {
    List<CheckpointAnnouncement> all = announced();
    return all.get(all.size() - 1).getPositions().stream().mapToLong(Position::getNextOffset).sum();
  }

  @Test
  void shouldStandByAgainEachTimeItLosesTheRightToTrain() throws Exception {
    specify("mood");
    append(4);
    try (Run run = new Run()) {
      for (int term = 1; term <= 3; term++) {
        run.awaitSession(term);
        run.lead();
        int epoch = term;
        await(
            () ->
                run.board.status().state() == State.TRAINING
                    && run.board.status().epoch() == epoch);
        run.latest().leader.loseAll();
      }
      run.awaitSession(4);
      await(() -> run.board.status().state() == State.STANDBY);
      assertThat(run.board.status().lag()).as("lag of one that does not learn").isEmpty();
      assertThat(run.clients).filteredOn(Clients::areClosed).hasSize(3);
      run.stop();
      assertThat(run.board.status().state()).isEqualTo(State.CLOSED);
    }
  }

  @Test
  void shouldTakeNewClientsWhereTheClockIsSetBack() throws Exception {
    specify("mood");
    append(4);
    try (Run run = new Run()) {
      run.lead();
      await(() -> run.board.status().examples() == 4);
      run.millis.addAndGet(-TimeUnit.DAYS.toMillis(3));
      run.awaitSession(2);
      run.lead();
      append(4);
      await(() -> trainedThrough() == 8);
      run.stop();
    }
    assertThat(announced().get(announced().size() - 1).getEpoch()).isEqualTo(2);
  }

  @Test
  void shouldFailWhereItMayNotJoinItsGroup() throws Exception {
    try (Run run = new Run()) {
      run.first().leader.setPollException(GroupAuthorizationException.forGroupId("m-trainer"));
      run.awaitEnd();
      assertThat(run.board.status().state()).isEqualTo(State.FAILED);
      assertThat(run.lifecycle.failure())
          .get()
          .satisfies(
              failure -> assertThat(failure).hasCauseInstanceOf(GroupAuthorizationException.class));
      assertThat(run.clients).hasSize(1);
    }
  }

  @Test
  void shouldCloseWhatItOpened() throws Exception {
    try (Run run = new Run()) {
      run.lead();
      await(() -> run.board.status().state() == State.TRAINING);
      run.stop();

      assertThat(run.lifecycle.isEnded()).isTrue();
      assertThat(run.first().areClosed()).isTrue();
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

  /** The clients of one session, which are those of the broker in memory. */
  private final class Clients extends TrainerClients {
    private final FakeConsumer leader = broker.consumer();
    private final FakeConsumer examples = broker.consumerWithoutReset();
    private final FakeProducer announcer = new FakeProducer(broker);

    private Clients() {
      super(config);
    }

    boolean areClosed() {
      return leader.closed() && examples.closed() && announcer.closed();
    }

    @Override
    Admin admin() {
      return new FakeAdmin(broker).client();
    }

    @Override
    FakeConsumer controlReader() {
      return broker.consumer();
    }

    @Override
    FakeConsumer examplesReader() {
      return examples;
    }

    @Override
    FakeConsumer leadership() {
      return leader;
    }

    @Override
    FakeProducer journal() {
      return new FakeProducer(broker);
    }

    @Override
    FakeProducer announcements() {
      return announcer;
    }
  }

  /** The sessions of one trainer; each is to be told that it leads. */
  private final class Run implements AutoCloseable {
    private final Lifecycle lifecycle = new Lifecycle("trainer");
    private final StatusBoard board = new StatusBoard();
    private final List<Clients> clients = new CopyOnWriteArrayList<>(List.of(new Clients()));
    private final AtomicLong millis = new AtomicLong(TimeUnit.DAYS.toMillis(20_000));
    private boolean begun;

    private Run() {
      // The clock goes as time passes, from another beginning.
      LongSupplier clock = () -> millis.get() + TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
      Sessions sessions =
          new Sessions(this::session, "m", lifecycle, board, System::nanoTime, clock);
      lifecycle.start("sessions", sessions::run, sessions::close);
    }

    private Session session(Lifecycle part) {
      if (begun) {
        clients.add(new Clients());
      }
      begun = true;
      Clients own = latest();
      TrainerModule module =
          new TrainerModule(config, config.compute(), part, board) {
            @Override
            TrainerClients clients() {
              return own;
            }

            @Override
            SchemaRegistry registry() {
              return broker.registry();
            }
          };
      return new Session(module, config, part, board);
    }

    Clients first() {
      return clients.get(0);
    }

    Clients latest() {
      return clients.get(clients.size() - 1);
    }

    void awaitSession(int number) {
      await(() -> clients.size() == number);
    }

    void lead() {
      latest().leader.assignByGroup(new TopicPartition(TOPICS.journal(), 0));
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
