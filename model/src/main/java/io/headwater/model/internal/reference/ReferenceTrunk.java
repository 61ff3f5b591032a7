package io.headwater.model.internal.reference;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.nn.Activation;
import ai.djl.nn.core.Embedding;
import io.headwater.model.ModelConfig;
import io.headwater.model.RotaryPositions;
import io.headwater.model.TrunkParts;
import io.headwater.model.TrunkParts.Norm;
import io.headwater.model.TrunkParts.NormPlace;
import io.headwater.model.TrunkParts.Part;
import io.headwater.model.internal.layout.TrunkArrays.LayerParameter;
import io.headwater.model.internal.layout.TrunkArrays.TrunkParameter;
import io.headwater.model.internal.network.TrunkNames;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** The trunk, op by op: rows padded on the right to one length, attention as plain products. */
final class ReferenceTrunk {
  private static final double HIDDEN = -1e9;

  private final ModelConfig config;
  private final TrunkParts parts;
  private final TrunkNames names;
  private final Map<String, NDArray> parameters;
  private final Constants constants;

  ReferenceTrunk(ModelConfig config, Map<String, NDArray> parameters, Constants constants) {
    this.config = config;
    this.parts = config.family().parts();
    this.names = TrunkNames.of(config.family());
    this.parameters = parameters;
    this.constants = constants;
  }

  /** Returns the normed states (rows, longest, hidden size). */
  NDArray states(List<int[]> sequences) {
    int rows = sequences.size();
    int longest = sequences.stream().mapToInt(s -> s.length).max().orElseThrow();
    NDArray h = embedded(sequences, rows, longest);
    NDArray hidden = hidden(sequences, rows, longest);
    UnaryOperator<NDArray> rotation = rotation(longest);
    for (int layer = 0; layer < config.layers(); layer++) {
      h = layer(layer, h, rotation, hidden);
    }
    return parts.has(Part.FINAL_NORM) ? norm(h, names.of(TrunkParameter.FINAL_NORM)) : h;
  }

  private NDArray embedded(List<int[]> sequences, int rows, int longest) {
    long[] ids = new long[rows * longest]; // padding is token 0; its states are not used
    long[] positions = new long[rows * longest];
    long[] types = new long[rows * longest];
    int second = parts.has(Part.TYPED_TEXTS) ? Math.min(1, config.tokenTypes() - 1) : 0;
    for (int row = 0; row < rows; row++) {
      int[] sequence = sequences.get(row);
      int type = 0;
      for (int i = 0; i < sequence.length; i++) {
        int place = row * longest + i;
        ids[place] = sequence[i];
        positions[place] = (long) config.firstPosition() + i;
        types[place] = type;
        type = sequence[i] == config.endToken() ? second : type;
      }
    }
    NDArray h = words(ids, rows, longest);
    if (!parts.has(Part.ROTARY)) {
      h = h.add(embedding(TrunkParameter.POSITION_EMBEDDING, positions, rows, longest));
    }
    if (config.tokenTypes() > 0) {
      h = h.add(embedding(TrunkParameter.TYPE_EMBEDDING, types, rows, longest));
    }
    return parts.has(Part.EMBEDDING_NORM) ? norm(h, names.of(TrunkParameter.EMBEDDING_NORM)) : h;
  }

  /** Returns the word embeddings (rows, length, hidden size) of tokens. */
  NDArray words(long[] tokens, int rows, int length) {
    return embedding(TrunkParameter.EMBEDDING, tokens, rows, length)
        .mul(constants.number(config.embeddingMultiplier()));
  }

  private NDArray embedding(TrunkParameter table, long[] numbers, int rows, int longest) {
    return rows(constants.longs(numbers, rows, longest), parameter(names.of(table)));
  }

  /** Returns what is added to the scores (rows, 1, 1, longest, longest) of keys not to be seen. */
  private NDArray hidden(List<int[]> sequences, int rows, int longest) {
    float[] values = new float[rows * longest * longest];
    for (int row = 0; row < rows; row++) {
      for (int i = 0; i < longest; i++) {
        for (int j = 0; j < longest; j++) {
          boolean seen = parts.has(Part.CAUSAL) ? j <= i : j < sequences.get(row).length;
          values[(row * longest + i) * longest + j] = seen ? 0 : (float) HIDDEN;
        }
      }
    }
    return constants.floats(values, rows, 1, 1, longest, longest);
  }

  private NDArray layer(int layer, NDArray h, UnaryOperator<NDArray> rotation, NDArray hidden) {
    String attentionNorm = names.of(layer, LayerParameter.ATTENTION_NORM);
    String feedForwardNorm = names.of(layer, LayerParameter.FEED_FORWARD_NORM);
    if (parts.normPlace() == NormPlace.BEFORE) {
      NDArray middle = h.add(attention(layer, norm(h, attentionNorm), rotation, hidden));
      return middle.add(feedForward(layer, norm(middle, feedForwardNorm)));
    }
    NDArray middle = norm(h.add(attention(layer, h, rotation, hidden)), attentionNorm);
    return norm(middle.add(feedForward(layer, middle)), feedForwardNorm);
  }

