package io.headwater.ingest.demo;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Numbers of examples, by task and by library.
 *
 * @param perTask examples of each task
 * @param perLibrary examples made from each library's comments, all tasks together
 */
public record DemoTotals(Map<String, Integer> perTask, Map<String, Integer> perLibrary) {

  /** Copies the maps, keeping their order, which is that of first appearance. */
  public DemoTotals {
    perTask = Collections.unmodifiableMap(new LinkedHashMap<>(perTask));
    perLibrary = Collections.unmodifiableMap(new LinkedHashMap<>(perLibrary));
  }

  /** Returns the number of examples of all tasks together. */
  public int examples() {
    return perTask.values().stream().mapToInt(Integer::intValue).sum();
  }
}
