package io.headwater.model.serving;

import io.headwater.model.checkpoint.CheckpointManifest;
import io.headwater.schemas.contract.Question;
import java.util.List;

/** One version of a model, loaded; safe for use by many threads until closed. */
public interface ServedModel extends AutoCloseable {

  /** Returns the manifest of the loaded version. */
  CheckpointManifest manifest();

  /**
   * Answers all questions in one batch.
   *
   * @return one answer per question, in the order of the questions
   * @throws IllegalArgumentException if the model has no module for the task
   */
  List<Answer> answer(String task, List<Question> questions);

  @Override
  void close();
}
