package io.headwater.model.internal.learning;

import ai.djl.Device;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.headwater.model.ModelConfig;
import io.headwater.model.TaskModule;
import io.headwater.model.internal.network.ModuleLayout;
import io.headwater.model.internal.network.NetworkNumbers;
import io.headwater.model.internal.network.Staging;
import io.headwater.model.internal.network.TrunkLayout;
import io.headwater.model.internal.program.Program;
import io.headwater.model.learning.ComputeSettings;
import io.headwater.model.learning.TrainingRow;
import java.util.ArrayList;
import java.util.List;

/** The compiled network with what its programs have to know of trunk and tasks. */
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

  /** Returns the way by which numbers become arrays. */
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

  /** Cuts rows into the parts that are passed one after another. */
  List<TrainingBatch> parts(List<TrainingRow> rows) {
    return TrainingBatch.parts(config, tasks, rows, compute.partTokens());
  }

  /** Moves a part to the device of {@code scope}, to which everything the pass makes belongs. */
  BatchPass pass(TrainingBatch batch, NDManager scope) {
    NDManager host = scope.newSubManager(Device.cpu()); // closed with its parent
    List<Integer> present = batch.present();
    long[] kinds = new long[2 * present.size()];
    for (int i = 0; i < present.size(); i++) {
      kinds[2 * i] = ModuleLayout.code(tasks.get(present.get(i)).kind());
      kinds[2 * i + 1] = firstParameters.get(present.get(i));
    }
    NDList numbers = NetworkNumbers.of(config, compute.precision(), host, staging);
    numbers.add(staging.longs(host, kinds));
    numbers.add(staging.longs(host, batch.tokens() > compute.recomputeTokens() ? 1 : 0));
    return new BatchPass(program, present, batch, numbers, scope, host, staging);
  }
}
