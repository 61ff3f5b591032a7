package io.headwater.model.serving;

import io.headwater.schemas.CheckpointAnnouncement;
import io.headwater.service.config.ServiceConfig;
import io.headwater.service.topic.TopicFollower;
import io.headwater.service.topic.TopicReader;
import io.headwater.service.topic.TopicReader.Entry;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The announcements of one model on the checkpoints topic.
 *
 * <p>The topic is read from its beginning, committed records only, outside any consumer group. Once
 * everything on the topic is read, the versions that still stand are passed on, the newest first;
 * after that, each new one as it arrives. Unreadable records are skipped. While a broker or the
 * registry is unavailable, or the topic does not exist yet, the reader logs that and waits;
 * afterwards, versions may be passed on a second time.
 */
public final class TopicAnnouncements implements AnnouncementSource {
  private static final Comparator<CheckpointAnnouncement> NEWEST_FIRST =
      Comparator.comparingInt(CheckpointAnnouncement::getEpoch)
          .thenComparingLong(CheckpointAnnouncement::getVersion)
          .reversed();

  private final ServiceConfig config;

  /**
   * Makes a source that reads nothing before {@link #subscribe} is called.
   *
   * @param config names brokers, registry, topic prefix and the model
   */
  public TopicAnnouncements(ServiceConfig config) {
    this.config = config;
  }

  /** {@inheritDoc} Each subscription reads the topic in its own thread. */
  @Override
  public Subscription subscribe(Consumer<CheckpointAnnouncement> consumer) {
    String topic = config.topics().checkpoints();
    TopicFollower<CheckpointAnnouncement> follower =
        new TopicFollower<>(
            topic,
            () -> TopicReader.open(config, List.of(topic), CheckpointAnnouncement.class),
            new OfModel(config.modelName(), consumer));
    return follower.start("headwater-announcements")::close;
  }

  /** Passes on one model's standing announcements, then each one that arrives. */
  private record OfModel(String model, Consumer<CheckpointAnnouncement> consumer)
      implements TopicFollower.Sink<CheckpointAnnouncement> {

    @Override
    public void begin(List<Entry<CheckpointAnnouncement>> standing) {
      Map<String, CheckpointAnnouncement> byKey = new HashMap<>();
      for (Entry<CheckpointAnnouncement> entry : standing) {
        byKey.remove(entry.key()); // deleted, or replaced below
        own(entry).ifPresent(announcement -> byKey.put(entry.key(), announcement));
      }
      byKey.values().stream().sorted(NEWEST_FIRST).forEach(consumer);
    }

    @Override
    public void add(Entry<CheckpointAnnouncement> arrived) {
      own(arrived).ifPresent(consumer);
    }

    private Optional<CheckpointAnnouncement> own(Entry<CheckpointAnnouncement> entry) {
      return entry.value().filter(announcement -> announcement.getModel().equals(model));
    }
  }
}
