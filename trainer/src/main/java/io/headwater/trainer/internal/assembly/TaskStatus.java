package io.headwater.trainer.internal.assembly;

/** How a task stands, and with it what becomes of its partitions. */
public enum TaskStatus {
  /** Nothing is known of the task: its partitions wait for a specification, for a while. */
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
