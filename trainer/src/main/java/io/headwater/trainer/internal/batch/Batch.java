package io.headwater.trainer.internal.batch;

import java.util.List;

/**
 * The rows of one step.
 *
 * @param step number of the step
 * @param rows rows of the batch, in the order the learner sees them
 */
public record Batch(long step, List<PreparedRow> rows) {
  /** Copies the rows. */
  public Batch {
    rows = List.copyOf(rows);
  }

  /** Returns the number of tokens of all rows that pass through the trunk. */
  public int tokens() {
    return rows.stream().mapToInt(row -> row.row().tokens()).sum();
  }
}
