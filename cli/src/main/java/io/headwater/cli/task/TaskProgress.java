package io.headwater.cli.task;

import io.headwater.schemas.TaskSpec;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A task, the examples it has and how far the newest version has learned from them.
 *
 * @param spec specification
 * @param partitions partitions of its examples topic, in order; none where there is no topic
 * @param learnedLabels labels in the order of its module's rows; empty where no version has a
 *     module for it, or its manifest is out of reach
 */
public record TaskProgress(
    TaskSpec spec, List<Partition> partitions, Optional<List<String>> learnedLabels) {

  /**
   * A partition of an examples topic.
   *
   * @param number its number
   * @param begin first offset that is still there
   * @param end offset the next record will have
   * @param next first offset the newest version was not trained through, where it knows this very
   *     partition
   */
  public record Partition(int number, long begin, long end, OptionalLong next) {
    /** Returns how many offsets are still to be trained through. */
    public long lag() {
      return Math.max(0, end - Math.max(begin, next.orElse(begin)));
    }
  }

  /** Copies the lists. */
  public TaskProgress {
    partitions = List.copyOf(partitions);
    learnedLabels = learnedLabels.map(List::copyOf);
  }

  /** Returns how many examples the topic holds, by its offsets. */
  public long examples() {
    return partitions.stream().mapToLong(partition -> partition.end() - partition.begin()).sum();
  }

  /** Returns how many offsets of the topic the newest version was trained through. */
  public long trainedThrough() {
    return partitions.stream().mapToLong(partition -> partition.next().orElse(0)).sum();
  }

  /** Returns how many offsets are still to be trained through. */
  public long lag() {
    return partitions.stream().mapToLong(Partition::lag).sum();
  }
}
