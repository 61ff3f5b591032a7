package io.headwater.trainer.internal.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.model.checkpoint.CheckpointManifest;
import io.headwater.model.checkpoint.CheckpointRetention;
import io.headwater.model.checkpoint.CheckpointStore;
import io.headwater.model.checkpoint.CorruptCheckpointException;
import io.headwater.schemas.CheckpointAnnouncement;
import io.headwater.schemas.Promotion;
import io.headwater.schemas.serde.RecordDeserializer;
import io.headwater.service.topic.TopicReader;
import io.headwater.trainer.internal.fake.FakeBroker;
import io.headwater.trainer.internal.fake.FakeConsumer;
import io.headwater.trainer.internal.fake.Samples;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CheckpointCollectorTest {
  private static final String CHANNELS = "t.channels";

  private final FakeBroker broker = broker();
  private final FakeConsumer consumer = broker.consumer();
  private final TopicReader<Promotion> channels =
      new TopicReader<>(
          consumer, new RecordDeserializer<>(broker.registry(), Promotion.class), CHANNELS);
  private final Store store = new Store();
  private final CheckpointCollector collector =
      new CheckpointCollector(
          store, new CheckpointRetention(2), channels, "m", List.of(announced(0), announced(1)));

  private static FakeBroker broker() {
    FakeBroker broker = new FakeBroker();
    broker.create(CHANNELS, 1);
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

  private static CheckpointAnnouncement announced(long version) {
    return Samples.announced(version).build();
  }

  private static final class Store implements CheckpointStore {
    private final List<Long> deleted = new ArrayList<>();
    private final Map<Long, IOException> failures = new HashMap<>();
    private long elsewhere = -1;

    @Override
    public Stored put(CheckpointManifest manifest, Content content) {
      throw new UnsupportedOperationException("nothing is stored here");
    }

    @Override
    public Path fetch(CheckpointAnnouncement announcement) {
      throw new UnsupportedOperationException("nothing is loaded here");
    }

    @Override
    public void delete(CheckpointAnnouncement announcement) throws IOException {
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
