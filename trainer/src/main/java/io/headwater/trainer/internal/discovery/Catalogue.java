package io.headwater.trainer.internal.discovery;

import io.headwater.schemas.TaskSpec;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The tasks and topics that {@link Discovery} found.
 *
 * @param specs valid specifications by task
 * @param topics examples topics, sorted by name
 */
public record Catalogue(SortedMap<String, TaskSpec> specs, List<ExampleTopic> topics) {
  /** Copies the collections. */
  public Catalogue {
    specs = Collections.unmodifiableSortedMap(new TreeMap<>(specs));
    topics = List.copyOf(topics);
  }
}
