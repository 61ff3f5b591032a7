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
import io.headwater.model.learning.TrainingRow;
import java.util.ArrayList;
import java.util.List;

/** The compiled network, with what its programs must know about the trunk and the tasks. */
final class LearningNetwork {
  private final Program program;
  private final ModelConfig config;
  private final ComputeSettings compute;
  private final int trunkSize;
  private final Staging staging = new Staging();
  private final List<TaskModule> tasks = new ArrayList<>();
  private final List<Integer> firstParameters = new ArrayList<>();

  LearningNetwork(Program program, ModelConfig config, ComputeSettings compute) {
    this.program = program;
    this.config = config;
    this.compute = compute;
    this.trunkSize = TrunkLayout.of(config).size();
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

  /** Returns the number of parameters of the trunk, which come first. */
  int trunkSize() {
    return trunkSize;
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
    long[] call = batch.call(firstParameters, batch.tokens() > compute.recomputeTokens());
    NDList settings = NetworkNumbers.of(config, compute.precision(), call, host, staging);
    return new BatchPass(program, batch, settings, scope, host, staging);
  }
}
