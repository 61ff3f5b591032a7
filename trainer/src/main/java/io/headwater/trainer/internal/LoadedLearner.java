package io.headwater.trainer.internal;

import io.headwater.model.learning.Learner;
import io.headwater.model.tokenizer.Tokenizer;
import java.util.Map;

/**
 * A model ready to go on learning.
 *
 * @param learner the learner
 * @param tokenizer its tokenizer
 * @param from where training goes on
 * @param origin what a new model started from, for the journal
 */
record LoadedLearner(
    Learner learner, Tokenizer tokenizer, ResumePoint from, Map<String, String> origin)
    implements AutoCloseable {

  LoadedLearner {
    origin = Map.copyOf(origin);
  }

  @Override
  public void close() {
    learner.close();
    tokenizer.close();
  }
}
