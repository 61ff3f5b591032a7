package io.headwater.ingest.demo;

import java.util.Map;

/**
 * Counts of examples.
 *
 * @param perTask examples of each task
 * @param perLibrary examples made from each library's comments, all tasks together
 */
public record DemoTotals(Map<String, Integer> perTask, Map<String, Integer> perLibrary) {

  /** Copies the maps. */
  public DemoTotals {
    perTask = Map.copyOf(perTask);
    perLibrary = Map.copyOf(perLibrary);
  }

  /** Returns the number of examples of all tasks. */
  public int examples() {
    return perTask.values().stream().mapToInt(Integer::intValue).sum();
  }
}
