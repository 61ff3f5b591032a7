package io.headwater.model.internal.learning;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.headwater.model.ModelConfig;
import io.headwater.model.TaskModule;
import io.headwater.model.learning.RowTarget;
import io.headwater.model.learning.TrainingRow;
import io.headwater.schemas.TaskKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleBiFunction;

/**
 * The same network as the programs, written op by op on NDArrays, one row and one head at a time,
 * without packing, fused attention, logarithms of sums or a cache.
 */
final class OracleNetwork {
  private final ModelConfig config;
  private final Map<String, NDArray> parameters;
  private final NDManager manager;

  OracleNetwork(ModelConfig config, Map<String, NDArray> parameters, NDManager manager) {
    this.config = config;
    this.parameters = parameters;
    this.manager = manager;
  }

  /** Weighted sum over tasks of the minimised loss; the reported losses go into the list. */
  NDArray loss(
      List<TaskModule> tasks, List<TrainingRow> rows, List<Double> taskWeights, List<Double> out) {
    NDArray total = manager.create(0f);
    for (int task = 0; task < tasks.size(); task++) {
      NDArray minimised = manager.create(0f);
      double reported = 0;
      double weights = 0;
      for (TrainingRow row : rows) {
        if (row.task() == task) {
          boolean single = tasks.get(task).kind() != TaskKind.SUMMARIZATION;
          NDArray nll = likelihoods(tasks.get(task), row);
          // A label or score is one prediction (the last position) with the mean of all positions
          // beside it.
          NDArray counted = single ? nll.get(new NDIndex("-1:")) : nll;
          minimised = minimised.add(counted.sum().mul(number(row.weight())));
          if (single) {
            minimised = minimised.add(nll.mean().mul(number(row.weight())));
          }
          reported += counted.sum().getFloat() * row.weight();
          weights += counted.size() * row.weight();
        }
      }
      out.add(reported / weights); // NaN without rows
      if (weights > 0) {
        total = total.add(minimised.div(number(weights)).mul(number(taskWeights.get(task))));
      }
    }
    return total;
  }

  /** Greedy text of an input, run anew for every token. */
  List<Integer> write(TaskModule task, int[] input, boolean blockRepeats) {
    List<Integer> written = new ArrayList<>();
    while (written.size() < task.maxTargetTokens()) {
      int[] target = written.stream().mapToInt(Integer::intValue).toArray();
      NDArray p = distributions(task, input, target).get(new NDIndex("-1"));
      float[] values = p.toFloatArray();
      int best = -1;
      for (int token = 0; token < values.length; token++) {
        boolean allowed = !blockRepeats || !repeats(written, token);
        if (allowed && (best < 0 || values[token] > values[best])) {
          best = token;
        }
      }
      if (best == config.endToken()) {
        break;
      }
      written.add(best);
    }
    return written;
  }

  private static boolean repeats(List<Integer> written, int token) {
    int n = written.size();
    for (int i = 0; i + 2 < n; i++) {
      if (written.get(i).equals(written.get(n - 2))
          && written.get(i + 1).equals(written.get(n - 1))
          && written.get(i + 2) == token) {
        return true;
      }
    }
    return false;
  }

  private NDArray likelihoods(TaskModule task, TrainingRow row) {
    return switch (task.kind()) {
      case CLASSIFICATION -> labels(task, row);
      case REGRESSION -> scores(task, row);
      case SUMMARIZATION -> texts(task, row);
      case SPAN_EXTRACTION -> throw new IllegalArgumentException(task.task());
    };
  }

  /** Expected share of the score scale at the last token. */
  float share(TaskModule task, int[] input) {
    return sigmoid(logits(task, input)).get(new NDIndex("-1")).getFloat();
  }

  /** Class probabilities at the last token. */
  float[] label(TaskModule task, int[] input) {
    return logits(task, input).softmax(-1).get(new NDIndex("-1")).toFloatArray();
  }

