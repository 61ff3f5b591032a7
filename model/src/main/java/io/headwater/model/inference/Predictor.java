package io.headwater.model.inference;

import io.headwater.model.ModelConfig;
import io.headwater.model.PassagePlaces;
import io.headwater.model.TaskModule;
import io.headwater.model.learning.RowTarget;
import java.util.List;

/** A model that answers inputs; safe for use by many threads until closed. */
public interface Predictor extends AutoCloseable {

  /** Returns the shape of the trunk. */
  ModelConfig config();

  /** Returns the tasks the model has modules for. */
  List<TaskModule> tasks();

  /**
   * Labels each input with its most probable label.
   *
   * @param task name of a CLASSIFICATION task
   * @param inputs token ids, each input at least one token and cut to the task's limit
   * @return one answer per input, in the order of the inputs
   * @throws IllegalArgumentException if the task is unknown or of another kind
   */
  default List<LabelScore> classify(String task, List<int[]> inputs) {
    return rank(task, inputs, 1).stream().map(labels -> labels.get(0)).toList();
  }

  /**
   * Ranks the labels of each input.
   *
   * @param task name of a CLASSIFICATION task
   * @param inputs token ids, each input at least one token and cut to the task's limit
   * @param most how many labels each input gets, at least 1; fewer where the task has fewer
   * @return for each input its most probable labels, most probable first, in the order of the
   *     inputs; the probabilities are of a softmax over all labels of the task
   * @throws IllegalArgumentException if the task is unknown or of another kind
   */
  List<List<LabelScore>> rank(String task, List<int[]> inputs, int most);

  /**
   * Scores each input.
   *
   * @param task name of a REGRESSION task
   * @param inputs token ids, each input at least one token and cut to the task's limit
   * @return one score per input, on the task's scale, in the order of the inputs
   * @throws IllegalArgumentException if the task is unknown or of another kind
   */
  List<Double> score(String task, List<int[]> inputs);

  /**
   * Finds the best span of each input's passage.
   *
   * @param task name of a SPAN_EXTRACTION task
   * @param inputs token ids, each input a question and a passage and cut to the task's limit
   * @param places where each input's passage is, at least one token
   * @return one span per input, of at most the task's {@code maxTargetTokens}, in the order of the
   *     inputs
   * @throws IllegalArgumentException if the task is unknown or of another kind, or a place does not
   *     fit its input
   */
  List<SpanScore> extract(String task, List<int[]> inputs, List<PassagePlaces> places);

  /**
   * Writes a text for each input by greedy decoding.
   *
   * @param task name of a SUMMARIZATION task
   * @param inputs token ids, each input at least one token and cut to the task's limit
   * @return one text per input, in the order of the inputs
   * @throws IllegalArgumentException if the task is unknown or of another kind
   */
  List<WrittenText> generate(String task, List<int[]> inputs);

  /**
   * Measures how well the model predicts given answers. The loss falls smoothly as the model gets
   * better, whereas the model's own answers change in jumps.
   *
   * @param task name of a task
   * @param inputs token ids, each input at least one token and cut to the task's limit
   * @param answers for each input an answer of the type of the task's kind
   * @return mean negative log-likelihood of the answers, in nats per label, score, token or span
   * @throws IllegalArgumentException if the task is unknown or an answer does not fit it
   */
  double loss(String task, List<int[]> inputs, List<RowTarget> answers);

  @Override
  void close();
}
