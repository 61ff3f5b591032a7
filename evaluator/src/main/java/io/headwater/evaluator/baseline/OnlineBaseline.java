package io.headwater.evaluator.baseline;

import io.headwater.model.serving.Answer;
import io.headwater.schemas.LabeledExample;
import java.util.Optional;

/**
 * A trivial or classic learner that is tested, then trained, on each example in turn; used by one
 * thread at a time.
 *
 * <p>What it has learned lives in memory only: after a restart it begins anew, and its figures
 * recover as the stream goes on.
 */
public interface OnlineBaseline {

  /** Returns the name its predictions carry as their model. */
  String name();

  /** Answers an example from those learned before it, or nothing where it cannot. */
  Optional<Answer> answer(LabeledExample example);

  /** Learns an example after it was answered. */
  void learn(LabeledExample example);
}
