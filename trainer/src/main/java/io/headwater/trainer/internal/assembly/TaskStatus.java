package io.headwater.trainer.internal.assembly;

/** The status of a task, which decides how its partitions are read. */
public enum TaskStatus {
  /** The task is unknown: its partitions wait a limited time for a specification. */
  UNKNOWN,
  /** The task is learned. */
  LEARNED,
  /** The task is specified but cannot be learned: its partitions stay where they are. */
  REFUSED,
  /** The task is paused: its partitions stay where they are. */
  PAUSED,
  /** The task is retired, or its specification was withdrawn: its partitions are not read. */
  RETIRED
}
