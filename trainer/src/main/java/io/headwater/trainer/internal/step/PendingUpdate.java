package io.headwater.trainer.internal.step;

import io.headwater.model.learning.Learner;
import io.headwater.model.learning.PendingStep;
import io.headwater.model.learning.StepResult;
import io.headwater.model.learning.StepSettings;
import io.headwater.model.learning.TrainingRow;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An update that was begun; a GPU may still be working on it. */
public final class PendingUpdate {
  private static final Logger LOG = LoggerFactory.getLogger(PendingUpdate.class);

  private final long step;
  private final Learner learner;
  private final List<TrainingRow> rows;
  private final List<Integer> counts;
  private final StepSettings settings;
  private final StepWeighing weighing;
  private final PendingStep pending;

  PendingUpdate(
      long step,
      Learner learner,
      List<TrainingRow> rows,
      List<Integer> counts,
      StepSettings settings,
      StepWeighing weighing) {
    this.step = step;
    this.learner = learner;
    this.rows = rows;
    this.counts = counts;
    this.settings = settings;
    this.weighing = weighing;
    this.pending = learner.begin(rows, settings);
  }

  /**
   * Returns whether this update must be awaited before the next one begins, because the strategy
   * learns from it or because it is done already.
   */
  public boolean comesFirst() {
    return weighing.learns() || pending.isDone();
  }

  /**
   * Waits for the device if necessary, and takes in the result of the update. Call this once only.
   */
  public AppliedUpdate await() {
    StepResult result = pending.await();
    if (result.applied()) {
      weighing.learn(result.losses(), () -> learner.losses(rows));
    } else {
      LOG.warn("Step {} was left out: a loss or the gradient was not finite", step);
    }
    return new AppliedUpdate(settings.learningRate(), settings.seed(), counts, result);
  }
}
