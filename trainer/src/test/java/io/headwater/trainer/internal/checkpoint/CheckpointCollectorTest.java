package io.headwater.trainer.internal.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.headwater.model.checkpoint.CheckpointFiles;
import io.headwater.model.checkpoint.CheckpointManifest;
import io.headwater.model.checkpoint.CheckpointRetention;
import io.headwater.model.checkpoint.CheckpointStore;
import io.headwater.model.checkpoint.CorruptCheckpointException;
import io.headwater.schemas.CheckpointAnnouncement;
import io.headwater.schemas.Position;
import io.headwater.schemas.Promotion;
import io.headwater.schemas.serde.RecordDeserializer;
import io.headwater.service.topic.TopicReader;
import io.headwater.trainer.internal.fake.FakeAdmin;
import io.headwater.trainer.internal.fake.FakeBroker;
import io.headwater.trainer.internal.fake.FakeConsumer;
import io.headwater.trainer.internal.fake.Samples;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class CheckpointCollectorTest {
  private static final String CHANNELS = "t.channels";
  private static final String GROUP = "headwater-evaluator-m-scorer";
  private static final String OTHER = "other-m-scorer";

  private final FakeBroker broker = broker();
  private final FakeConsumer consumer = broker.consumer();
  private final TopicReader<Promotion> channels =
      new TopicReader<>(
          consumer, new RecordDeserializer<>(broker.registry(), Promotion.class), CHANNELS);
  private final Store store = new Store();
  private final FakeAdmin admin = new FakeAdmin(broker);
  private final CheckpointCollector collector = collector(List.of(announced(0), announced(1)));

  private CheckpointCollector collector(List<CheckpointAnnouncement> announced) {
    return new CheckpointCollector(
        store,
        new CheckpointRetention(2, 2),
        channels,
        new ScoringBacklogs(admin.client(), List.of(GROUP, OTHER)),
        "m",
        announced);
  }

  private static FakeBroker broker() {
    FakeBroker broker = new FakeBroker();
    broker.create(CHANNELS, 1);
    broker.create(Samples.FIRST.topic(), 2);
    return broker;
  }

  @AfterEach
  void close() {
    channels.close();
  }

  @Test
  void shouldKeepTheNewest() {
    collector.collect(announced(2));
    assertThat(store.deleted).containsExactly(0L);
    collector.collect(announced(3));
    assertThat(store.deleted).containsExactly(0L, 1L);
  }

  @Test
  void shouldKeepWhatAChannelPointsAtForAsLongAsItDoes() {
    promote("m", "stable", 0);
    promote("m", "canary", 1);
    collector.collect(announced(2));
    collector.collect(announced(3));
    assertThat(store.deleted).isEmpty();

    promote("m", "canary", 2);
    collector.collect(announced(4));
    assertThat(store.deleted).containsExactly(1L);
    broker.appendTombstone(CHANNELS, "m:stable");
    collector.collect(announced(5));
    assertThat(store.deleted).containsExactly(1L, 0L, 3L);
  }

  @Test
  void shouldLeaveTheChannelsOfOtherModelsAlone() {
    promote("m2", "stable", 0);
    collector.collect(announced(2));

    assertThat(store.deleted).containsExactly(0L);
  }

  @Test
  void shouldDeleteNothingWhileTheChannelsCannotBeRead() {
    consumer.setPollException(new TimeoutException("no answer"));
    promote("m", "stable", 0);
    collector.collect(announced(2));
    assertThat(store.deleted).isEmpty();

    collector.collect(announced(3));
    assertThat(store.deleted).containsExactly(1L);
  }

  @Test
  void shouldTryAgainToDeleteWhatCouldNotBeDeleted() {
    store.failures.put(0L, new IOException("the store is away"));
    collector.collect(announced(2));
    assertThat(store.deleted).isEmpty();

    store.failures.clear();
    collector.collect(announced(3));
    assertThat(store.deleted).containsExactly(0L, 1L);
  }

  @Test
  void shouldNotTryAgainWhereAnAnnouncementContradictsItself() {
    store.failures.put(0L, new CorruptCheckpointException("not its URI"));
    collector.collect(announced(2));
    store.failures.clear();
    collector.collect(announced(3));

    assertThat(store.deleted).containsExactly(1L);
  }

  @Test
  void shouldLeaveWhatLiesInAnotherStore() {
    store.elsewhere = 0;
    collector.collect(announced(2));
    store.elsewhere = -1;
    collector.collect(announced(3));

    assertThat(store.deleted).containsExactly(1L);
  }

  @Test
  void shouldKeepWhatAnEvaluatorNeedsToScoreWhatItHasMissed() {
    admin.commit(GROUP, Samples.FIRST.topicPartition(), 15);
    for (long version = 2; version <= 40; version++) {
      collector.collect(announced(version));
    }
    assertThat(store.kept(40)).containsExactly(1L, 39L, 40L);

    admin.commit(GROUP, Samples.FIRST.topicPartition(), 400);
    collector.collect(announced(41));
    assertThat(store.kept(41)).as("it has caught up").containsExactly(40L, 41L);
  }

  @Test
  void shouldKeepAVersionForEachOfSeveralEvaluatorsThatAreBehind() {
    admin.commit(GROUP, Samples.FIRST.topicPartition(), 15);
    for (long version = 2; version <= 20; version++) {
      collector.collect(announced(version));
      admin.commit(OTHER, Samples.FIRST.topicPartition(), Math.min(100, 10 * version));
    }

    assertThat(store.kept(20)).containsExactly(1L, 10L, 19L, 20L);
  }

  @Test
  void shouldKeepWhatAPartitionNeedsThatAnEvaluatorHasNotBegun() {
    admin.commit(GROUP, Samples.SECOND.topicPartition(), 1_000);
    for (long version = 2; version <= 9; version++) {
      collector.collect(announced(version));
    }

    assertThat(store.kept(9)).containsExactly(0L, 8L, 9L);
  }

  @Test
  void shouldKeepNothingForRecordsThatTheLogHasDropped() {
    admin.commit(GROUP, Samples.FIRST.topicPartition(), 15);
    broker.truncate(Samples.FIRST.topicPartition(), 34);
    for (long version = 2; version <= 9; version++) {
      collector.collect(announced(version));
    }

    assertThat(store.kept(9)).containsExactly(3L, 8L, 9L);
  }

  @Test
  void shouldKeepNothingForATopicThatIsGone() {
    admin.commit(GROUP, Samples.FIRST.topicPartition(), 15);
    broker.delete(Samples.FIRST.topic());
    collector.collect(announced(2));

    assertThat(store.deleted).containsExactly(0L);
  }

  @Test
  void shouldDeleteNothingWhileItIsNotKnownHowFarEvaluatorsAre() {
    admin.failCommitted(OTHER, new TimeoutException("no answer"));
    collector.collect(announced(2));
    assertThat(store.deleted).isEmpty();

    admin.recover();
    collector.collect(announced(3));
    assertThat(store.deleted).containsExactly(0L, 1L);
  }

  @Test
  void shouldNotWaitForOffsetsThatItMayNotRead() {
    admin.failCommitted(OTHER, GroupAuthorizationException.forGroupId(OTHER));
    collector.collect(announced(2));

    assertThat(store.deleted).containsExactly(0L);
  }

  @Test
  void shouldSayAloudWhatCanNoLongerBeScored() {
    CheckpointCollector stingy =
        new CheckpointCollector(
            store,
            new CheckpointRetention(2, 0),
            channels,
            new ScoringBacklogs(admin.client(), List.of(GROUP)),
            "m",
            List.of(announced(0), announced(1)));
    admin.commit(GROUP, Samples.FIRST.topicPartition(), 15);
    ListAppender<ILoggingEvent> said = new ListAppender<>();
    Logger log = (Logger) LoggerFactory.getLogger(CheckpointCollector.class);
    said.start();
    log.addAppender(said);
    try {
      stingy.collect(announced(2));
      stingy.collect(announced(3));
    } finally {
      log.detachAppender(said);
    }

    assertThat(said.list)
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.getLevel()).isEqualTo(Level.WARN);
              assertThat(event.getFormattedMessage())
                  .contains(GROUP, "can no longer score 5 of the examples");
            });
  }

  @Test
  void shouldListWhatStaysBesideANewVersion() {
    assertThat(collector.keptWith(announced(2))).as("not asked yet").containsExactly(0L, 1L, 2L);
    admin.commit(GROUP, Samples.FIRST.topicPartition(), 15);
    collector.collect(announced(2));
    collector.collect(announced(3));

    assertThat(collector.keptWith(announced(4))).containsExactly(1L, 3L, 4L);
  }

  @Test
  void shouldNotDeleteWhatTheNewestAnnouncementLists() {
    collector.collect(announced(2, List.of(0L, 1L, 2L)));
    assertThat(store.deleted).isEmpty();

    collector.collect(announced(3, collector.keptWith(announced(3))));
    assertThat(store.deleted).containsExactly(0L, 1L);
  }

  @Test
  void shouldGoOnWithWhatTheLastTrainerKept() {
    List<CheckpointAnnouncement> before = new ArrayList<>();
    for (long version = 0; version <= 19; version++) {
      before.add(announced(version));
    }
    before.add(announced(20, List.of(4L, 19L, 20L)));
    // meanwhile the evaluator has gone on to where the deleted version 9 would do
    admin.commit(GROUP, Samples.FIRST.topicPartition(), 95);
    CheckpointCollector next = collector(before);
    CheckpointAnnouncement newest = announced(21);
    assertThat(next.keptWith(newest)).containsExactly(4L, 19L, 20L, 21L);
    next.collect(newest);

    assertThat(store.kept(21)).containsExactly(4L, 20L, 21L);
  }

  private void promote(String model, String channel, long version) {
    broker.append(
        CHANNELS,
        model + ":" + channel,
        Promotion.newBuilder()
            .setModel(model)
            .setChannel(channel)
            .setVersion(version)
            .setPromotedAt(Instant.EPOCH)
            .build());
  }

  /** Returns a version that was trained through ten records a version. */
  private static CheckpointAnnouncement announced(long version) {
    return announced(version, List.of());
  }

  private static CheckpointAnnouncement announced(long version, List<Long> kept) {
    return Samples.announced(version)
        .setPositions(
            List.of(
                new Position(
                    FakeAdmin.CLUSTER,
                    Samples.FIRST.topicId(),
                    Samples.FIRST.topic(),
                    Samples.FIRST.partition(),
                    10 * version)))
        .setKept(kept)
        .build();
  }

  private static final class Store implements CheckpointStore {
    private final List<Long> deleted = new ArrayList<>();
    private final Map<Long, IOException> failures = new HashMap<>();
    private long elsewhere = -1;

    /** Returns the versions from 0 to the newest that were not deleted. */
    List<Long> kept(long newest) {
      return LongStream.rangeClosed(0, newest)
          .boxed()
          .filter(version -> !deleted.contains(version))
          .toList();
    }

    @Override
    public Stored put(
        CheckpointManifest manifest, Optional<CheckpointAnnouncement> before, Content content) {
      throw new UnsupportedOperationException("nothing is stored here");
    }

    @Override
    public Path fetch(CheckpointAnnouncement announcement, CheckpointFiles wanted) {
      throw new UnsupportedOperationException("nothing is loaded here");
    }

    @Override
    public void delete(
        CheckpointAnnouncement announcement, Collection<CheckpointAnnouncement> others)
        throws IOException {
      if (announcement.getVersion() == elsewhere) {
        throw new IllegalArgumentException("not a URI of this store");
      }
      IOException failure = failures.get(announcement.getVersion());
      if (failure != null) {
        throw failure;
      }
      deleted.add(announcement.getVersion());
    }

    @Override
    public void close() {
      // Nothing is open.
    }
  }
}
