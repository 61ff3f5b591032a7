package io.headwater.bench;

import io.headwater.model.internal.reference.ReferenceLearner;
import io.headwater.model.learning.TrainingRow;
import java.util.Collections;
import java.util.List;

/** Runs steps of the op-by-op learner over the same batches as the compiled programs. */
final class OracleRun implements Rounds.Contender {
  private static final double CLIP = 1;

  private final ReferenceLearner learner;
  private final List<List<TrainingRow>> batches;
  private final List<Double> weights;
  private int next;

  OracleRun(ReferenceLearner learner, List<List<TrainingRow>> batches, int tasks) {
    this.learner = learner;
    this.batches = batches;
    this.weights = Collections.nCopies(tasks, 1.0);
  }

  /** Does a step and returns its tokens per second. */
  @Override
  public double run() {
    List<TrainingRow> rows = batches.get(next);
    next = (next + 1) % batches.size();
    long start = System.nanoTime();
    learner.step(rows, weights, CLIP);
    long nanos = System.nanoTime() - start;
    return rows.stream().mapToInt(TrainingRow::tokens).sum() * 1e9 / nanos;
  }
}
