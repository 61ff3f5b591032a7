package io.headwater.model.internal.learning;

import ai.djl.Device;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.headwater.model.ModelConfig;
import io.headwater.model.TaskModule;
import io.headwater.model.internal.network.NetworkNumbers;
import io.headwater.model.internal.network.Staging;
import io.headwater.model.internal.network.TrunkLayout;
import io.headwater.model.internal.program.Program;
import io.headwater.model.learning.ComputeSettings;
import io.headwater.model.learning.StepSettings;
import io.headwater.model.learning.TrainingRow;
import java.util.ArrayList;
import java.util.List;

/** The compiled network, with what its programs must know about the trunk and the tasks. */
final class LearningNetwork {
  private final Program program;
  private final ModelConfig config;
  private final ComputeSettings compute;
  private final TrunkLayout trunk;
  private final Staging staging = new Staging();
  private final List<TaskModule> tasks = new ArrayList<>();
  private final List<Integer> firstParameters = new ArrayList<>();

  LearningNetwork(Program program, TrunkLayout trunk, ComputeSettings compute) {
    this.program = program;
    this.config = trunk.config();
    this.compute = compute;
    this.trunk = trunk;
  }

  Program program() {
    return program;
  }

  /** Returns the buffer that turns Java's numbers into arrays. */
  Staging staging() {
    return staging;
  }

  ModelConfig config() {
    return config;
  }

  /** Returns the trunk, whose parameters come first. */
  TrunkLayout trunk() {
    return trunk;
  }

  /** Returns the factor of a step's rate for each of {@code size} parameters. */
  double[] rateFactors(StepSettings settings, int size) {
    double[] factors = new double[size];
    for (int i = 0; i < size; i++) {
      factors[i] =
          i < trunk.size()
              ? Math.pow(settings.rateFactors().layers(), trunk.layersAbove(i))
              : settings.rateFactors().modules();
    }
    return factors;
  }

  List<TaskModule> tasks() {
    return tasks;
  }

  int firstParameter(int task) {
    return firstParameters.get(task);
  }

  void addTask(TaskModule module, int firstParameter) {
    tasks.add(module);
    firstParameters.add(firstParameter);
  }

  void setTask(int index, TaskModule module) {
    tasks.set(index, module);
  }

  /** Cuts rows into the parts that go through the network one after another. */
  List<TrainingBatch> parts(List<TrainingRow> rows) {
    return TrainingBatch.parts(config, tasks, rows, compute.partTokens());
  }

  /** Prepares a pass of one part; all its arrays belong to {@code scope}. */
  BatchPass pass(TrainingBatch batch, NDManager scope) {
    NDManager host = scope.newSubManager(Device.cpu()); // closed with its parent
    // A trunk of which nothing is trained keeps no states for a backward pass anyway.
    boolean recompute =
        batch.tokens() > compute.recomputeTokens() && trunk.firstTrained() < trunk.size();
    long[] call = batch.call(firstParameters, recompute);
    NDList settings = NetworkNumbers.of(trunk, compute.precision(), call, host, staging);
    return new BatchPass(program, batch, settings, scope, host, staging);
  }
}
