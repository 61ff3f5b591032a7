package io.headwater.model.internal.reference;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import io.headwater.model.TaskModule;
import java.util.List;
import java.util.function.IntPredicate;

/** The copy module of a summarization task, op by op; rows of inputs and of targets are padded. */
final class ReferenceCopy {

  /**
   * What the module says.
   *
   * @param attention distribution over the input (rows, targets + 1, input)
   * @param gate probability that the token is copied (rows, targets + 1, 1)
   */
  record Copies(NDArray attention, NDArray gate) {}

  private final ReferenceTrunk trunk;
  private final Constants constants;
  private final IntPredicate ofText;
  private final String at;

  /**
   * Makes the module of a task.
   *
   * @param ofText tells the tokens of an input that may be copied
   */
  ReferenceCopy(ReferenceTrunk trunk, Constants constants, TaskModule task, IntPredicate ofText) {
    this.trunk = trunk;
    this.constants = constants;
    this.ofText = ofText;
    this.at = "heads." + task.task() + ".copy.";
  }

  /**
   * Computes the distribution over the inputs.
   *
   * @param states states the target tokens and the end are predicted from (rows, targets + 1,
   *     hidden size)
   * @param before states of the inputs (rows, input, hidden size)
   * @param inputs tokens of the inputs
   * @param targets tokens of the targets, without task token and end
   */
  Copies copies(NDArray states, NDArray before, List<int[]> inputs, List<int[]> targets) {
    int rows = inputs.size();
    int length = (int) states.getShape().get(1);
    int width = (int) before.getShape().get(1);
    float[] absent = new float[rows * width];
    float[] induced = new float[rows * length * width];
    float[] covered = new float[rows * length * width];
    for (int row = 0; row < rows; row++) {
      int[] input = inputs.get(row);
      int[] target = targets.get(row);
      for (int i = 0; i < width; i++) {
        absent[row * width + i] = i < input.length && ofText.test(input[i]) ? 0 : -1e9f;
      }
      boolean[] written = new boolean[input.length];
      for (int t = 1; t <= target.length; t++) {
        int place = (row * length + t) * width;
        for (int i = 0; i < input.length; i++) {
          written[i] |= input[i] == target[t - 1] && ofText.test(input[i]);
          covered[place + i] = written[i] ? 1 : 0;
          induced[place + i] =
              i > 0 && input[i - 1] == target[t - 1] && ofText.test(input[i - 1]) ? 1 : 0;
        }
      }
    }
    NDArray biases = trunk.parameter(at + "bias");
    NDArray a =
        scores(states, before)
            .add(constants.floats(induced, rows, length, width).mul(biases.get(new NDIndex("0"))))
            .add(constants.floats(covered, rows, length, width).mul(biases.get(new NDIndex("1"))))
            .add(constants.floats(absent, rows, 1, width))
            .softmax(-1);
    NDArray gate =
        states
            .concat(a.matMul(before), 2)
            .matMul(transposed("gate.weight"))
            .add(trunk.parameter(at + "gate.bias"));
    return new Copies(a, Activation.sigmoid(gate));
  }

  private NDArray scores(NDArray states, NDArray inputs) {
    Shape shape = inputs.getShape();
    NDArray none =
        constants.floats(
            new float[(int) (shape.get(0) * shape.get(2))], shape.get(0), 1, shape.get(2));
    NDArray previous = none.concat(inputs.get(new NDIndex(":, :{}", shape.get(1) - 1)), 1);
    NDArray keys =
        inputs
            .matMul(transposed("key.weight"))
            .add(previous.matMul(transposed("previous_key.weight")));
    NDArray query = states.matMul(transposed("query.weight"));
    double size = query.getShape().get(2);
    return query.matMul(keys.transpose(0, 2, 1)).div(constants.number(Math.sqrt(size)));
  }

  private NDArray transposed(String name) {
    return trunk.parameter(at + name).transpose();
  }
}
