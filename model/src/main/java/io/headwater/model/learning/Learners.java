package io.headwater.model.learning;

import ai.djl.ndarray.NDList;
import io.headwater.model.ModelConfig;
import io.headwater.model.TaskModule;
import io.headwater.model.TrunkTraining;
import io.headwater.model.internal.learning.ProgramLearner;
import java.io.IOException;
import java.util.List;

/** Makes learners. */
public final class Learners {
  private Learners() {}

  /**
   * Returns a learner without tasks whose trunk is drawn from a seed; equal seeds give equal bytes
   * on every machine.
   */
  public static Learner create(
      ComputeSettings compute, ModelConfig config, OptimizerSettings optimizer, long seed) {
    return create(compute, config, optimizer, TrunkTraining.full(), seed);
  }

  /**
   * Returns a learner without tasks whose trunk is drawn from a seed.
   *
   * @param training what is trained of the trunk
   * @throws IllegalArgumentException if there is no weight that is to have an adapter
   */
  public static Learner create(
      ComputeSettings compute,
      ModelConfig config,
      OptimizerSettings optimizer,
      TrunkTraining training,
      long seed) {
    return ProgramLearner.create(compute, config, optimizer, training, seed);
  }

  /**
   * Returns a learner without tasks whose trunk comes from elsewhere.
   *
   * @param trunk gives every parameter of the trunk, each once
   * @throws IOException if a parameter cannot be read
   * @throws IllegalArgumentException if a parameter has the wrong shape
   */
  public static Learner start(
      ComputeSettings compute, ModelConfig config, OptimizerSettings optimizer, TrunkSource trunk)
      throws IOException {
    return start(compute, config, optimizer, TrunkTraining.full(), 0, trunk);
  }

  /**
   * Returns a learner without tasks whose trunk comes from elsewhere.
   *
   * @param training what is trained of the trunk
   * @param seed seed of new adapters
   * @param trunk gives every parameter of the trunk, each once
   * @throws IOException if a parameter cannot be read
   * @throws IllegalArgumentException if a parameter has the wrong shape, or there is no weight that
   *     is to have an adapter
   */
  public static Learner start(
      ComputeSettings compute,
      ModelConfig config,
      OptimizerSettings optimizer,
      TrunkTraining training,
      long seed,
      TrunkSource trunk)
      throws IOException {
    return ProgramLearner.start(compute, config, optimizer, training, seed, trunk);
  }

  /**
   * Returns a learner that continues from a snapshot with bit-identical results. The arrays are
   * copied.
   *
   * @param trunk arrays of {@link io.headwater.model.ModelSnapshot#trunk()}
   * @param modules arrays of {@link io.headwater.model.ModelSnapshot#modules()}
   * @param state arrays of {@link io.headwater.model.ModelSnapshot#optimizer()}; if empty or stored
   *     by another optimizer, the optimizer starts afresh
   * @throws IllegalArgumentException if an array is missing or has the wrong shape
   */
  public static Learner restore(
      ComputeSettings compute,
      ModelConfig config,
      OptimizerSettings optimizer,
      List<TaskModule> tasks,
      NDList trunk,
      NDList modules,
      NDList state) {
    return restore(
        compute, config, optimizer, TrunkTraining.full(), 0, tasks, trunk, modules, state);
  }

  /**
   * Returns a learner that continues from a snapshot with bit-identical results. The arrays are
   * copied.
   *
   * @param training what is trained of the trunk; parameters that are trained but were not before
   *     start with fresh optimizer state
   * @param seed seed of adapters that {@code trunk} lacks
   * @param trunk arrays of {@link io.headwater.model.ModelSnapshot#trunk()}, and behind them those
   *     of its adapters
   * @param modules arrays of {@link io.headwater.model.ModelSnapshot#modules()}
   * @param state arrays of {@link io.headwater.model.ModelSnapshot#optimizer()}; if empty or stored
   *     by another optimizer, the optimizer starts afresh
   * @throws IllegalArgumentException if an array is missing or has the wrong shape
   */
  public static Learner restore(
      ComputeSettings compute,
      ModelConfig config,
      OptimizerSettings optimizer,
      TrunkTraining training,
      long seed,
      List<TaskModule> tasks,
      NDList trunk,
      NDList modules,
      NDList state) {
    return ProgramLearner.restore(
        compute, config, optimizer, training, seed, tasks, trunk, modules, state);
  }
}
