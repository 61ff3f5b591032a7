package io.headwater.model.internal.learning;

import ai.djl.ndarray.NDList;
import io.headwater.model.ModelConfig;
import io.headwater.model.TaskModule;
import io.headwater.model.TrunkTraining;
import io.headwater.model.learning.ComputeSettings;
import io.headwater.model.learning.OptimizerSettings;
import io.headwater.model.learning.StepResult;
import io.headwater.model.learning.StepSettings;
import io.headwater.model.learning.TrainingRow;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A learner's first step, recorded as the program calls that it consists of.
 *
 * @param tensors every tensor that goes in or comes out, by its id
 * @param calls the calls, in order
 * @param result result of the step
 */
public record StepRecord(List<Tensor> tensors, List<Call> calls, StepResult result) {

  /** Copies the lists. */
  public StepRecord {
    tensors = List.copyOf(tensors);
    calls = List.copyOf(calls);
  }

  /** Where a tensor comes from. */
  public enum Role {
    /** A parameter of the model, changed in place. */
    PARAMETER,
    /** What the optimizer keeps for a parameter, changed in place; zeros before this step. */
    OPTIMIZER,
    /** An input of the step, recorded by its values. */
    INPUT,
    /** What a call returns. */
    RESULT;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * A tensor.
   *
   * @param id its place among the tensors
   * @param role where it comes from
   * @param name name of a parameter, or of what is kept for one; else empty
   * @param type number type, such as float32
   * @param shape lengths of its dimensions
   * @param values values of an input, row by row; else empty
   */
  public record Tensor(
      int id,
      Role role,
      String name,
      String type,
      List<Long> shape,
      List<? extends Number> values) {}

  /**
   * A call of a method of the program.
   *
   * @param method name of the method
   * @param gradients whether it is called with gradients on
   * @param arguments ids of the tensors of each argument, which is a list of tensors
   * @param results ids of the tensors of the list it returns
   */
  public record Call(
      String method, boolean gradients, List<List<Integer>> arguments, List<Integer> results) {}

  /** Takes the parameters before the step. */
  @FunctionalInterface
  public interface ParameterSink {
    /** Takes named arrays, which still belong to the caller. */
    void accept(NDList parameters) throws IOException;
  }

  /**
   * Takes the first step of a new learner and records it.
   *
   * @param before is given the parameters before the step
   */
  public static StepRecord of(
      ComputeSettings compute,
      ModelConfig config,
      OptimizerSettings.AdamW optimizer,
      List<TaskModule> tasks,
      List<TrainingRow> rows,
      StepSettings settings,
      ParameterSink before)
      throws IOException {
    AtomicReference<StepRecorder> recorder = new AtomicReference<>();
    try (ProgramLearner learner =
        ProgramLearner.create(
            compute,
            config,
            optimizer,
            TrunkTraining.full(),
            settings.seed(),
            program -> recorder.updateAndGet(none -> new StepRecorder(program)))) {
      tasks.forEach(task -> learner.adopt(task, settings.seed()));
      NDList parameters = new NDList();
      learner
          .state()
          .forEach(
              (name, array) -> {
                recorder.get().name(array, Role.PARAMETER, name);
                array.setName(name);
                parameters.add(array);
              },
              (name, array) -> recorder.get().name(array, Role.OPTIMIZER, name));
      before.accept(parameters);
      StepResult result = learner.step(rows, settings);
      return new StepRecord(recorder.get().tensors(), recorder.get().calls(), result);
    }
  }
}
