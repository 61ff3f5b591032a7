package io.headwater.model.learning;

/**
 * One example, tokenized.
 *
 * @param task index into the learner's tasks
 * @param input token ids of the input, at least one, already cut to the task's limit
 * @param target what the answer should be, of the type of the task's kind
 * @param weight weight of the row within its task's loss
 */
@SuppressWarnings("ArrayRecordComponent") // never compared; copying would cost on the hot path
public record TrainingRow(int task, int[] input, RowTarget target, float weight) {

  /** Returns the tokens the row puts through the network, those of a text's target included. */
  public int tokens() {
    return input.length + (target instanceof RowTarget.Text text ? text.tokens().length + 1 : 0);
  }
}
