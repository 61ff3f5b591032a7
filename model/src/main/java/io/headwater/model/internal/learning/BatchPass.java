package io.headwater.model.internal.learning;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.headwater.model.internal.layout.Layout;
import io.headwater.model.internal.layout.TrainingArrays.BackwardCall;
import io.headwater.model.internal.layout.TrainingArrays.ForwardResult;
import io.headwater.model.internal.network.NetworkNumbers;
import io.headwater.model.internal.network.Staging;
import io.headwater.model.internal.program.Program;
import java.util.List;

/**
 * One part of a batch on its way forward and back through the network. Its arrays are in host
 * memory; the programs move them, so that nothing waits for a GPU.
 */
final class BatchPass {
  private final Program program;
  private final List<Integer> present;
  private final NDList sequences;
  private final NDList targets;
  private final NDList settings;
  private final NDManager scope;
  private final NDManager host;
  private final Staging staging;
  private NDList forward = new NDList();
  private int parameters;

  BatchPass(
      Program program,
      TrainingBatch batch,
      NDList settings,
      NDManager scope,
      NDManager host,
      Staging staging) {
    this.program = program;
    this.present = batch.present();
    this.sequences = batch.sequences(host, staging);
    this.targets = batch.targets(host, staging);
    this.settings = settings;
    this.scope = scope;
    this.host = host;
    this.staging = staging;
  }

  /** Returns the indices of the tasks with rows, ascending. */
  List<Integer> present() {
    return present;
  }

  /** Returns the losses of the present tasks, without building the graph. */
  NDArray evaluate(NDList at) {
    return program
        .infer("evaluate", List.of(at, sequences, targets, settings), scope)
        .singletonOrThrow();
  }

  /** Builds the graph and returns the losses of the present tasks. */
  NDArray forward(NDList at) {
    parameters = at.size();
    forward = program.train("forward", List.of(sequences, targets, settings, at), scope);
    return ForwardResult.REPORTED.in(forward);
  }

  /**
   * Returns the gradient of a weighted sum of losses: one array for each parameter, empty if the
   * sum does not depend on it.
   *
   * @param first index of the sum's first task among the present tasks
   * @param weights weights of that task and of those that follow
   * @param again whether the graph will be used again
   */
  NDList backward(int first, List<Double> weights, boolean again) {
    long[] call =
        Layout.longs(
            BackwardCall.class,
            name ->
                switch (name) {
                  case TASKS -> present.size();
                  case PARAMETERS -> parameters;
                  case AGAIN -> again ? 1 : 0;
                  case FIRST_TASK -> first;
                });
    NDList own = NetworkNumbers.withCall(settings, staging.longs(host, call));
    double[] factors = weights.stream().mapToDouble(Double::doubleValue).toArray();
    NDList weighting = new NDList(staging.doubles(host, factors));
    return program.train("backward", List.of(forward, sequences, weighting, own), scope);
  }
}
