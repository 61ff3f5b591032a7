package io.headwater.model.serving;

import io.headwater.model.checkpoint.CheckpointManifest;
import io.headwater.schemas.contract.Question;
import java.util.List;

/** One version of a model, loaded; safe for use by many threads until closed. */
public interface ServedModel extends AutoCloseable {

  /** Returns what was loaded. */
  CheckpointManifest manifest();

  /**
   * Answers each question in one batch.
   *
   * @return one answer a question, in their order
   * @throws IllegalArgumentException if the model has no module for the task
   */
  List<Answer> answer(String task, List<Question> questions);

  @Override
  void close();
}
