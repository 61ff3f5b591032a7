package io.headwater.bench.learn;

import io.headwater.trainer.internal.batch.Batch;
import io.headwater.trainer.internal.batch.Batcher;
import io.headwater.trainer.internal.batch.PreparedRow;
import io.headwater.trainer.internal.batch.StepSeeds;
import java.util.ArrayList;
import java.util.List;

/**
 * The endless stream of a seed: blocks of rows, cut into batches by the trainer's own batcher.
 *
 * <p>Every arm with the same feed gets the same blocks. In a block, a task's number of rows is
 * proportional to the square root of its size, so that the largest task does not dominate the
 * stream and the smallest is not repeated too often.
 */
final class LearnStream {
  /** Number of rows in a block: a few batches. */
  static final int BLOCK_ROWS = 256;

  private final List<TaskCursor> cursors = new ArrayList<>();
  private final List<Integer> shares = new ArrayList<>();
  private final Batcher batcher;
  private final StepSeeds seeds;
  private final int onlyTask;
  private long drawn;
  private long step;

  /**
   * Makes a stream that starts at the first block.
   *
   * @param batchTokens number of tokens in a batch at most
   */
  LearnStream(Corpus corpus, StreamScope feed, int batchTokens, long seed) {
    this.batcher = new Batcher(batchTokens);
    this.seeds = new StepSeeds(seed);
    this.onlyTask =
        feed.part() == StreamScope.Part.SHARED ? corpus.names().indexOf(feed.task()) : -1;
    List<CorpusTask> tasks =
        feed.part() == StreamScope.Part.ALONE
            ? List.of(corpus.tasks().get(corpus.names().indexOf(feed.task())))
            : corpus.tasks();
    double all = tasks.stream().mapToDouble(LearnStream::weight).sum();
    for (CorpusTask task : tasks) {
      cursors.add(new TaskCursor(task, seed));
      shares.add((int) Math.max(1, Math.round(BLOCK_ROWS * weight(task) / all)));
    }
  }

  private static double weight(CorpusTask task) {
    return Math.sqrt(task.training().size());
  }

  /** Returns the next block. */
  StreamBlock next() {
    List<PreparedRow> rows = new ArrayList<>();
    List<PreparedRow> fresh = new ArrayList<>();
    for (int i = 0; i < cursors.size(); i++) {
      cursors.get(i).take(shares.get(i), rows, fresh);
    }
    List<Batch> batches = new ArrayList<>();
    List<List<PreparedRow>> cut = batcher.batches(rows, seeds.shuffle(drawn + 1));
    drawn += cut.size();
    for (List<PreparedRow> batch : cut) {
      List<PreparedRow> kept = batch.stream().filter(this::isKept).toList();
      if (!kept.isEmpty()) {
        step++;
        batches.add(new Batch(step, kept));
      }
    }
    return new StreamBlock(batches, fresh.stream().filter(this::isKept).toList());
  }

  private boolean isKept(PreparedRow row) {
    return onlyTask < 0 || row.row().task() == onlyTask;
  }
}
