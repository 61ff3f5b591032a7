package io.headwater.bench.learn;

import io.headwater.schemas.contract.SourcePartition;
import io.headwater.trainer.internal.batch.PreparedRow;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Returns a task's rows over and over, each pass shuffled anew from a seed. */
final class TaskCursor {
  private final SourcePartition source;
  private final List<CorpusRow> rows;
  private final List<Integer> order;
  private final Random random;
  private int next;
  private boolean firstPass = true;

  TaskCursor(CorpusTask task, long seed) {
    this.source = new SourcePartition(task.name(), "", 0);
    this.rows = task.training();
    this.order = new ArrayList<>(IntStream.range(0, rows.size()).boxed().toList());
    this.random = new Random(31 * seed + task.adopted().index());
    Collections.shuffle(order, random);
  }

  /** Adds the next {@code count} rows, and also to {@code fresh} those of the first pass. */
  void take(int count, List<PreparedRow> to, List<PreparedRow> fresh) {
    for (int i = 0; i < count; i++) {
      if (next == order.size()) {
        Collections.shuffle(order, random);
        next = 0;
        firstPass = false;
      }
      int index = order.get(next++);
      PreparedRow row = new PreparedRow(source, index, rows.get(index).row());
      to.add(row);
      if (firstPass) {
        fresh.add(row);
      }
    }
  }
}
