package io.headwater.model.internal.learning;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.headwater.model.internal.layout.OptimizerArrays.UpdateResult;
import io.headwater.model.internal.learning.PhaseClock.Phase;
import io.headwater.model.internal.program.Program;
import io.headwater.model.learning.PendingStep;
import io.headwater.model.learning.StepResult;
import io.headwater.model.learning.StepSettings;
import io.headwater.model.learning.TaskGradients;
import io.headwater.model.learning.TaskLosses;
import io.headwater.model.learning.TaskWeights;
import io.headwater.model.learning.TrainingRow;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One update of the parameters: takes the gradients of all parts, weights them, runs the optimizer.
 */
final class ParameterUpdate implements PendingStep {
  private final LearningNetwork network;
  private final Program program;
  private final ParameterState state;
  private final PhaseClock clock = new PhaseClock();
  private final NDManager scope;
  private final NDManager host;
  private final List<TrainingBatch> parts;
  private final List<Integer> present;
  private final List<NDArray> reported = new ArrayList<>(); // of each part
  private final List<Double> weights; // of all tasks, 0 until known
  private NDList outcome = new NDList();

  private ParameterUpdate(LearningNetwork network, ParameterState state, List<TrainingRow> rows) {
    this.network = network;
    this.program = network.program();
    this.state = state;
    this.parts = network.parts(rows);
    this.present = parts.stream().flatMap(p -> p.present().stream()).sorted().distinct().toList();
    this.weights = new ArrayList<>(Collections.nCopies(network.tasks().size(), 0.0));
    this.scope = state.newScope();
    this.host = scope.newSubManager(Device.cpu()); // closed with its parent
  }

  /** Begins an update, which changes the parameters when the device gets to it. */
  static ParameterUpdate begin(
      LearningNetwork network,
      ParameterState state,
      List<TrainingRow> rows,
      StepSettings settings) {
    SettingRules.check(settings, network.tasks().size());
    ParameterUpdate update = new ParameterUpdate(network, state, rows);
    try {
      update.apply(settings);
      return update;
    } catch (RuntimeException | Error e) {
      update.scope.close();
      throw e;
    }
  }

  /**
   * Returns the gradients of an update before clipping; an array is empty if the loss has none for
   * it.
   */
  static NDList gradients(
      LearningNetwork network,
      ParameterState state,
      List<TrainingRow> rows,
      StepSettings settings,
      NDManager owner) {
    ParameterUpdate update = new ParameterUpdate(network, state, rows);
    try (update.scope) {
      NDList numbers = update.numbers(settings);
      NDList gradients = update.gradients(update.positions(numbers), settings.weights());
      gradients.attach(owner);
      return gradients;
    }
  }

  /** Returns the losses of all tasks without learning; NaN where a task has no rows. */
  static List<Double> losses(
      LearningNetwork network, ParameterState state, List<TrainingRow> rows) {
    ParameterUpdate update = new ParameterUpdate(network, state, rows);
    try (update.scope) {
      return update.losses(update.seen(state.parameters()));
    }
  }

  private void apply(StepSettings settings) {
    NDList numbers = numbers(settings);
    NDList gradients = gradients(positions(numbers), settings.weights());
    NDList losses = new NDList(reported);
    outcome =
        clock.time(
            Phase.OPTIMIZER,
            () ->
                program.train(
                    "descend",
                    List.of(losses, gradients, numbers, state.parameters(), state.kept()),
                    scope));
    gradients.close(); // as large as the model; the device frees them once it has used them
  }

  private NDList numbers(StepSettings settings) {
    double[] factors = network.rateFactors(settings, state.size());
    return state.settings(
        settings.learningRate(), factors, settings.clipNorm(), host, network.staging());
  }

  /**
   * Returns the point where gradients are taken; with most optimizers, the parameters themselves.
   */
  private NDList positions(NDList numbers) {
    if (!state.moves()) {
      return state.parameters();
    }
    return program.train("positions", List.of(numbers, state.parameters(), state.kept()), scope);
  }

  @Override
  public boolean isDone() {
    return !scope.getDevice().isGpu(); // a GPU cannot be asked without waiting for it
  }

  @Override
  public StepResult await() {
    try (scope) {
      return new StepResult(
          losses(reported),
          weights,
          UpdateResult.GRADIENT_NORM.in(outcome).getFloat(),
          UpdateResult.UPDATED.in(outcome).getLong() > 0,
          clock.times());
    }
  }

  private NDList gradients(NDList at, TaskWeights from) {
    if (from instanceof TaskWeights.Given given) {
      return weighted(at, given.weights());
    } else if (from instanceof TaskWeights.OfLosses ofLosses) {
      return weighted(at, ofLosses);
    } else if (from instanceof TaskWeights.OfGradients ofGradients) {
      return apart(at, ofGradients);
    }
    throw new AssertionError(from); // sealed
  }

