package io.headwater.model.serving;

import io.headwater.model.TaskModule;
import io.headwater.model.checkpoint.CheckpointManifest;
import io.headwater.schemas.contract.Question;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/**
 * A model without a network, for tests that only need answers.
 *
 * @param answerer gives the answer to a question about a task
 */
public record FakeServedModel(
    CheckpointManifest manifest, BiFunction<String, Question, Answer> answerer)
    implements ServedModel {

  /** Returns a version of model {@code main}, of epoch 1. */
  public static FakeServedModel of(
      long version, List<TaskModule> tasks, BiFunction<String, Question, Answer> answerer) {
    return of("main", version, tasks, answerer);
  }

  /** Returns a version of a model, of epoch 1. */
  public static FakeServedModel of(
      String model,
      long version,
      List<TaskModule> tasks,
      BiFunction<String, Question, Answer> answerer) {
    return new FakeServedModel(
        new CheckpointManifest(
            model, version, 1, version, version, List.of(), tasks, List.of(), Map.of(), List.of(),
            List.of()),
        answerer);
  }

  @Override
  public List<Answer> answer(String task, List<Question> questions) {
    return questions.stream().map(question -> answerer.apply(task, question)).toList();
  }

  @Override
  public void close() {}
}
