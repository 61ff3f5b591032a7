package io.headwater.evaluator.internal.topology;

import java.util.List;

/** Says which metrics of a task are published; safe for use by many threads. */
@FunctionalInterface
public interface TaskMetrics {

  /**
   * Returns the metrics a task's specification names; empty if it names none or is not known, which
   * means the usual metrics of the task's kind.
   */
  List<String> of(String task);
}
