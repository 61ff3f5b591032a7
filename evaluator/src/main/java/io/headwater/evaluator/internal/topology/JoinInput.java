package io.headwater.evaluator.internal.topology;

import io.headwater.schemas.Split;

/** What is repartitioned by task and id: either side of the join. */
public sealed interface JoinInput {

  /** The label of an example. */
  record Truth(OutputValue output) implements JoinInput {}

  /**
   * A prediction.
   *
   * @param model name of the model
   * @param task name of the task
   * @param split what it counts towards
   * @param version version of the model
   * @param predictedAt epoch milliseconds
   * @param output the answer
   */
  record Guess(
      String model, String task, Split split, long version, long predictedAt, OutputValue output)
      implements JoinInput {
    /** Returns what makes the prediction one of its kind among those of its example. */
    String identity() {
      return split + ":" + version + ":" + model;
    }
  }
}
