package io.headwater.trainer.internal;

import io.headwater.model.learning.Learner;
import io.headwater.model.tokenizer.Tokenizer;
import java.util.Map;

/**
 * A model that is ready to continue learning.
 *
 * @param learner the learner
 * @param tokenizer the model's tokenizer
 * @param from where training resumes
 * @param origin details of what a new model started from, for the journal
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
