package io.headwater.model.serving;

import io.headwater.model.PassagePlaces;
import io.headwater.model.TokenSpan;
import io.headwater.model.checkpoint.CheckpointManifest;
import io.headwater.model.checkpoint.CheckpointManifest.Canary;
import io.headwater.model.checkpoint.CorruptCheckpointException;
import io.headwater.model.inference.Predictor;
import io.headwater.model.learning.RowTarget;
import io.headwater.schemas.TaskKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

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
    if (answer instanceof RowTarget.Spans spans) {
      PassagePlaces places = spans.places();
      IntStream numbers =
          IntStream.concat(
              IntStream.of(places.none(), places.first(), places.tokens()),
              spans.spans().stream().flatMapToInt(span -> IntStream.of(span.first(), span.last())));
      return numbers.asDoubleStream().boxed().toList();
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
      case SUMMARIZATION -> new RowTarget.Text(whole(canary));
      case SPAN_EXTRACTION -> spans(whole(canary));
    };
  }

  private static int[] whole(Canary canary) {
    return canary.answer().stream().mapToInt(Double::intValue).toArray();
  }

  private static RowTarget spans(int[] numbers) {
    if (numbers.length < 3 || numbers.length % 2 == 0) {
      throw new IllegalArgumentException("its answer has " + numbers.length + " numbers");
    }
    List<TokenSpan> spans = new ArrayList<>();
    for (int i = 3; i < numbers.length; i += 2) {
      spans.add(new TokenSpan(numbers[i], numbers[i + 1]));
    }
    return new RowTarget.Spans(new PassagePlaces(numbers[0], numbers[1], numbers[2]), spans);
  }

  private static int[] ids(List<Integer> boxed) {
    return boxed.stream().mapToInt(Integer::intValue).toArray();
  }

  private static List<Integer> boxed(int[] ids) {
    return Arrays.stream(ids).boxed().toList();
  }
}
