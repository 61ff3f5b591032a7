package io.headwater.bench.learn;

/**
 * Which part of the stream an arm learns.
 *
 * @param part the part
 * @param task the one task; empty where the part is all of them
 */
public record StreamScope(Part part, String task) {
  /** All tasks. */
  static final StreamScope ALL = new StreamScope(Part.ALL, "");

  /** A part of the stream. */
  public enum Part {
    /** All tasks. */
    ALL,
    /** One task, in full batches of its own. */
    ALONE,
    /** The batches of all tasks, of which only the rows of one task are left. */
    SHARED
  }

  static StreamScope alone(String task) {
    return new StreamScope(Part.ALONE, task);
  }

  static StreamScope shared(String task) {
    return new StreamScope(Part.SHARED, task);
  }
}
