package io.headwater.trainer.internal.checkpoint;

import io.headwater.model.checkpoint.CheckpointRetention;
import io.headwater.model.checkpoint.CheckpointStore;
import io.headwater.model.checkpoint.CorruptCheckpointException;
import io.headwater.schemas.CheckpointAnnouncement;
import io.headwater.schemas.Promotion;
import io.headwater.service.topic.TopicReader;
import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes stored checkpoints that nobody needs: all except the newest few and those that a channel
 * points at.
 *
 * <p>Announcements of deleted checkpoints stay, since the lineage of later versions needs them.
 */
public final class CheckpointCollector {
  private static final Logger LOG = LoggerFactory.getLogger(CheckpointCollector.class);

  private final CheckpointStore store;
  private final CheckpointRetention retention;
  private final TopicReader<Promotion> channels;
  private final String model;
  private final Map<String, Long> pinned = new HashMap<>();
  private final NavigableMap<Long, CheckpointAnnouncement> standing = new TreeMap<>();

  /**
   * Makes a collector.
   *
   * @param announced the model's announcements so far
   * @param channels reader of the channels topic, which the collector does not close
   */
  public CheckpointCollector(
      CheckpointStore store,
      CheckpointRetention retention,
      TopicReader<Promotion> channels,
      String model,
      Collection<CheckpointAnnouncement> announced) {
    this.store = store;
    this.retention = retention;
    this.channels = channels;
    this.model = model;
    announced.forEach(announcement -> standing.put(announcement.getVersion(), announcement));
  }

  /** Takes in a new announcement and deletes the checkpoints that are no longer needed. */
  public void collect(CheckpointAnnouncement newest) {
    standing.put(newest.getVersion(), newest);
    try {
      readChannels();
    } catch (KafkaException e) {
      LOG.warn("No old checkpoint is deleted: the channels cannot be read ({})", e.getMessage());
      return;
    }
    for (CheckpointAnnouncement old :
        retention.expired(standing.values(), new HashSet<>(pinned.values()))) {
      try {
        store.delete(old);
        standing.remove(old.getVersion());
      } catch (CorruptCheckpointException e) {
        LOG.warn("Version {} is left where it is: {}", old.getVersion(), e.getMessage());
        standing.remove(old.getVersion());
      } catch (IOException e) {
        LOG.warn("Version {} could not be deleted: {}", old.getVersion(), e.toString());
      } catch (IllegalArgumentException e) {
        LOG.info(
            "Version {} lies in another store and is left: {}", old.getVersion(), old.getUri());
        standing.remove(old.getVersion());
      }
    }
  }

  private void readChannels() {
    for (TopicReader.Entry<Promotion> entry : channels.readToEnd()) {
      if (entry.key().startsWith(model + ":")) {
        entry
            .value()
            .ifPresentOrElse(
                promotion -> pinned.put(entry.key(), promotion.getVersion()),
                () -> pinned.remove(entry.key()));
      }
    }
  }
}