  private NDList weighted(NDList at, List<Double> given) {
    present.forEach(task -> weights.set(task, given.get(task)));
    NDList sum = new NDList();
    for (TrainingBatch part : parts) {
      try (NDManager own = scope.newSubManager()) {
        BatchPass pass = network.pass(part, own);
        report(forward(pass, at));
        sum = added(sum, backward(pass));
      }
    }
    return sum;
  }

  private NDList weighted(NDList at, TaskWeights.OfLosses rule) {
    if (parts.size() > 1) { // two passes, as the graphs of all parts would not fit at once
      setWeights(ofLosses(rule, seen(at)));
      return weighted(at, List.copyOf(weights));
    }
    try (NDManager own = scope.newSubManager()) {
      BatchPass pass = network.pass(parts.get(0), own);
      report(forward(pass, at));
      setWeights(ofLosses(rule, reported));
      return added(new NDList(), backward(pass));
    }
  }

  private List<Double> ofLosses(TaskWeights.OfLosses rule, List<NDArray> ofParts) {
    List<Double> losses = presentLosses(ofParts);
    return isFinite(losses) ? rule.rule().apply(new TaskLosses(present, losses)) : equalWeights();
  }

  private static boolean isFinite(List<Double> numbers) {
    return numbers.stream().allMatch(number -> Double.isFinite(number));
  }

  /**
   * Returns weights for a step that will be skipped: no rule can use losses that are not finite.
   */
  private List<Double> equalWeights() {
    return Collections.nCopies(present.size(), 1.0);
  }

  private List<NDArray> seen(NDList at) {
    List<NDArray> losses = new ArrayList<>();
    for (TrainingBatch part : parts) {
      try (NDManager own = scope.newSubManager()) {
        BatchPass pass = network.pass(part, own);
        losses.add(kept(clock.time(Phase.FORWARD, () -> pass.evaluate(at))));
      }
    }
    return losses;
  }

  private NDList apart(NDList at, TaskWeights.OfGradients rule) {
    SortedMap<Integer, NDList> ofTasks = new TreeMap<>();
    for (TrainingBatch part : parts) {
      try (NDManager own = scope.newSubManager()) {
        BatchPass pass = network.pass(part, own);
        report(forward(pass, at));
        for (int i = 0; i < part.present().size(); i++) {
          int place = i;
          boolean again = i + 1 < part.present().size();
          NDList gradient =
              clock.time(Phase.BACKWARD, () -> pass.backward(place, List.of(1.0), again));
          ofTasks.merge(part.present().get(i), kept(gradient), (a, g) -> added(a, g));
        }
      }
    }
    return clock.time(Phase.BACKWARD, () -> combined(ofTasks.values(), rule));
  }

  private NDList combined(Collection<NDList> ofTasks, TaskWeights.OfGradients rule) {
    GradientSum sum =
        new GradientSum(program, ofTasks, network.trunk().size(), scope, host, network.staging());
    List<List<Double>> products = sum.products();
    List<Double> losses = presentLosses(reported);
    boolean finite = isFinite(losses) && products.stream().allMatch(ParameterUpdate::isFinite);
    setWeights(
        finite ? rule.rule().apply(new TaskGradients(present, losses, products)) : equalWeights());
    return sum.weighted(present.stream().mapToDouble(weights::get).toArray());
  }

  private NDArray forward(BatchPass pass, NDList at) {
    return clock.time(Phase.FORWARD, () -> pass.forward(at));
  }

  private NDList backward(BatchPass pass) {
    List<Double> own = pass.present().stream().map(weights::get).toList();
    return clock.time(Phase.BACKWARD, () -> pass.backward(0, own, false));
  }

  private void setWeights(List<Double> ofPresent) {
    SettingRules.checkWeights(ofPresent, present.size());
    for (int i = 0; i < present.size(); i++) {
      weights.set(present.get(i), ofPresent.get(i));
    }
  }

  private NDList added(NDList sum, NDList gradients) {
    if (sum.isEmpty()) {
      return kept(gradients);
    }
    return clock.time(Phase.BACKWARD, () -> program.train("sum", List.of(sum, gradients), scope));
  }

  private void report(NDArray losses) {
    reported.add(kept(losses));
  }

  /** Keeps a part's arrays for the rest of the update. */
  private NDList kept(NDList arrays) {
    arrays.attach(scope);
    return arrays;
  }

  private NDArray kept(NDArray array) {
    array.attach(scope);
    return array;
  }

  /** Adds up the parts of each task's loss; NaN where a task has no rows. */
  private List<Double> losses(List<NDArray> ofParts) {
    List<Double> losses = new ArrayList<>(Collections.nCopies(network.tasks().size(), Double.NaN));
    present.forEach(task -> losses.set(task, 0.0));
    for (int i = 0; i < ofParts.size(); i++) {
      float[] values = ofParts.get(i).toFloatArray();
      List<Integer> own = parts.get(i).present();
      for (int j = 0; j < values.length; j++) {
        losses.set(own.get(j), losses.get(own.get(j)) + values[j]);
      }
    }
    return losses;
  }

  private List<Double> presentLosses(List<NDArray> ofParts) {
    List<Double> losses = losses(ofParts);
    return present.stream().map(losses::get).toList();
  }
}
