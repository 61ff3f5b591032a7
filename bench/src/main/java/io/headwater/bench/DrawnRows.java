package io.headwater.bench;

import io.headwater.model.PassagePlaces;
import io.headwater.model.TaskModule;
import io.headwater.model.TokenSpan;
import io.headwater.model.learning.RowTarget;
import io.headwater.model.learning.TrainingRow;
import io.headwater.schemas.contract.SourcePartition;
import io.headwater.trainer.internal.batch.Batcher;
import io.headwater.trainer.internal.batch.PreparedRow;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Draws rows that resemble a stream of texts from a seed, in the batches the trainer would make.
 *
 * <p>Lengths are log-normal, as those of texts are: inputs with a median of 64 tokens (16 % above
 * 142, at most 256), targets of 14. Words follow Zipf's law: the probability of a word falls with
 * its rank. Of ten rows, {@code topic} and {@code headline} get three each, {@code tone} and {@code
 * grade} two each.
 */
final class DrawnRows {
  private static final double INPUT_MEDIAN = 64;
  private static final double INPUT_SPREAD = 0.8;
  private static final double TARGET_MEDIAN = 14;
  private static final double TARGET_SPREAD = 0.5;

  /** Scale of lengths at which practically every row is cut to the task's limit. */
  private static final double LONGEST = 1000;

  private static final int BLOCK = 512;
  private static final int[] TASK_OF_TEN = {0, 0, 0, 1, 1, 2, 2, 3, 3, 3};

  private final SplittableRandom random;
  private final List<TaskModule> tasks;
  private final int vocabulary;

  DrawnRows(List<TaskModule> tasks, int vocabulary, long seed) {
    this.tasks = tasks;
    this.vocabulary = vocabulary;
    this.random = new SplittableRandom(seed);
  }

  /** Returns {@code count} batches of at most {@code mostTokens}, cut from blocks of 512 rows. */
  List<List<TrainingRow>> batches(int count, int mostTokens) {
    Batcher batcher = new Batcher(mostTokens);
    SourcePartition source = new SourcePartition("bench", "", 0);
    List<List<TrainingRow>> batches = new ArrayList<>();
    while (batches.size() < count) {
      List<PreparedRow> block = new ArrayList<>();
      for (int i = 0; i < BLOCK; i++) {
        block.add(new PreparedRow(source, i, row(TASK_OF_TEN[random.nextInt(10)], 1)));
      }
      for (List<PreparedRow> batch : batcher.batches(block, random.nextLong())) {
        batches.add(batch.stream().map(PreparedRow::row).toList());
      }
    }
    return List.copyOf(batches.subList(0, count));
  }

  /**
   * Returns a batch of a random shape.
   *
   * <p>Its tasks, the scale of its lengths and its size are random; the size is between a tenth of
   * {@code mostTokens} and all of it. One batch in ten is full and has the longest rows, so that
   * the largest shapes come early.
   */
  List<TrainingRow> irregular(int mostTokens) {
    boolean largest = random.nextInt(10) == 0;
    int present = 1 + random.nextInt((1 << tasks.size()) - 1);
    double scale = largest ? LONGEST : Math.exp(random.nextDouble(-1.5, 1));
    int least = mostTokens / 10;
    int budget = largest ? mostTokens : least + random.nextInt(mostTokens - least);
    List<TrainingRow> rows = new ArrayList<>();
    int tokens = 0;
    while (rows.isEmpty() || tokens < budget) {
      int task = random.nextInt(tasks.size());
      if ((present >> task & 1) == 1) {
        TrainingRow row = row(task, scale);
        tokens += row.tokens();
        rows.add(row);
      }
    }
    return rows;
  }

  /** Returns the inputs of {@code count} rows of a task. */
  List<int[]> inputs(int task, int count) {
    List<int[]> inputs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      inputs.add(row(task, 1).input());
    }
    return inputs;
  }

  private TrainingRow row(int index, double scale) {
    TaskModule task = tasks.get(index);
    int[] input = words(length(scale * INPUT_MEDIAN, INPUT_SPREAD, task.maxInputTokens()));
    RowTarget target =
        switch (task.kind()) {
          case CLASSIFICATION -> new RowTarget.Label(random.nextInt(task.labels().size()));
          case REGRESSION -> new RowTarget.Score(random.nextInt(5) / 4d);
          case SUMMARIZATION ->
              new RowTarget.Text(
                  words(length(scale * TARGET_MEDIAN, TARGET_SPREAD, task.maxTargetTokens())));
          case SPAN_EXTRACTION -> span(input.length);
        };
    return new TrainingRow(index, input, target, 1);
  }

  /** Returns a span of one token in an input that is a passage, but for its first token. */
  private RowTarget span(int length) {
    PassagePlaces places = new PassagePlaces(0, 1, length - 1);
    int token = places.tokens() == 0 ? 0 : random.nextInt(places.tokens());
    return new RowTarget.Spans(
        places, places.tokens() == 0 ? List.of() : List.of(new TokenSpan(token, token)));
  }

  private int length(double median, double spread, int most) {
    // Box-Muller transform (Box and Muller, 1958)
    double normal =
        Math.sqrt(-2 * Math.log(1 - random.nextDouble()))
            * Math.cos(2 * Math.PI * random.nextDouble());
    return (int) Math.max(1, Math.min(most, Math.round(median * Math.exp(spread * normal))));
  }

  private int[] words(int length) {
    int words = vocabulary - BenchModel.FIRST_WORD;
    return random
        .doubles(length)
        .mapToInt(u -> BenchModel.FIRST_WORD - 1 + (int) Math.min(words, Math.pow(words + 1, u)))
        .toArray();
  }
}
