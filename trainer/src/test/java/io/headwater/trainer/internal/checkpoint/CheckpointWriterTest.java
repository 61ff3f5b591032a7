package io.headwater.trainer.internal.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import io.headwater.model.ModelConfig;
import io.headwater.model.ModelSizes;
import io.headwater.model.checkpoint.CheckpointFiles;
import io.headwater.model.checkpoint.CheckpointManifest;
import io.headwater.model.checkpoint.CheckpointStore;
import io.headwater.model.checkpoint.TrainedThrough;
import io.headwater.schemas.CheckpointAnnouncement;
import io.headwater.schemas.Topics;
import io.headwater.schemas.TrainerEventType;
import io.headwater.schemas.serde.RecordSerializer;
import io.headwater.service.lifecycle.Lifecycle;
import io.headwater.trainer.internal.fake.FakeBroker;
import io.headwater.trainer.internal.fake.FakeLearner;
import io.headwater.trainer.internal.fake.FakeProducer;
import io.headwater.trainer.internal.fake.Samples;
import io.headwater.trainer.internal.journal.Journal;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class CheckpointWriterTest {
  private static final Topics TOPICS = new Topics("t.");
  private static final ModelConfig CONFIG = ModelSizes.tiny(400, 0, 1);
  private static final Instant NOW = Instant.ofEpochMilli(7);

  private final Lifecycle lifecycle = new Lifecycle("trainer");
  private final List<String> events = new ArrayList<>();
  private final List<Stage> stages = new ArrayList<>();
  private final List<Map<TopicPartition, OffsetAndMetadata>> offsets = new ArrayList<>();
  private final FakeBroker broker = broker();
  private final FakeProducer producer = new FakeProducer(broker);
  private final FakeProducer journalProducer = new FakeProducer(broker);
  private final Journal journal =
      new Journal(
          journalProducer,
          new RecordSerializer<>(broker.registry()),
          TOPICS.journal(),
          "m",
          1,
          0,
          Clock.systemUTC(),
          failure -> events.add("journal failed"));
  private final Store store = new Store();
  private final CheckpointWriter writer =
      new CheckpointWriter(
          CONFIG,
          new byte[] {1},
          store,
          new CanaryMaker(Device.cpu(), CONFIG),
          journal,
          new Announcer(
              producer,
              new RecordSerializer<>(broker.registry()),
              TOPICS,
              "m",
              1000,
              offsets::add,
              lifecycle),
          Clock.fixed(NOW, ZoneOffset.UTC),
          Optional.empty(),
          announcement -> List.of(2L, announcement.getVersion()),
          announcement -> events.add("announced " + announcement.getVersion()),
          stages::add);

  private static FakeBroker broker() {
    FakeBroker broker = new FakeBroker();
    List.of(TOPICS.journal(), TOPICS.checkpoints(), TOPICS.deadLetters())
        .forEach(topic -> broker.create(topic, 1));
    return broker;
  }

  @Test
  void shouldStoreACutAndFreeItsCopyOfTheModelAndThenAnnounceIt() throws Exception {
    producer.initTransactions();
    write();

    assertThat(events).containsExactly("stored 3", "free 3", "announced 3");
    CheckpointAnnouncement announced =
        broker.values(TOPICS.checkpoints(), CheckpointAnnouncement.class).get(0);
    assertThat(announced.getVersion()).isEqualTo(3);
    assertThat(announced.getUri()).isEqualTo("file:/v3");
    assertThat(announced.getAnnouncedAt()).isEqualTo(NOW);
    assertThat(announced.getKept()).containsExactly(2L, 3L);
    assertThat(announced.getPositions()).hasSize(1);
    assertThat(announced.getPositions().get(0).getNextOffset()).isEqualTo(44);
  }

  @Test
  void shouldCommitTheOffsetsOfThePartitionsThatAreRead() throws Exception {
    producer.initTransactions();
    write();

    assertThat(offsets)
        .containsExactly(
            Map.of(Samples.FIRST.topicPartition(), new OffsetAndMetadata(44, "version 3")));
  }

  @Test
  void shouldAnnounceNothingThatRestsOnEntriesThatMayBeLost() {
    producer.initTransactions();
    journal.append(TrainerEventType.STARTED, "", Map.of());
    journalProducer.flushException = new KafkaException("no answer");

    assertThatThrownBy(this::write).isSameAs(journalProducer.flushException);
    assertThat(broker.values(TOPICS.checkpoints(), CheckpointAnnouncement.class)).isEmpty();
    assertThat(events).containsExactly("stored 3", "free 3");
  }

  @Test
  void shouldKeepItsCopyOfTheModelWhereItCannotBeStoredSoThatItCanBeTriedAgain() throws Exception {
    producer.initTransactions();
    IOException full = new IOException("no space left on device");
    store.failures.add(full);

    assertThatThrownBy(this::write).isSameAs(full);
    assertThat(events).containsExactly("failed 3");
    write();
    assertThat(events).containsExactly("failed 3", "stored 3", "free 3", "announced 3");
  }

  @Test
  void shouldTellWhatItWaitsFor() throws Exception {
    producer.initTransactions();
    write();

    assertThat(stages).containsExactly(Stage.CANARIES, Stage.STORE, Stage.BROKERS);
  }

  private void write() throws IOException, InterruptedException {
    CheckpointManifest manifest =
        new CheckpointManifest(
            "m",
            3,
            1,
            9,
            20,
            List.of(2L),
            List.of(),
            List.of(new TrainedThrough("c", "id", Samples.FIRST.topic(), 0, 44)),
            Map.of(),
            List.of(),
            List.of());
    writer.write(
        new Cut(manifest, List.of(), List.of(), List.of(Samples.FIRST.topicPartition())),
        FakeLearner.snapshot(events, 3));
  }

  private final class Store implements CheckpointStore {
    private final List<IOException> failures = new ArrayList<>();

    @Override
    public Stored put(
        CheckpointManifest manifest, Optional<CheckpointAnnouncement> before, Content content)
        throws IOException {
      if (!failures.isEmpty()) {
        events.add("failed " + manifest.version());
        throw failures.remove(0);
      }
      events.add("stored " + manifest.version());
      return new Stored(
          "file:/v" + manifest.version(),
          manifest,
          new CheckpointManifest.StoredFile("manifest.json", 1, "00"),
          Map.of());
    }

    @Override
    public Path fetch(CheckpointAnnouncement announcement, CheckpointFiles wanted) {
      throw new UnsupportedOperationException("nothing is loaded here");
    }

    @Override
    public void delete(
        CheckpointAnnouncement announcement, Collection<CheckpointAnnouncement> others) {
      throw new UnsupportedOperationException("nothing is deleted here");
    }

    @Override
    public void close() {
      // Nothing is open.
    }
  }
}
