package io.headwater.trainer.internal.assembly;

import io.headwater.schemas.TaskSpec;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Labels of an open set that were seen too seldom to be added, with their counts.
 *
 * <p>Since anyone can send label text, at most {@code 4 x labelCap} labels are kept, and never more
 * than {@link #MOST}. If there are more, the labels seen least are forgotten, the oldest first.
 *
 * @param counts number of times each label was seen, in the order of first sighting
 */
public record PendingLabels(Map<String, Integer> counts) {
  /** No labels. */
  public static final PendingLabels NONE = new PendingLabels(Map.of());

  /** Most pending labels kept for a task. */
  public static final int MOST = 10_000;

  private static final String STATE = "labels.pending.";
  private static final int PER_CAP = 4;

  /** Copies the counts. */
  public PendingLabels {
    counts = Collections.unmodifiableMap(new LinkedHashMap<>(counts));
  }

  /**
   * The outcome of counting a block's labels.
   *
   * @param labels labels to add to the set, in the order of first sighting
   * @param pending labels that are still waiting
   */
  public record Admission(List<String> labels, PendingLabels pending) {
    /** Copies the labels. */
    public Admission {
      labels = List.copyOf(labels);
    }
  }

  /**
   * Counts the labels of a block and admits those seen often enough by its end, as far as the set
   * has room. A full set keeps no labels waiting.
   *
   * <p>The outcome is the same if the set has some of these labels already. So a block can be
   * repeated after a cut that was made because the block admitted a label.
   *
   * @param seen label of each of the block's valid examples, in the order of the records
   * @param known labels that the set already has
   * @param spec specification of the task
   */
  Admission admit(List<String> seen, List<String> known, TaskSpec spec) {
    int room = spec.getLabelCap() - known.size();
    if (room <= 0) {
      return new Admission(List.of(), NONE);
    }
    Set<String> knownLabels = new HashSet<>(known);
    Map<String, Integer> sightings = new LinkedHashMap<>();
    for (String label : seen) {
      if (!knownLabels.contains(label)) {
        sightings.merge(label, 1, Integer::sum);
      }
    }
    Map<String, Integer> all = new LinkedHashMap<>(counts);
    all.keySet().removeIf(knownLabels::contains);
    sightings.forEach((label, count) -> all.merge(label, count, PendingLabels::sum));
    List<String> admitted =
        all.entrySet().stream()
            .filter(entry -> entry.getValue() >= spec.getMinimumSupport())
            .map(Map.Entry::getKey)
            .filter(sightings::containsKey)
            .limit(room)
            .toList();
    if (admitted.size() == room) {
      return new Admission(admitted, NONE);
    }
    admitted.forEach(all::remove);
    forget(all, Math.min(MOST, PER_CAP * spec.getLabelCap()));
    return new Admission(admitted, new PendingLabels(all));
  }

  /** Adds two counts, capped at the greatest int so that the sum cannot overflow. */
  private static int sum(int one, int other) {
    return (int) Math.min(Integer.MAX_VALUE, (long) one + other);
  }

  private static void forget(Map<String, Integer> all, int bound) {
    if (all.size() > bound) {
      List<Map.Entry<String, Integer>> leastFirst = new ArrayList<>(all.entrySet());
      leastFirst.sort(Map.Entry.comparingByValue()); // stable: on a tie the oldest is first
      leastFirst.stream()
          .limit(all.size() - bound)
          .map(Map.Entry::getKey)
          .toList()
          .forEach(all::remove);
    }
  }

  /** Returns the pending labels of all tasks as a checkpoint stores them. */
  public static Map<String, String> store(Map<String, PendingLabels> byTask) {
    Map<String, String> stored = new HashMap<>();
    byTask.forEach((task, pending) -> stored.put(STATE + task, pending.text()));
    return stored;
  }

  /** Returns the pending labels that {@link #store} stored, by task. */
  public static Map<String, PendingLabels> restore(Map<String, String> stored) {
    Map<String, PendingLabels> byTask = new HashMap<>();
    stored.forEach(
        (key, text) -> {
          if (key.startsWith(STATE)) {
            byTask.put(key.substring(STATE.length()), parse(text));
          }
        });
    return byTask;
  }

  private String text() {
    return counts.entrySet().stream()
        .map(entry -> entry.getValue() + " " + LabelText.escape(entry.getKey()))
        .collect(Collectors.joining("\n"));
  }

  private static PendingLabels parse(String text) {
    Map<String, Integer> counts = new LinkedHashMap<>();
    for (String line : text.split("\n", -1)) {
      int space = line.indexOf(' ');
      counts.put(
          LabelText.unescape(line.substring(space + 1)),
          Integer.parseInt(line.substring(0, space)));
    }
    return new PendingLabels(counts);
  }
}