  private NDArray logits(TaskModule task, int[] input) {
    String at = "heads." + task.task() + ".";
    return trunk(input).matMul(parameter(at + "weight").transpose()).add(parameter(at + "bias"));
  }

  private NDArray labels(TaskModule task, TrainingRow row) {
    NDArray p = logits(task, row.input()).softmax(-1);
    int labels = task.labels().size();
    int label = ((RowTarget.Label) row.target()).row();
    NDArray hit = table(row.input().length, labels, (i, j) -> j == label ? 1 : 0);
    return p.mul(hit).sum(new int[] {1}).log().neg();
  }

  private NDArray scores(TaskModule task, TrainingRow row) {
    double share = ((RowTarget.Score) row.target()).share();
    NDArray p = sigmoid(logits(task, row.input()));
    NDArray q = number(1).sub(p);
    return p.log().mul(number(share)).add(q.log().mul(number(1 - share))).neg();
  }

  private NDArray texts(TaskModule task, TrainingRow row) {
    int[] target = ((RowTarget.Text) row.target()).tokens();
    NDArray p = distributions(task, row.input(), target);
    NDArray hit =
        table(
            target.length + 1,
            config.vocabularySize(),
            (t, v) -> v == (t < target.length ? target[t] : config.endToken()) ? 1 : 0);
    return p.mul(hit).sum(new int[] {1}).log().neg();
  }

  /** Distributions (target + 1, vocabulary) of each target token and the end. */
  private NDArray distributions(TaskModule task, int[] input, int[] target) {
    int[] sequence = new int[input.length + 1 + target.length];
    System.arraycopy(input, 0, sequence, 0, input.length);
    sequence[input.length] = task.taskToken();
    System.arraycopy(target, 0, sequence, input.length + 1, target.length);
    NDArray h = trunk(sequence);
    NDArray inputs = h.get(new NDIndex("0:{}", input.length));
    NDArray states = h.get(new NDIndex("{}:", input.length));
    int length = target.length + 1;
    String name = config.tiedEmbedding() ? "model.embed_tokens.weight" : "lm_head.weight";
    NDArray own = states.matMul(parameter(name).transpose()).softmax(-1);

    String at = "heads." + task.task() + ".copy.";
    NDArray shifted = table(input.length, input.length, (i, j) -> j == i - 1 ? 1 : 0);
    NDArray keys =
        inputs
            .matMul(parameter(at + "key.weight").transpose())
            .add(shifted.matMul(inputs).matMul(parameter(at + "previous_key.weight").transpose()));
    NDArray query = states.matMul(parameter(at + "query.weight").transpose());
    NDArray scores =
        query.matMul(keys.transpose()).div(number(Math.sqrt((double) query.getShape().get(1))));
    NDArray induced =
        table(
            length,
            input.length,
            (t, i) -> t > 0 && i > 0 && input[i - 1] == target[t - 1] ? 1 : 0);
    NDArray covered =
        table(
            length,
            input.length,
            (t, i) -> {
              double times = 0;
              for (int j = 0; j < t; j++) {
                times = Math.max(times, input[i] == target[j] ? 1 : 0);
              }
              return times;
            });
    NDArray biases = parameter(at + "bias");
    NDArray a =
        scores
            .add(induced.mul(biases.get(new NDIndex("0"))))
            .add(covered.mul(biases.get(new NDIndex("1"))))
            .softmax(-1);
    NDArray gate =
        states
            .concat(a.matMul(inputs), 1)
            .matMul(parameter(at + "gate.weight").transpose())
            .add(parameter(at + "gate.bias"));
    NDArray g = sigmoid(gate);
    NDArray copied =
        a.matMul(table(input.length, config.vocabularySize(), (i, v) -> input[i] == v ? 1 : 0));
    return own.mul(g.neg().add(number(1))).add(copied.add(number(1e-9)).mul(g));
  }

