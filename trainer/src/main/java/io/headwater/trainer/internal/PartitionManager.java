package io.headwater.trainer.internal;

import io.headwater.schemas.contract.SourcePartition;
import io.headwater.trainer.internal.assembly.TaskRegistry;
import io.headwater.trainer.internal.assembly.TaskStatus;
import io.headwater.trainer.internal.discovery.Catalogue;
import io.headwater.trainer.internal.discovery.ExampleTopic;
import io.headwater.trainer.internal.stream.BlockBuffer;
import io.headwater.trainer.internal.stream.PartitionPoller;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Decides between blocks which partitions are read, and which of them take part in blocks. */
final class PartitionManager {
  private static final Logger LOG = LoggerFactory.getLogger(PartitionManager.class);

  private final BlockBuffer buffer;
  private final PartitionPoller poller;
  private final TaskRegistry tasks;
  private final long taskWaitNanos;
  private final SortedMap<SourcePartition, Long> positions;
  private final SortedMap<SourcePartition, String> assigned = new TreeMap<>();
  private final Set<SourcePartition> waitedInVain = new HashSet<>();
  private final Set<SourcePartition> paused = new HashSet<>();

  /**
   * Makes a manager.
   *
   * @param positions next offset of each partition, from earlier cuts
   */
  PartitionManager(
      BlockBuffer buffer,
      PartitionPoller poller,
      TaskRegistry tasks,
      Duration taskWait,
      Map<SourcePartition, Long> positions) {
    this.buffer = buffer;
    this.poller = poller;
    this.tasks = tasks;
    this.taskWaitNanos = taskWait.toNanos();
    this.positions = new TreeMap<>(positions);
  }

  /** Notes the positions up to which blocks were taken. */
  void advance(Map<SourcePartition, Long> taken) {
    positions.putAll(taken);
  }

  /**
   * Takes in new and vanished partitions and the status of the tasks, and returns the changes for
   * the step thread.
   */
  List<Work> update(Catalogue catalogue) {
    List<Work> work = new ArrayList<>();
    assign(found(catalogue), work);
    assigned.forEach((source, task) -> hold(source, task, work));
    return work;
  }

  /** Returns the partitions to read, each with its task. */
  private SortedMap<SourcePartition, String> found(Catalogue catalogue) {
    SortedMap<SourcePartition, String> found = new TreeMap<>();
    for (ExampleTopic topic : catalogue.topics()) {
      if (tasks.status(topic.task()) != TaskStatus.RETIRED) {
        topic.sources().forEach(source -> found.put(source, topic.task()));
      }
    }
    return found;
  }

  private void assign(SortedMap<SourcePartition, String> found, List<Work> work) {
    if (found.equals(assigned)) {
      return;
    }
    for (SourcePartition gone : List.copyOf(assigned.keySet())) {
      if (!found.containsKey(gone)) {
        boolean isRetired = tasks.status(assigned.remove(gone)) == TaskStatus.RETIRED;
        LOG.warn(
            "{} is no longer read: {}", gone, isRetired ? "its task is retired" : "it is gone");
        buffer.remove(gone);
        waitedInVain.remove(gone);
        paused.remove(gone);
        work.add(new Work.DropPartition(gone, false));
      }
    }
    found.forEach(
        (source, task) -> {
          // A partition that was just dropped is added again only after the poller has let go of
          // it, since the poller may still deliver records beyond the position to start at.
          if (!assigned.containsKey(source) && !poller.isReading(source)) {
            forgetNamesakes(source, work);
            work.add(add(source, task));
          }
        });
    SortedMap<SourcePartition, Long> starts = new TreeMap<>();
    assigned.keySet().forEach(source -> starts.put(source, positions.get(source)));
    poller.assign(starts);
  }

  private void hold(SourcePartition source, String task, List<Work> work) {
    TaskStatus status = tasks.status(task);
    if (status != TaskStatus.UNKNOWN) {
      waitedInVain.remove(source);
    } else if (!waitedInVain.contains(source) && buffer.hasWaited(source, taskWaitNanos)) {
      LOG.warn(
          "No specification of task '{}' arrived in time: records of {} become dead letters"
              + " until one does",
          task,
          source);
      waitedInVain.add(source);
    }
    buffer.hold(source, status != TaskStatus.LEARNED && !waitedInVain.contains(source));
    // A paused partition is not expected to advance, so it must not count as lag.
    if (status == TaskStatus.PAUSED) {
      if (paused.add(source)) {
        work.add(new Work.DropPartition(source, false));
      }
    } else if (paused.remove(source)) {
      work.add(new Work.AddPartition(source, positions.get(source), false));
    }
  }

  private Work add(SourcePartition source, String task) {
    boolean isNew = positions.putIfAbsent(source, 0L) == null;
    long from = positions.get(source);
    assigned.put(source, task);
    buffer.add(source, from);
    LOG.info("Reading {} from offset {}", source, from);
    return new Work.AddPartition(source, from, isNew);
  }

  private void forgetNamesakes(SourcePartition source, List<Work> work) {
    for (SourcePartition old : List.copyOf(positions.keySet())) {
      if (old.topicPartition().equals(source.topicPartition()) && !old.equals(source)) {
        LOG.warn(
            "Topic {} was recreated (its id is {}, not {}): partition {} is read from the"
                + " beginning",
            source.topic(),
            source.topicId(),
            old.topicId(),
            source.partition());
        positions.remove(old);
        work.add(new Work.DropPartition(old, true));
      }
    }
  }
}
