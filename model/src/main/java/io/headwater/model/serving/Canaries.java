package io.headwater.model.serving;

import io.headwater.model.checkpoint.CheckpointManifest;
import io.headwater.model.checkpoint.CheckpointManifest.Canary;
import io.headwater.model.checkpoint.CorruptCheckpointException;
import io.headwater.model.inference.Predictor;
import io.headwater.model.learning.RowTarget;
import io.headwater.schemas.TaskKind;
import java.util.Arrays;
import java.util.List;

/** Inputs and answers whose losses prove that a model was loaded as it was stored. */
public final class Canaries {
  /** Tolerance far above what rounding on other machines or in half precision changes a loss by. */
  private static final double TOLERANCE = 0.02;

  private Canaries() {}

  /**
   * Records the loss of an answer.
   *
   * @param predictor the model about to be stored
   * @param task name of one of its tasks
   * @param input token ids, at least one, within the task's limit
   * @param answer an answer of the type of the task's kind
   * @throws IllegalArgumentException if the model has no module for the task or the answer does not
   *     fit it
   */
  public static Canary record(Predictor predictor, String task, int[] input, RowTarget answer) {
    double loss = predictor.loss(task, List.of(input), List.of(answer));
    return new Canary(task, boxed(input), numbers(answer), loss);
  }

  /**
   * Checks that a loaded model gives every loss its manifest records.
   *
   * @throws CorruptCheckpointException if a loss differs or cannot be computed
   */
  static void prove(Predictor predictor, CheckpointManifest manifest)
      throws CorruptCheckpointException {
    List<Canary> canaries = manifest.canaries();
    for (int i = 0; i < canaries.size(); i++) {
      Canary canary = canaries.get(i);
      double loss;
      try {
        loss =
            predictor.loss(
                canary.task(), List.of(ids(canary.input())), List.of(answer(predictor, canary)));
      } catch (IllegalArgumentException e) {
        throw new CorruptCheckpointException(
            "manifest.json: canary %d cannot be asked: %s".formatted(i, e.getMessage()));
      }
      if (!near(loss, canary.loss())) {
        throw new CorruptCheckpointException(
            "model.safetensors: canary %d of task %s has a loss of %.4f but %.4f was recorded"
                .formatted(i, canary.task(), loss, canary.loss()));
      }
    }
  }

  private static boolean near(double loss, double recorded) {
    return Math.abs(loss - recorded) <= TOLERANCE * (1 + Math.abs(recorded));
  }

  private static List<Double> numbers(RowTarget answer) {
    if (answer instanceof RowTarget.Label label) {
      return List.of((double) label.row());
    }
    if (answer instanceof RowTarget.Score score) {
      return List.of(score.share());
    }
    int[] tokens = ((RowTarget.Text) answer).tokens();
    return Arrays.stream(tokens).asDoubleStream().boxed().toList();
  }

  private static RowTarget answer(Predictor predictor, Canary canary) {
    TaskKind kind =
        predictor.tasks().stream()
            .filter(task -> task.task().equals(canary.task()))
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException("there is no task " + canary.task()))
            .kind();
    if (canary.answer().isEmpty()) {
      throw new IllegalArgumentException("its answer is empty");
    }
    return switch (kind) {
      case CLASSIFICATION -> new RowTarget.Label(canary.answer().get(0).intValue());
      case REGRESSION -> new RowTarget.Score(canary.answer().get(0));
      case SUMMARIZATION, SPAN_EXTRACTION ->
          new RowTarget.Text(canary.answer().stream().mapToInt(Double::intValue).toArray());
    };
  }

  private static int[] ids(List<Integer> boxed) {
    return boxed.stream().mapToInt(Integer::intValue).toArray();
  }

  private static List<Integer> boxed(int[] ids) {
    return Arrays.stream(ids).boxed().toList();
  }
}
