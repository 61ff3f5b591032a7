package io.headwater.model.serving;

import io.headwater.model.TaskModule;
import io.headwater.model.checkpoint.CheckpointManifest;
import io.headwater.model.checkpoint.CheckpointManifest.Canary;
import io.headwater.model.checkpoint.CorruptCheckpointException;
import io.headwater.model.inference.Predictor;
import io.headwater.schemas.TaskKind;
import java.util.ArrayList;
import java.util.List;

/** Inputs whose answers prove that a model was loaded as it was stored. */
public final class Canaries {
  private Canaries() {}

  /**
   * Asks a model and records its answer.
   *
   * @param predictor the model about to be stored
   * @param task name of one of its tasks
   * @param input token ids, at least one, within the task's limit
   * @throws IllegalArgumentException if the model has no module for the task
   */
  public static Canary record(Predictor predictor, String task, int[] input) {
    return new Canary(task, boxed(input), answer(predictor, module(predictor, task), input));
  }

  /**
   * Asks a loaded model for every answer its manifest records.
   *
   * @throws CorruptCheckpointException if an answer differs or cannot be given
   */
  static void prove(Predictor predictor, CheckpointManifest manifest)
      throws CorruptCheckpointException {
    List<Canary> canaries = manifest.canaries();
    for (int i = 0; i < canaries.size(); i++) {
      Canary canary = canaries.get(i);
      List<Integer> given;
      try {
        int[] input = canary.input().stream().mapToInt(Integer::intValue).toArray();
        given = answer(predictor, module(predictor, canary.task()), input);
      } catch (IllegalArgumentException e) {
        throw new CorruptCheckpointException(
            "manifest.json: canary %d cannot be asked: %s".formatted(i, e.getMessage()));
      }
      if (!given.equals(canary.answer())) {
        throw new CorruptCheckpointException(
            "model.safetensors: canary %d of task %s is answered %s but %s was recorded"
                .formatted(i, canary.task(), given, canary.answer()));
      }
    }
  }

  private static List<Integer> answer(Predictor predictor, TaskModule module, int[] input) {
    if (module.kind() == TaskKind.CLASSIFICATION) {
      return List.of(predictor.classify(module.task(), List.of(input)).get(0).label());
    }
    return boxed(predictor.generate(module.task(), List.of(input)).get(0));
  }

  private static TaskModule module(Predictor predictor, String task) {
    return predictor.tasks().stream()
        .filter(module -> module.task().equals(task))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("the model has no module for task " + task));
  }

  private static List<Integer> boxed(int[] values) {
    List<Integer> boxed = new ArrayList<>(values.length);
    for (int value : values) {
      boxed.add(value);
    }
    return boxed;
  }
}
