package io.headwater.model.internal.reference;

import ai.djl.ndarray.NDArray;
import io.headwater.model.ModelConfig;
import io.headwater.model.TaskModule;
import java.util.List;
import java.util.function.IntBinaryOperator;

/** The decoder of a summarization task on an encoder, op by op; rows are padded. */
final class ReferenceDecoder {
  private static final int LAYERS = 2;
  private static final float HIDDEN = -1e9f;

  private final ModelConfig config;
  private final ReferenceTrunk trunk;
  private final Constants constants;
  private final int startToken;
  private final String at;

  ReferenceDecoder(ModelConfig config, ReferenceTrunk trunk, Constants constants, TaskModule task) {
    this.config = config;
    this.trunk = trunk;
    this.constants = constants;
    this.startToken = task.taskToken();
    this.at = "heads." + task.task() + ".decoder.";
  }

  /**
   * Returns the normed states (rows, targets + 1, hidden size) that target tokens and the end are
   * predicted from.
   *
   * @param before states of the inputs (rows, input, hidden size)
   * @param inputs tokens of the inputs
   * @param targets tokens of the targets, without start and end
   */
  NDArray states(NDArray before, List<int[]> inputs, List<int[]> targets) {
    int rows = targets.size();
    int width = (int) before.getShape().get(1);
    int length = targets.stream().mapToInt(target -> target.length).max().orElseThrow() + 1;
    long[] tokens = new long[rows * length]; // padding is token 0; its states are not used
    long[] positions = new long[rows * length];
    for (int r = 0; r < rows; r++) {
      for (int t = 0; t < length; t++) {
        int[] target = targets.get(r);
        boolean real = t > 0 && t <= target.length;
        tokens[r * length + t] = t == 0 ? startToken : real ? target[t - 1] : 0;
        positions[r * length + t] = t;
      }
    }
    NDArray learned = trunk.parameter(at + "position_embedding.weight");
    NDArray h =
        trunk
            .words(tokens, rows, length)
            .add(ReferenceTrunk.rows(constants.longs(positions, rows, length), learned));
    NDArray later = constants.floats(mask(length, length, (t, i) -> i - t), 1, 1, length, length);
    float[] ends = new float[rows * width];
    for (int r = 0; r < rows; r++) {
      int size = inputs.get(r).length;
      System.arraycopy(mask(1, width, (t, i) -> i - size + 1), 0, ends, r * width, width);
    }
    NDArray padding = constants.floats(ends, rows, 1, 1, width);
    for (int l = 0; l < LAYERS; l++) {
      String layer = at + "layers." + l + ".";
      NDArray x = trunk.norm(h, layer + "attention_norm.weight");
      h = h.add(attention(layer, "", x, x, later));
      NDArray y = trunk.norm(h, layer + "cross_norm.weight");
      h = h.add(attention(layer, "cross_", y, before, padding));
      NDArray z = trunk.norm(h, layer + "feed_forward_norm.weight");
      NDArray inner = trunk.activated(trunk.linear(z, layer + "up.weight"));
      h = h.add(trunk.linear(inner, layer + "down.weight"));
    }
    return trunk.norm(h, at + "norm.weight");
  }

  /** Returns what the trunk's output embedding takes. */
  NDArray output(NDArray states) {
    return trunk.linear(states, at + "output.weight");
  }

  /** Returns what hides each place whose value is above 0. */
  private static float[] mask(int rows, int columns, IntBinaryOperator value) {
    float[] mask = new float[rows * columns];
    for (int i = 0; i < mask.length; i++) {
      mask[i] = value.applyAsInt(i / columns, i % columns) > 0 ? HIDDEN : 0;
    }
    return mask;
  }

  private NDArray attention(String layer, String kind, NDArray x, NDArray over, NDArray hidden) {
    NDArray q = heads(trunk.linear(x, layer + kind + "query.weight"));
    NDArray k = heads(trunk.linear(over, layer + kind + "key.weight"));
    NDArray v = heads(trunk.linear(over, layer + kind + "value.weight"));
    NDArray scale = constants.number(1 / Math.sqrt(config.headSize()));
    NDArray weights = q.matMul(k.transpose(0, 1, 3, 2)).mul(scale).add(hidden).softmax(-1);
    NDArray joined = weights.matMul(v).transpose(0, 2, 1, 3);
    long rows = joined.getShape().get(0);
    return trunk.linear(
        joined.reshape(rows, joined.getShape().get(1), -1), layer + kind + "output.weight");
  }

  private NDArray heads(NDArray x) {
    return x.reshape(x.getShape().get(0), x.getShape().get(1), config.heads(), config.headSize())
        .transpose(0, 2, 1, 3);
  }
}
