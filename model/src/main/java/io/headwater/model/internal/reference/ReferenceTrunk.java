package io.headwater.model.internal.reference;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.nn.Activation;
import ai.djl.nn.core.Embedding;
import io.headwater.model.ModelConfig;
import java.util.List;
import java.util.Map;

/** The trunk, op by op: rows padded on the right to one length, attention as plain products. */
final class ReferenceTrunk {
  private final ModelConfig config;
  private final Map<String, NDArray> parameters;
  private final Constants constants;

  ReferenceTrunk(ModelConfig config, Map<String, NDArray> parameters, Constants constants) {
    this.config = config;
    this.parameters = parameters;
    this.constants = constants;
  }

  /** Returns the normed states (rows, longest, hidden size). */
  NDArray states(List<int[]> sequences) {
    int rows = sequences.size();
    int longest = sequences.stream().mapToInt(s -> s.length).max().orElseThrow();
    long[] ids = new long[rows * longest]; // padding is token 0; its states are not used
    for (int row = 0; row < rows; row++) {
      int[] sequence = sequences.get(row);
      for (int i = 0; i < sequence.length; i++) {
        ids[row * longest + i] = sequence[i];
      }
    }
    NDArray embedded =
        rows(constants.longs(ids, rows, longest), parameter("model.embed_tokens.weight"));
    NDArray h = embedded.mul(constants.number(config.embeddingMultiplier()));
    NDArray cosines = constants.table(longest, config.headSize(), (i, j) -> Math.cos(angle(i, j)));
    NDArray sines = constants.table(longest, config.headSize(), (i, j) -> Math.sin(angle(i, j)));
    NDArray future = constants.table(longest, longest, (i, j) -> j > i ? -1e9 : 0);
    for (int layer = 0; layer < config.layers(); layer++) {
      String at = "model.layers." + layer + ".";
      NDArray x = norm(h, at + "input_layernorm.weight");
      h = h.add(attention(x, at + "self_attn.", cosines, sines, future));
      x = norm(h, at + "post_attention_layernorm.weight");
      NDArray gate = linear(x, at + "mlp.gate_proj.weight");
      NDArray inner = gate.mul(Activation.sigmoid(gate)).mul(linear(x, at + "mlp.up_proj.weight"));
      h = h.add(linear(inner, at + "mlp.down_proj.weight"));
    }
    return norm(h, "model.norm.weight");
  }

  /** Returns the logits (..., vocabulary) of states. */
  NDArray logits(NDArray states) {
    String name = config.tiedEmbedding() ? "model.embed_tokens.weight" : "lm_head.weight";
    return states.matMul(parameter(name).transpose());
  }

  private NDArray attention(NDArray x, String at, NDArray cosines, NDArray sines, NDArray future) {
    long rows = x.getShape().get(0);
    long length = x.getShape().get(1);
    int shared = config.heads() / config.keyValueHeads();
    NDArray q = rotate(heads(linear(x, at + "q_proj.weight"), shared), cosines, sines);
    NDArray k = rotate(heads(linear(x, at + "k_proj.weight"), 1), cosines, sines);
    NDArray v = heads(linear(x, at + "v_proj.weight"), 1);
    NDArray scale = constants.number(1 / Math.sqrt(config.headSize()));
    NDArray weights = q.matMul(k.transpose(0, 1, 2, 4, 3)).mul(scale).add(future).softmax(-1);
    NDArray joined = weights.matMul(v).transpose(0, 3, 1, 2, 4).reshape(rows, length, -1);
    return linear(joined, at + "o_proj.weight");
  }

  /** Returns heads (rows, key-value heads, heads that share one of them, length, head size). */
  private NDArray heads(NDArray x, int shared) {
    long rows = x.getShape().get(0);
    long length = x.getShape().get(1);
    return x.reshape(rows, length, config.keyValueHeads(), shared, config.headSize())
        .transpose(0, 2, 3, 1, 4);
  }

  private double angle(int position, int column) {
    int size = config.headSize();
    int frequency = column % (size / 2);
    double[] factors = config.rotary().factors(size);
    double factor = factors.length == 0 ? 1 : factors[frequency];
    return position * Math.pow(config.rotary().theta(), -2.0 * frequency / size) * factor;
  }

  private NDArray rotate(NDArray x, NDArray cosines, NDArray sines) {
    int half = config.headSize() / 2;
    NDArray low = x.get(new NDIndex("..., :{}", half));
    NDArray high = x.get(new NDIndex("..., {}:", half));
    return x.mul(cosines).add(high.neg().concat(low, -1).mul(sines));
  }

  private NDArray norm(NDArray x, String name) {
    NDArray square =
        x.mul(x).mean(new int[] {-1}, true).add(constants.number(config.normEpsilon()));
    return x.div(square.sqrt()).mul(parameter(name));
  }

  private NDArray linear(NDArray x, String name) {
    NDArray y = x.matMul(parameter(name).transpose());
    NDArray bias = parameters.get(name.replace(".weight", ".bias"));
    return bias == null ? y : y.add(bias);
  }

  /** Returns rows of a matrix by their numbers. */
  static NDArray rows(NDArray numbers, NDArray matrix) {
    return Embedding.embedding(numbers, matrix, SparseFormat.DENSE).singletonOrThrow();
  }

  NDArray parameter(String name) {
    return parameters.get(name);
  }
}