  private NDArray feedForward(int layer, NDArray x) {
    NDArray up = linear(x, names.of(layer, LayerParameter.UP));
    NDArray inner =
        parts.has(Part.GATE)
            ? activated(linear(x, names.of(layer, LayerParameter.GATE))).mul(up)
            : activated(up);
    return linear(inner, names.of(layer, LayerParameter.DOWN));
  }

  /** Applies the family's activation. */
  NDArray activated(NDArray x) {
    return switch (config.activation()) {
      case SILU -> x.mul(Activation.sigmoid(x));
      case GELU -> half(x, x.mul(constants.number(Math.sqrt(0.5))).erf());
      case GELU_TANH -> {
        NDArray cubed = x.mul(x).mul(x).mul(constants.number(0.044715));
        yield half(x, x.add(cubed).mul(constants.number(Math.sqrt(2 / Math.PI))).tanh());
      }
    };
  }

  /** Returns half of x times one more than y. */
  private NDArray half(NDArray x, NDArray y) {
    return x.mul(constants.number(0.5)).mul(y.add(constants.number(1)));
  }

  /** Returns the logits (..., vocabulary) of states. */
  NDArray logits(NDArray states) {
    TrunkParameter output =
        config.tiedEmbedding() ? TrunkParameter.EMBEDDING : TrunkParameter.OUTPUT;
    return states.matMul(parameter(names.of(output)).transpose());
  }

  private NDArray attention(int layer, NDArray x, UnaryOperator<NDArray> rotation, NDArray hidden) {
    long rows = x.getShape().get(0);
    long length = x.getShape().get(1);
    int shared = config.heads() / config.keyValueHeads();
    NDArray q = heads(linear(x, names.of(layer, LayerParameter.QUERY)), shared);
    NDArray k = heads(linear(x, names.of(layer, LayerParameter.KEY)), 1);
    if (parts.has(Part.HEAD_NORMS)) {
      q = norm(q, names.of(layer, LayerParameter.QUERY_NORM));
      k = norm(k, names.of(layer, LayerParameter.KEY_NORM));
    }
    q = rotation.apply(q);
    k = rotation.apply(k);
    NDArray v = heads(linear(x, names.of(layer, LayerParameter.VALUE)), 1);
    NDArray scale = constants.number(1 / Math.sqrt(config.headSize()));
    NDArray weights = q.matMul(k.transpose(0, 1, 2, 4, 3)).mul(scale).add(hidden).softmax(-1);
    NDArray joined = weights.matMul(v).transpose(0, 3, 1, 2, 4).reshape(rows, length, -1);
    return linear(joined, names.of(layer, LayerParameter.OUTPUT));
  }

  /** Returns heads (rows, key-value heads, heads that share one of them, length, head size). */
  private NDArray heads(NDArray x, int shared) {
    long rows = x.getShape().get(0);
    long length = x.getShape().get(1);
    return x.reshape(rows, length, config.keyValueHeads(), shared, config.headSize())
        .transpose(0, 2, 3, 1, 4);
  }

  private UnaryOperator<NDArray> rotation(int longest) {
    if (config.rotary().isEmpty()) {
      return x -> x;
    }
    RotaryPositions rotary = config.rotary().get();
    int size = config.headSize();
    NDArray cosines = constants.table(longest, size, (i, j) -> Math.cos(angle(rotary, i, j)));
    NDArray sines = constants.table(longest, size, (i, j) -> Math.sin(angle(rotary, i, j)));
    return x -> rotate(x, cosines, sines);
  }

  private double angle(RotaryPositions rotary, int position, int column) {
    int size = config.headSize();
    int frequency = column % (size / 2);
    double[] factors = rotary.factors(size);
    double factor = factors.length == 0 ? 1 : factors[frequency];
    return position * Math.pow(rotary.theta(), -2.0 * frequency / size) * factor;
  }

  private NDArray rotate(NDArray x, NDArray cosines, NDArray sines) {
    int half = config.headSize() / 2;
    NDArray low = x.get(new NDIndex("..., :{}", half));
    NDArray high = x.get(new NDIndex("..., {}:", half));
    return x.mul(cosines).add(high.neg().concat(low, -1).mul(sines));
  }

  /** Norms states by the gain of a name and its bias. */
  NDArray norm(NDArray x, String name) {
    NDArray centred = parts.norm() == Norm.LAYER ? x.sub(x.mean(new int[] {-1}, true)) : x;
    NDArray square =
        centred.mul(centred).mean(new int[] {-1}, true).add(constants.number(config.normEpsilon()));
    return biased(centred.div(square.sqrt()).mul(parameter(name)), name);
  }

  /** Applies the linear layer of a name. */
  NDArray linear(NDArray x, String name) {
    return biased(x.matMul(parameter(name).transpose()), name);
  }

  /** Adds the bias that belongs to a weight or gain, if there is one. */
  private NDArray biased(NDArray y, String name) {
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
