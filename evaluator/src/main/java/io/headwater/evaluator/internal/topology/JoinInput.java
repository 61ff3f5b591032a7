package io.headwater.evaluator.internal.topology;

import io.headwater.schemas.Split;

/** Either side of the join; repartitioned by task and id. */
public sealed interface JoinInput {

  /** The label of an example. */
  record Truth(OutputValue output) implements JoinInput {}

  /**
   * A prediction.
   *
   * @param model name of the model
   * @param task name of the task
   * @param split split it counts towards
   * @param version version of the model
   * @param predictedAt epoch milliseconds
   * @param output the answer
   */
  record Guess(
      String model, String task, Split split, long version, long predictedAt, OutputValue output)
      implements JoinInput {
    /** Returns an identity that distinguishes the prediction from the others of its example. */
    String identity() {
      return split + ":" + version + ":" + model;
    }
  }
}
