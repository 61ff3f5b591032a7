package io.headwater.trainer.internal;

import io.headwater.schemas.BlockClosed;
import io.headwater.schemas.CheckpointAnnouncement;
import io.headwater.schemas.JournalEntry;
import io.headwater.schemas.OffsetRun;
import io.headwater.schemas.SkippedRun;
import io.headwater.schemas.contract.SourcePartition;
import io.headwater.service.topic.TopicReader;
import io.headwater.trainer.internal.assembly.BlockAssembler;
import io.headwater.trainer.internal.assembly.RefusedRecord;
import io.headwater.trainer.lineage.Lineage;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Dead letters that were published with versions that the model does not continue from.
 *
 * <p>If the newest version cannot be loaded, training resumes from an older one and reads some
 * records again. If the dead letters of those records are on the topic already, they must not be
 * sent a second time.
 *
 * @param offsets offsets of the records whose dead letters were published, by partition
 */
record PublishedDeadLetters(Map<SourcePartition, Set<Long>> offsets) {
  private static final Logger LOG = LoggerFactory.getLogger(PublishedDeadLetters.class);

  /** Reasons for which an offset is skipped without a dead letter. */
  private static final Set<String> NO_LETTERS =
      Set.of(BlockAssembler.GAP, BlockAssembler.LABEL_AWAITS_SUPPORT);

  /** Returns whether the dead letter of a record is on the topic already. */
  boolean contains(RefusedRecord letter) {
    return offsets.getOrDefault(letter.source(), Set.of()).contains(letter.message().offset());
  }

  /**
   * Finds the published dead letters beyond the point where training resumes. Announcements whose
   * history is not known, such as those sent by somebody else, are left out.
   *
   * @param from where training resumes
   * @param all all announcements of the model
   * @param journal opens a reader of the journal; used only if a version was left behind
   */
  static PublishedDeadLetters ahead(
      String model,
      ResumePoint from,
      Collection<CheckpointAnnouncement> all,
      Supplier<TopicReader<JournalEntry>> journal) {
    Map<Long, CheckpointAnnouncement> known = withKnownHistory(all);
    List<CheckpointAnnouncement> announced = List.copyOf(known.values());
    Lineage versions = new Lineage(announced, List.of());
    Set<Long> kept = new HashSet<>(from.parents());
    from.parents().stream()
        .filter(known::containsKey)
        .forEach(parent -> versions.ancestry(parent).forEach(kin -> kept.add(kin.getVersion())));
    Optional<CheckpointAnnouncement> oldest =
        announced.stream()
            .filter(version -> !kept.contains(version.getVersion()) && isAhead(version, from))
            .min(Comparator.comparing(CheckpointAnnouncement::getVersion));
    if (oldest.isEmpty()) {
      return new PublishedDeadLetters(Map.of());
    }
    CheckpointAnnouncement first = oldest.get();
    long before = versions.parent(first).map(CheckpointAnnouncement::getSequence).orElse(0L);
    List<JournalEntry> tail =
        JournalTail.read(
            model,
            journal,
            // An older epoch is not far enough: its trainer may have kept writing for a while.
            entry -> entry.getEpoch() == first.getEpoch() && entry.getSequence() <= before + 1);
    Lineage lineage = new Lineage(announced, tail);
    Map<SourcePartition, Set<Long>> offsets = new HashMap<>();
    for (CheckpointAnnouncement version : announced) {
      if (version.getVersion() >= first.getVersion() && !kept.contains(version.getVersion())) {
        lineage.added(version.getVersion()).forEach(entry -> collect(entry, from, offsets));
      }
    }
    return new PublishedDeadLetters(offsets);
  }

  private static Map<Long, CheckpointAnnouncement> withKnownHistory(
      Collection<CheckpointAnnouncement> all) {
    List<CheckpointAnnouncement> oldestFirst = new ArrayList<>(all);
    oldestFirst.sort(Comparator.comparing(CheckpointAnnouncement::getVersion));
    Map<Long, CheckpointAnnouncement> known = new TreeMap<>();
    for (CheckpointAnnouncement version : oldestFirst) {
      // Parents are older than their version, so one that names itself has no known history.
      if (known.keySet().containsAll(version.getParents())) {
        known.put(version.getVersion(), version);
      } else {
        LOG.warn(
            "Version {} names versions {} as its parents, of which not all are announced and"
                + " older: the dead letters sent with it are not searched for",
            version.getVersion(),
            version.getParents());
      }
    }
    return known;
  }

  private static boolean isAhead(CheckpointAnnouncement version, ResumePoint from) {
    return version.getPositions().stream()
        .anyMatch(position -> position.getNextOffset() > from.next(SourcePartition.of(position)));
  }

  private static void collect(
      JournalEntry entry, ResumePoint from, Map<SourcePartition, Set<Long>> offsets) {
    if (!(entry.getBody() instanceof BlockClosed block)) {
      return;
    }
    for (SkippedRun skipped : block.getSkipped()) {
      OffsetRun run = skipped.getRows();
      SourcePartition source = SourcePartition.of(block.getSources().get(run.getSource()));
      if (NO_LETTERS.contains(skipped.getReason())) {
        continue;
      }
      for (long offset = run.getFrom(); offset < run.getFrom() + run.getCount(); offset++) {
        if (offset >= from.next(source)) {
          offsets.computeIfAbsent(source, key -> new HashSet<>()).add(offset);
        }
      }
    }
  }
}
