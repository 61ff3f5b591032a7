package io.headwater.trainer.internal.checkpoint;

import io.headwater.model.checkpoint.CheckpointRetention;
import io.headwater.model.checkpoint.CheckpointStore;
import io.headwater.model.checkpoint.CorruptCheckpointException;
import io.headwater.model.checkpoint.ScoringBacklog;
import io.headwater.schemas.CheckpointAnnouncement;
import io.headwater.schemas.Promotion;
import io.headwater.schemas.contract.SourcePartition;
import io.headwater.service.topic.TopicReader;
import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes stored checkpoints that nobody needs: all except the newest few, those that a channel
 * points at, and those that an evaluator which is behind needs to score what it has missed.
 *
 * <p>Announcements of deleted checkpoints stay, since the lineage of later versions needs them. So
 * each announcement says which versions are kept; none of those that the newest one lists is
 * deleted before the next. One thread collects, another may ask what is kept.
 */
public final class CheckpointCollector {
  private static final Logger LOG = LoggerFactory.getLogger(CheckpointCollector.class);

  private final CheckpointStore store;
  private final CheckpointRetention retention;
  private final TopicReader<Promotion> channels;
  private final ScoringBacklogs evaluators;
  private final String model;
  private final Map<String, Long> pinned = new HashMap<>();

  /** Announced versions whose files may still be there to delete. */
  private final NavigableMap<Long, CheckpointAnnouncement> standing = new TreeMap<>();

  /** Announced versions whose files are known to be there. */
  private final NavigableMap<Long, CheckpointAnnouncement> stored = new TreeMap<>();

  private List<ScoringBacklog> backlogs = List.of();
  private boolean asked;

  /**
   * Makes a collector.
   *
   * @param announced the model's announcements so far
   * @param channels reader of the channels topic, which the collector does not close
   * @param evaluators reader of what is yet to be scored
   */
  public CheckpointCollector(
      CheckpointStore store,
      CheckpointRetention retention,
      TopicReader<Promotion> channels,
      ScoringBacklogs evaluators,
      String model,
      Collection<CheckpointAnnouncement> announced) {
    this.store = store;
    this.retention = retention;
    this.channels = channels;
    this.evaluators = evaluators;
    this.model = model;
    announced.forEach(announcement -> standing.put(announcement.getVersion(), announcement));
    stored.putAll(standing);
    if (!standing.isEmpty()) {
      List<Long> kept = standing.lastEntry().getValue().getKept();
      if (kept.isEmpty()) {
        // of a trainer that did not say; it kept the newest only
        retention.expired(announced, Set.of()).forEach(old -> stored.remove(old.getVersion()));
      } else {
        stored.keySet().retainAll(kept);
      }
    }
  }

  /**
   * Returns the versions that stay when a version is announced, that one included, as far as is
   * known without asking a broker.
   */
  public synchronized List<Long> keptWith(CheckpointAnnouncement next) {
    NavigableMap<Long, CheckpointAnnouncement> then = new TreeMap<>(stored);
    then.put(next.getVersion(), next);
    if (asked) { // else anything may be needed
      retention
          .expired(List.copyOf(then.values()), wanted(then.values()))
          .forEach(old -> then.remove(old.getVersion()));
    }
    return List.copyOf(then.keySet());
  }

  /** Takes in a new announcement and deletes the checkpoints that are no longer needed. */
  public void collect(CheckpointAnnouncement newest) {
    add(newest);
    try {
      readChannels();
      readBacklogs(newest);
    } catch (KafkaException e) {
      LOG.warn("No old checkpoint is deleted: it is not known which are needed ({})", e.toString());
      return;
    }
    expired(newest).forEach(this::delete);
  }

  private synchronized void add(CheckpointAnnouncement newest) {
    standing.put(newest.getVersion(), newest);
    stored.put(newest.getVersion(), newest);
  }

  private synchronized List<CheckpointAnnouncement> expired(CheckpointAnnouncement newest) {
    Set<Long> needed = wanted(stored.values());
    needed.addAll(newest.getKept());
    List<CheckpointAnnouncement> expired = retention.expired(standing.values(), needed);
    sayWhatIsLost(expired);
    return expired;
  }

  /** Returns the versions to keep beside the newest. */
  private Set<Long> wanted(Collection<CheckpointAnnouncement> available) {
    Set<Long> wanted = new HashSet<>(pinned.values());
    wanted.addAll(retention.behind(available, wanted, backlogs));
    return wanted;
  }

  private void sayWhatIsLost(List<CheckpointAnnouncement> expired) {
    NavigableMap<Long, CheckpointAnnouncement> left = new TreeMap<>(stored);
    expired.forEach(old -> left.remove(old.getVersion()));
    for (ScoringBacklog backlog : backlogs) {
      long lost = backlog.lost(left.values()) - backlog.lost(stored.values());
      if (lost > 0) {
        LOG.warn(
            "Evaluators of group {} can no longer score {} of the examples they have missed: no"
                + " more than {} older checkpoints are kept for evaluators",
            backlog.group(),
            lost,
            retention.keepBehind());
      }
    }
  }

  private void delete(CheckpointAnnouncement old) {
    try {
      store.delete(old, othersThan(old));
      forget(old);
    } catch (CorruptCheckpointException e) {
      LOG.warn("Version {} is left where it is: {}", old.getVersion(), e.getMessage());
      forget(old);
    } catch (IOException e) {
      LOG.warn("Version {} could not be deleted: {}", old.getVersion(), e.toString());
    } catch (IllegalArgumentException e) {
      LOG.info("Version {} lies in another store and is left: {}", old.getVersion(), old.getUri());
      forget(old);
    }
  }

  private synchronized List<CheckpointAnnouncement> othersThan(CheckpointAnnouncement old) {
    return standing.values().stream()
        .filter(other -> other.getVersion() != old.getVersion())
        .toList();
  }

  private synchronized void forget(CheckpointAnnouncement old) {
    standing.remove(old.getVersion());
    stored.remove(old.getVersion());
  }

  private void readBacklogs(CheckpointAnnouncement newest) {
    List<ScoringBacklog> read =
        evaluators.read(newest.getPositions().stream().map(SourcePartition::of).toList());
    synchronized (this) {
      backlogs = read;
      asked = true;
    }
  }

  private void readChannels() {
    for (TopicReader.Entry<Promotion> entry : channels.readToEnd()) {
      if (entry.key().startsWith(model + ":")) {
        synchronized (this) {
          entry
              .value()
              .ifPresentOrElse(
                  promotion -> pinned.put(entry.key(), promotion.getVersion()),
                  () -> pinned.remove(entry.key()));
        }
      }
    }
  }
}