  /** Normed states (length, hidden size). */
  NDArray trunk(int[] sequence) {
    int length = sequence.length;
    NDArray ids = table(length, config.vocabularySize(), (i, v) -> sequence[i] == v ? 1 : 0);
    NDArray h =
        ids.matMul(parameter("model.embed_tokens.weight"))
            .mul(number(config.embeddingMultiplier()));
    for (int layer = 0; layer < config.layers(); layer++) {
      String at = "model.layers." + layer + ".";
      NDArray x = norm(h, at + "input_layernorm.weight");
      h = h.add(attention(x, at + "self_attn."));
      x = norm(h, at + "post_attention_layernorm.weight");
      NDArray gate = linear(x, at + "mlp.gate_proj.weight");
      NDArray inner = gate.mul(sigmoid(gate)).mul(linear(x, at + "mlp.up_proj.weight"));
      h = h.add(linear(inner, at + "mlp.down_proj.weight"));
    }
    return norm(h, "model.norm.weight");
  }

  private NDArray attention(NDArray x, String at) {
    int size = config.headSize();
    int length = Math.toIntExact(x.getShape().get(0));
    NDArray future = table(length, length, (i, j) -> j > i ? -1e9 : 0);
    NDArray q = linear(x, at + "q_proj.weight");
    NDArray k = linear(x, at + "k_proj.weight");
    NDArray v = linear(x, at + "v_proj.weight");
    NDList heads = new NDList();
    for (int head = 0; head < config.heads(); head++) {
      int shared = head / (config.heads() / config.keyValueHeads());
      NDArray query = rotate(columns(q, head * size, size));
      NDArray key = rotate(columns(k, shared * size, size));
      NDArray weights =
          query.matMul(key.transpose()).div(number(Math.sqrt(size))).add(future).softmax(-1);
      heads.add(weights.matMul(columns(v, shared * size, size)));
    }
    return linear(NDArrays.concat(heads, 1), at + "o_proj.weight");
  }

  private NDArray rotate(NDArray x) {
    int size = config.headSize();
    int half = size / 2;
    int length = Math.toIntExact(x.getShape().get(0));
    double[] factors = config.rotary().factors(size);
    ToDoubleBiFunction<Integer, Integer> angle =
        (i, j) ->
            i
                * Math.pow(config.rotary().theta(), -2.0 * (j % half) / size)
                * (factors.length == 0 ? 1 : factors[j % half]);
    NDArray cosines = table(length, size, (i, j) -> Math.cos(angle.applyAsDouble(i, j)));
    NDArray sines = table(length, size, (i, j) -> Math.sin(angle.applyAsDouble(i, j)));
    NDArray crossed = columns(x, half, half).neg().concat(columns(x, 0, half), 1);
    return x.mul(cosines).add(crossed.mul(sines));
  }

  private NDArray norm(NDArray x, String name) {
    NDArray square = x.mul(x).mean(new int[] {1}, true).add(number(config.normEpsilon()));
    return x.div(square.sqrt()).mul(parameter(name));
  }

  private NDArray linear(NDArray x, String name) {
    NDArray y = x.matMul(parameter(name).transpose());
    NDArray bias = parameters.get(name.replace(".weight", ".bias"));
    return bias == null ? y : y.add(bias);
  }

  private NDArray sigmoid(NDArray x) {
    return number(1).div(x.neg().exp().add(number(1)));
  }

  /**
   * A constant that lives as long as the oracle: one given as a Java number is freed at once, while
   * the graph still refers to its memory.
   */
  private NDArray number(double value) {
    return manager.create((float) value);
  }

  private static NDArray columns(NDArray x, int from, int count) {
    return x.get(new NDIndex(":, {}:{}", from, from + count));
  }

  private NDArray table(int rows, int columns, ToDoubleBiFunction<Integer, Integer> value) {
    float[] values = new float[rows * columns];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        values[i * columns + j] = (float) value.applyAsDouble(i, j);
      }
    }
    return manager.create(values, new Shape(rows, columns)).toType(DataType.FLOAT32, false);
  }

  private NDArray parameter(String name) {
    return parameters.get(name);
  }
}
