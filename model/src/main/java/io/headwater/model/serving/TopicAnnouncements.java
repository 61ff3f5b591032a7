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
 * The announcements of one model as they stand on the checkpoints topic.
 *
 * <p>The topic is read from its beginning, committed records only, outside any consumer group.
 * First, once all that was there is read, come the versions that still stand, the newest first;
 * then each new one. Records that cannot be read are passed over. A broker or registry that is
 * away, or a topic that is not there yet, is waited for, and that is logged; then versions may be
 * handed over a second time.
 */
public final class TopicAnnouncements implements AnnouncementSource {
  private static final Comparator<CheckpointAnnouncement> NEWEST_FIRST =
      Comparator.comparingInt(CheckpointAnnouncement::getEpoch)
          .thenComparingLong(CheckpointAnnouncement::getVersion)
          .reversed();

  private final ServiceConfig config;

  /**
   * Prepares; nothing is read before {@link #subscribe}.
   *
   * @param config names brokers, registry, topic prefix and the model
   */
  public TopicAnnouncements(ServiceConfig config) {
    this.config = config;
  }

  /** {@inheritDoc} Each subscription reads the topic by itself, in a thread of its own. */
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

  /** Hands on what stands of one model, then what arrives. */
  private record OfModel(String model, Consumer<CheckpointAnnouncement> consumer)
      implements TopicFollower.Sink<CheckpointAnnouncement> {

    @Override
    public void begin(List<Entry<CheckpointAnnouncement>> standing) {
      Map<String, CheckpointAnnouncement> byKey = new HashMap<>();
      for (Entry<CheckpointAnnouncement> entry : standing) {
        byKey.remove(entry.key()); // collected, or about to be replaced
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
