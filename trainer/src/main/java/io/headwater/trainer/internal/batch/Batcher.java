package io.headwater.trainer.internal.batch;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Cuts the rows of a block into batches that mix the tasks, hold rows of similar length and keep to
 * a token budget.
 *
 * <p>Within each task the rows are shuffled and then sorted by length; the tasks are then merged by
 * the rows' rank within their task. So every stretch of the merged order holds the tasks in
 * proportion, and its rows of one task have about the same length, whatever the lengths of the
 * other tasks' rows. At the end the order of the batches is shuffled. The batches depend only on
 * the rows and the seed.
 */
public final class Batcher {
  private record Ranked(PreparedRow row, double rank) {}

  private final int tokenBudget;

  /** Makes a batcher of batches with at most {@code tokenBudget} tokens, padding not counted. */
  public Batcher(int tokenBudget) {
    if (tokenBudget < 1) {
      throw new IllegalArgumentException(
          "tokenBudget is " + tokenBudget + " but must be 1 or more");
    }
    this.tokenBudget = tokenBudget;
  }

  /**
   * Cuts rows into batches, each sorted by partition and offset.
   *
   * @return batches within the budget, except that a row above the budget gets its own batch
   */
  public List<List<PreparedRow>> batches(List<PreparedRow> rows, long seed) {
    Random random = new Random(seed);
    List<List<PreparedRow>> batches = cut(mixed(rows, random));
    Collections.shuffle(batches, random);
    batches.forEach(batch -> batch.sort(PreparedRow.LOG_ORDER));
    return batches;
  }

  private static List<PreparedRow> mixed(List<PreparedRow> rows, Random random) {
    SortedMap<Integer, List<PreparedRow>> byTask = new TreeMap<>();
    for (PreparedRow row : rows) {
      byTask.computeIfAbsent(row.row().task(), task -> new ArrayList<>()).add(row);
    }
    List<Ranked> ranked = new ArrayList<>(rows.size());
    for (List<PreparedRow> task : byTask.values()) {
      Collections.shuffle(task, random);
      task.sort(Comparator.comparingInt(row -> row.row().tokens()));
      for (int i = 0; i < task.size(); i++) {
        ranked.add(new Ranked(task.get(i), (i + 0.5) / task.size()));
      }
    }
    ranked.sort(Comparator.comparingDouble(Ranked::rank)); // stable: ties stay in task order
    return ranked.stream().map(Ranked::row).toList();
  }

  private List<List<PreparedRow>> cut(List<PreparedRow> rows) {
    long total = rows.stream().mapToLong(row -> row.row().tokens()).sum();
    long count = Math.max(1, (total + tokenBudget - 1) / tokenBudget);
    // Keep batches even in size, since a small last batch would make a noisy update.
    long even = (total + count - 1) / count;
    List<List<PreparedRow>> batches = new ArrayList<>();
    List<PreparedRow> batch = new ArrayList<>();
    long tokens = 0;
    for (PreparedRow row : rows) {
      int next = row.row().tokens();
      if (!batch.isEmpty() && (tokens >= even || tokens + next > tokenBudget)) {
        batches.add(batch);
        batch = new ArrayList<>();
        tokens = 0;
      }
      batch.add(row);
      tokens += next;
    }
    if (!batch.isEmpty()) {
      batches.add(batch);
    }
    return batches;
  }
}
