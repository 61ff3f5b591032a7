package io.headwater.bench.learn;

/**
 * The part of the stream that an arm learns.
 *
 * @param part whether all tasks or one, and in which batches
 * @param task name of the one task; empty if all tasks are learned
 */
public record StreamScope(Part part, String task) {
  /** All tasks. */
  static final StreamScope ALL = new StreamScope(Part.ALL, "");

  /** A part of the stream. */
  public enum Part {
    /** All tasks. */
    ALL,
    /** One task alone, in full batches. */
    ALONE,
    /** One task, in the batches of all tasks with the rows of the others removed. */
    SHARED
  }

  static StreamScope alone(String task) {
    return new StreamScope(Part.ALONE, task);
  }

  static StreamScope shared(String task) {
    return new StreamScope(Part.SHARED, task);
  }
}
