package io.headwater.trainer.internal;

import io.headwater.model.learning.Learner;
import io.headwater.model.tokenizer.Tokenizer;

/**
 * A model ready to go on learning.
 *
 * @param learner the learner
 * @param tokenizer its tokenizer
 * @param from where training goes on
 */
record LoadedModel(Learner learner, Tokenizer tokenizer, Resumption from) implements AutoCloseable {
  @Override
  public void close() {
    learner.close();
    tokenizer.close();
  }
}
