package io.headwater.trainer.internal;

import io.headwater.model.learning.Learner;
import io.headwater.model.tokenizer.Tokenizer;

/**
 * A model that is ready to continue learning.
 *
 * @param learner the learner
 * @param tokenizer the model's tokenizer
 * @param from where training resumes
 */
record LoadedLearner(Learner learner, Tokenizer tokenizer, ResumePoint from)
    implements AutoCloseable {

  @Override
  public void close() {
    learner.close();
    tokenizer.close();
  }
}
