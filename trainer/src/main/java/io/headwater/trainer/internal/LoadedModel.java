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
record LoadedModel(
    Learner learner, Tokenizer tokenizer, Resumption from, Map<String, String> origin)
    implements AutoCloseable {

  LoadedModel {
    origin = Map.copyOf(origin);
  }

  @Override
  public void close() {
    learner.close();
    tokenizer.close();
  }
}
