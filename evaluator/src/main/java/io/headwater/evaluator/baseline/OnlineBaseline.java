package io.headwater.evaluator.baseline;

import io.headwater.model.serving.Answer;
import io.headwater.schemas.LabeledExample;
import java.util.Optional;

/**
 * A trivial or classic learner that is tested, then trained, on each example in turn; used by one
 * thread at a time.
 *
 * <p>It keeps what it has learned in memory only: after a restart it starts over, and its figures
 * recover as the stream goes on.
 */
public interface OnlineBaseline {

  /** Returns the name its predictions carry as their model. */
  String name();

  /** Returns an answer based on the examples learned so far, or empty if it cannot answer. */
  Optional<Answer> answer(LabeledExample example);

  /** Learns an example; called after {@link #answer}. */
  void learn(LabeledExample example);
}
