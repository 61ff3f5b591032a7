package io.headwater.cli.task;

import io.headwater.schemas.TaskSpec;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A task, its examples, and how many of them the newest version has learned from.
 *
 * @param spec the task's specification
 * @param partitions partitions of its examples topic, in order; empty if there is no topic
 * @param learnedLabels labels in the order of the rows of its task module; empty if no version has
 *     a module for it, or the manifest cannot be read
 */
public record TaskProgress(
    TaskSpec spec, List<Partition> partitions, Optional<List<String>> learnedLabels) {

  /**
   * A partition of an examples topic.
   *
   * @param number number of the partition
   * @param begin first offset that the topic still holds
   * @param end offset the next record will have
   * @param next first offset the newest version was not trained through; empty if that version does
   *     not know this partition
   */
  public record Partition(int number, long begin, long end, OptionalLong next) {
    /** Returns the number of offsets that are not trained through yet. */
    public long lag() {
      return Math.max(0, end - Math.max(begin, next.orElse(begin)));
    }
  }

  /** Copies the lists. */
  public TaskProgress {
    partitions = List.copyOf(partitions);
    learnedLabels = learnedLabels.map(List::copyOf);
  }

  /** Returns the number of examples the topic holds, judged by its offsets. */
  public long examples() {
    return partitions.stream().mapToLong(partition -> partition.end() - partition.begin()).sum();
  }

  /** Returns the number of the topic's offsets that the newest version was trained through. */
  public long trainedThrough() {
    return partitions.stream().mapToLong(partition -> partition.next().orElse(0)).sum();
  }

  /** Returns the number of offsets that are not trained through yet. */
  public long lag() {
    return partitions.stream().mapToLong(Partition::lag).sum();
  }
}
