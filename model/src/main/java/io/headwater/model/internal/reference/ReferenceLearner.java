package io.headwater.model.internal.reference;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import io.headwater.model.ModelConfig;
import io.headwater.model.ModelSnapshot;
import io.headwater.model.TaskModule;
import io.headwater.model.internal.network.StoredArrays;
import io.headwater.model.internal.network.StoredTrunk;
import io.headwater.model.learning.OptimizerSettings;
import io.headwater.model.learning.TrainingRow;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Learns with DJL's own means: the network op by op, gradients from a collector, their global norm
 * clipped parameter by parameter, and DJL's AdamW.
 */
public final class ReferenceLearner implements AutoCloseable {
  private final ModelConfig config;
  private final List<TaskModule> tasks;
  private final NDManager manager;
  private final Map<String, NDArray> parameters;
  private final Optimizer decaying;
  private final Optimizer plain;

  /**
   * Copies a learner's parameters; the optimizer starts afresh.
   *
   * @param start snapshot of a learner of these tasks
   * @param learningRate rate of every update
   */
  public ReferenceLearner(
      Device device,
      ModelConfig config,
      List<TaskModule> tasks,
      ModelSnapshot start,
      OptimizerSettings.AdamW adamw,
      double learningRate) {
    this.config = config;
    this.tasks = List.copyOf(tasks);
    this.manager = NDManager.newBaseManager(device, "PyTorch");
    this.parameters = parameters(config, start, manager);
    this.parameters.values().forEach(array -> array.setRequiresGradient(true));
    this.decaying = optimizer(adamw, learningRate, adamw.weightDecay());
    this.plain = optimizer(adamw, learningRate, 0);
  }

  /**
   * Copies the parameters of a snapshot, by name, as a learner computes with them.
   *
   * @param owner manager of the copies
   */
  public static Map<String, NDArray> parameters(
      ModelConfig config, ModelSnapshot snapshot, NDManager owner) {
    NDList all = new NDList(snapshot.trunk());
    all.addAll(snapshot.modules());
    Map<String, NDArray> parameters = new HashMap<>();
    for (NDArray array : all) {
      NDArray copy = StoredArrays.copy(array, owner);
      StoredTrunk.scale(copy, 1 / StoredTrunk.factor(config, array.getName()));
      parameters.put(array.getName(), copy);
    }
    return parameters;
  }

  private static Optimizer optimizer(
      OptimizerSettings.AdamW adamw, double learningRate, double decay) {
    return Optimizer.adamW()
        .setRescaleGrad(1)
        .optWeightDecays((float) decay)
        .optLearningRateTracker(Tracker.fixed((float) learningRate))
        .optBeta1((float) adamw.beta1())
        .optBeta2((float) adamw.beta2())
        .optEpsilon((float) adamw.epsilon())
        .build();
  }

  /**
   * Updates the parameters once from all rows.
   *
   * @param taskWeights weight of each task, by index
   * @param clipNorm greatest global L2 norm of the gradient
   * @return mean loss of each task before the update, by index; NaN for tasks without rows
   */
  public List<Double> step(List<TrainingRow> rows, List<Double> taskWeights, double clipNorm) {
    List<Double> losses = new ArrayList<>();
    try (NDManager scope = manager.newSubManager()) {
      // A result belongs to the manager that its parameter has when it is computed.
      scope.tempAttachAll(parameters.values().toArray(NDArray[]::new));
      try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
        ReferenceNetwork network = new ReferenceNetwork(config, parameters, scope);
        collector.backward(network.loss(tasks, rows, taskWeights, losses));
      }
      Map<String, NDArray> gradients = new HashMap<>();
      parameters.forEach(
          (name, parameter) -> {
            if (parameter.hasGradient()) {
              gradients.put(name, parameter.getGradient());
            }
          });
      clip(gradients, clipNorm);
      gradients.forEach(
          (name, gradient) -> {
            NDArray parameter = parameters.get(name);
            boolean matrix = parameter.getShape().dimension() > 1;
            (matrix ? decaying : plain).update(name, parameter, gradient);
          });
    }
    return losses;
  }

  private static void clip(Map<String, NDArray> gradients, double clipNorm) {
    double squares = 0;
    for (NDArray gradient : gradients.values()) {
      float norm = gradient.norm().getFloat();
      squares += (double) norm * norm;
    }
    double factor = clipNorm / Math.sqrt(squares);
    if (factor < 1) {
      gradients.values().forEach(gradient -> gradient.muli(factor));
    }
  }

  @Override
  public void close() {
    manager.close();
  }
}
