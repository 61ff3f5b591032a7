package io.headwater.model.learning;

/**
 * One example, tokenized.
 *
 * @param task index into the learner's tasks
 * @param input token ids of the input, at least one, already cut to the task's limit
 * @param label row of the label in a CLASSIFICATION module; -1 for other kinds
 * @param target token ids of the target text of a SUMMARIZATION task, without task token and end
 *     token; empty for other kinds
 * @param weight weight of the row within its task's loss
 */
@SuppressWarnings("ArrayRecordComponent") // compared nowhere; copying would cost on the hot path
public record TrainingRow(int task, int[] input, int label, int[] target, float weight) {

  /** Returns the tokens the row puts through the trunk. */
  public int tokens() {
    return input.length + (target.length == 0 ? 0 : target.length + 1);
  }
}
