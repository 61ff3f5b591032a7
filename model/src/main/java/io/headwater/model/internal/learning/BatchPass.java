package io.headwater.model.internal.learning;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.headwater.model.internal.network.Staging;
import io.headwater.model.internal.program.Program;
import java.util.List;

/**
 * A part of a batch, and the way through the network and back. Its arrays are the host's: the
 * programs move them, so that a GPU need not be waited for.
 */
final class BatchPass {
  private final Program program;
  private final List<Integer> present;
  private final NDList sequences;
  private final NDList targets;
  private final NDList numbers;
  private final NDManager scope;
  private final NDManager host;
  private final Staging staging;
  private NDList forward = new NDList();
  private int parameters;

  BatchPass(
      Program program,
      List<Integer> present,
      TrainingBatch batch,
      NDList numbers,
      NDManager scope,
      NDManager host,
      Staging staging) {
    this.program = program;
    this.present = present;
    this.sequences = batch.sequences(host, staging);
    this.targets = batch.targets(host, staging);
    this.numbers = numbers;
    this.scope = scope;
    this.host = host;
    this.staging = staging;
  }

  /** Returns the tasks with rows, by index, ascending. */
  List<Integer> present() {
    return present;
  }

  /** Returns the losses (present tasks), without a graph. */
  NDArray evaluate(NDList at) {
    return program.infer("evaluate", List.of(at, sequences, targets, numbers), scope).get(0);
  }

  /** Builds the graph, and returns the losses (present tasks). */
  NDArray forward(NDList at) {
    parameters = at.size();
    forward = program.train("forward", List.of(sequences, targets, numbers, at), scope);
    return forward.get(0);
  }

  /**
   * Returns the gradient of a weighted sum of losses, one array for each parameter, empty where
   * there is none.
   *
   * @param first place of the sum's first task among those present
   * @param weights weights of that and the following tasks
   * @param again whether the graph is needed again
   */
  NDList backward(int first, List<Double> weights, boolean again) {
    NDList settings = new NDList(numbers.get(0), numbers.get(1));
    settings.add(staging.longs(host, present.size(), parameters, again ? 1 : 0, first));
    double[] factors = weights.stream().mapToDouble(Double::doubleValue).toArray();
    NDList weighting = new NDList(staging.doubles(host, factors));
    return program.train("backward", List.of(forward, sequences, weighting, settings), scope);
  }
}
