package io.headwater.model.internal.reference;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.nn.Activation;
import io.headwater.model.ModelConfig;
import io.headwater.model.TaskModule;
import io.headwater.model.internal.reference.ReferenceCopy.Copies;
import io.headwater.model.learning.RowTarget;
import io.headwater.model.learning.TrainingRow;
import io.headwater.schemas.TaskKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * The network of the programs, written op by op with DJL's NDArray API: padded rows, attention as
 * plain products, probabilities added where the programs add logarithms, no cache. What it computes
 * is the same up to rounding.
 *
 * <p>The arrays it makes belong to the manager it is given and are freed with it: use a new
 * network, with a new manager, for each step.
 */
// Longer than most classes: it is one network, as the programs are.
public final class ReferenceNetwork {
  private final ModelConfig config;
  private final Constants constants;
  private final ReferenceTrunk trunk;
  private final ReferenceSpans spans;

  /**
   * Makes a network of given parameters.
   *
   * @param parameters parameters by name, as the learner computes with them
   * @param manager owner of every array the network makes
   */
  public ReferenceNetwork(ModelConfig config, Map<String, NDArray> parameters, NDManager manager) {
    this.config = config;
    this.constants = new Constants(manager);
    this.trunk = new ReferenceTrunk(config, parameters, constants);
    this.spans = new ReferenceSpans(trunk, constants);
  }

  /**
   * Returns the loss a step minimises: the sum over tasks of weight times loss.
   *
   * @param taskWeights weight of each task, by index
   * @param reported the mean loss of each task is appended; NaN for tasks without rows
   */
  public NDArray loss(
      List<TaskModule> tasks,
      List<TrainingRow> rows,
      List<Double> taskWeights,
      List<Double> reported) {
    List<TrainingRow> sorted =
        rows.stream().sorted(Comparator.comparingInt(TrainingRow::task)).toList();
    NDArray states =
        trunk.states(sorted.stream().map(row -> sequence(tasks.get(row.task()), row)).toList());
    NDArray total = constants.number(0);
    int first = 0;
    for (int task = 0; task < tasks.size(); task++) {
      int index = task;
      List<TrainingRow> own = sorted.stream().filter(row -> row.task() == index).toList();
      if (own.isEmpty()) {
        reported.add(Double.NaN);
        continue;
      }
      NDArray h = states.get(new NDIndex("{}:{}", first, first + own.size()));
      first += own.size();
      TaskModule module = tasks.get(task);
      NDArray loss =
          switch (module.kind()) {
            case SUMMARIZATION -> texts(module, own, h, reported);
            case SPAN_EXTRACTION -> spans.loss(module, own, h, reported);
            case CLASSIFICATION, REGRESSION -> answers(module, own, h, reported);
          };
      total = total.add(loss.mul(constants.number(taskWeights.get(task))));
    }
    return total;
  }

  /** Returns the class probabilities of an input. */
  public float[] label(TaskModule task, int[] input) {
    NDArray p = module(task, read(trunk.states(List.of(input)), List.of(input))).softmax(-1);
    return p.get(new NDIndex("0, -1")).toFloatArray();
  }

  /** Returns the expected share of the score scale of an input. */
  public float share(TaskModule task, int[] input) {
    NDArray p =
        Activation.sigmoid(module(task, read(trunk.states(List.of(input)), List.of(input))));
    return p.get(new NDIndex("0, -1, 0")).getFloat();
  }

  /**
   * Writes a text for an input by greedy decoding, computing the whole network for every token.
   *
   * @param blockRepeats whether no three tokens in a row may come twice
   */
  public List<Integer> write(TaskModule task, int[] input, boolean blockRepeats) {
    List<Integer> written = new ArrayList<>();
    while (written.size() < task.maxTargetTokens()) {
      float[] values = distribution(task, input, written);
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

  /** Returns the distribution (vocabulary) of the token after those written. */
  private float[] distribution(TaskModule task, int[] input, List<Integer> written) {
    int[] target = written.stream().mapToInt(Integer::intValue).toArray();
    NDArray h = trunk.states(List.of(sequence(task, input, target)));
    NDArray inputs = h.get(new NDIndex(":, :{}", input.length));
    boolean causal = config.family().isCausal();
    ReferenceDecoder decoder = new ReferenceDecoder(config, trunk, constants, task);
    NDArray states =
        causal
            ? h.get(new NDIndex(":, {}:", input.length))
            : decoder.states(inputs, List.of(input), List.of(target));
    NDArray own = trunk.logits(causal ? states : decoder.output(states)).softmax(-1);
    Copies copies = copy(task).copies(states, inputs, List.of(input), List.of(target));
    NDArray places =
        constants.table(input.length, config.vocabularySize(), (i, v) -> input[i] == v ? 1 : 0);
    NDArray copied = copies.attention().matMul(places);
    return mixed(own, copied, copies.gate()).get(new NDIndex("0, -1")).toFloatArray();
  }

  private NDArray mixed(NDArray own, NDArray copied, NDArray gate) {
    NDArray kept = own.mul(gate.neg().add(constants.number(1)));
    return kept.add(copied.add(constants.number(1e-9)).mul(gate));
  }

  private NDArray module(TaskModule task, NDArray states) {
    String at = "heads." + task.task() + ".";
    return states
        .matMul(trunk.parameter(at + "weight").transpose())
        .add(trunk.parameter(at + "bias"));
  }

  /**
   * Returns the states that answers are read from: of a causal trunk those of all tokens, else one
   * (rows, 1, hidden size) for each row, of unit scale.
   */
  private NDArray read(NDArray h, List<int[]> inputs) {
    if (config.family().isCausal()) {
      return h;
    }
    int longest = (int) h.getShape().get(1);
    float[] shares = new float[inputs.size() * longest];
    for (int r = 0; r < inputs.size(); r++) {
      int start = r * longest;
      int length = inputs.get(r).length;
      switch (config.pooling()) {
        case MEAN -> Arrays.fill(shares, start, start + length, 1f / length);
        case FIRST -> shares[start] = 1;
        case LAST -> shares[start + length - 1] = 1;
      }
    }
    NDArray pooled =
        h.mul(constants.floats(shares, inputs.size(), longest, 1)).sum(new int[] {1}, true);
    NDArray square = pooled.mul(pooled).mean(new int[] {-1}, true);
    return pooled.div(square.add(constants.number(1e-12)).sqrt());
  }

  /**
   * Returns the loss of labels or scores: that at the last token plus the mean over all tokens, or
   * that of the pooled state.
   */
  private NDArray answers(
      TaskModule task, List<TrainingRow> own, NDArray h, List<Double> reported) {
    boolean causal = config.family().isCausal();
    int longest = own.stream().mapToInt(row -> row.input().length).max().orElseThrow();
    int length = causal ? longest : 1;
    NDArray states = h.get(new NDIndex(":, :{}", longest));
    NDArray logits = module(task, read(states, own.stream().map(TrainingRow::input).toList()));
    NDArray nll =
        task.kind() == TaskKind.CLASSIFICATION ? labels(logits, own) : scores(logits, own);
    double weights = own.stream().mapToDouble(TrainingRow::weight).sum();
    float[] minimised = new float[own.size() * length];
    float[] counted = new float[own.size() * length];
    for (int r = 0; r < own.size(); r++) {
      int last = r * length + (causal ? own.get(r).input().length : 1);
      float share = (float) (own.get(r).weight() / weights);
      if (causal) {
        Arrays.fill(minimised, r * length, last, share / own.get(r).input().length);
      }
      minimised[last - 1] += share;
      counted[last - 1] = share;
    }
    NDArray detached = nll.stopGradient();
    reported.add(
        (double) detached.mul(constants.floats(counted, own.size(), length)).sum().getFloat());
    return nll.mul(constants.floats(minimised, own.size(), length)).sum();
  }

  private NDArray labels(NDArray logits, List<TrainingRow> own) {
    int length = (int) logits.getShape().get(1);
    long[] labels = new long[own.size() * length];
    for (int r = 0; r < own.size(); r++) {
      long label = ((RowTarget.Label) own.get(r).target()).row();
      Arrays.fill(labels, r * length, (r + 1) * length, label);
    }
    NDArray index = constants.longs(labels, own.size(), length, 1);
    return logits.logSoftmax(-1).gather(index, 2).squeeze(2).neg();
  }

  private NDArray scores(NDArray logits, List<TrainingRow> own) {
    float[] shares = new float[own.size()];
    for (int r = 0; r < shares.length; r++) {
      shares[r] = (float) ((RowTarget.Score) own.get(r).target()).share();
    }
    NDArray z = logits.squeeze(2);
    NDArray share = constants.floats(shares, shares.length, 1);
    NDArray rest = share.neg().add(constants.number(1));
    return Activation.softPlus(z.neg()).mul(share).add(Activation.softPlus(z).mul(rest));
  }

  private NDArray texts(TaskModule task, List<TrainingRow> own, NDArray h, List<Double> reported) {
    List<int[]> inputs = own.stream().map(TrainingRow::input).toList();
    List<int[]> targets = own.stream().map(ReferenceNetwork::text).toList();
    int rows = own.size();
    int width = inputs.stream().mapToInt(input -> input.length).max().orElseThrow();
    int length = targets.stream().mapToInt(target -> target.length).max().orElseThrow() + 1;
    int size = targets.stream().mapToInt(target -> target.length + 1).sum();
    long stride = h.getShape().get(1);
    long[] positions = new long[rows * length];
    float[] hits = new float[rows * length * width];
    long[] places = new long[size];
    long[] wanted = new long[size];
    float[] factors = new float[size];
    double weights = 0;
    int next = 0;
    for (int r = 0; r < rows; r++) {
      int[] input = inputs.get(r);
      int[] target = targets.get(r);
      weights += (double) own.get(r).weight() * (target.length + 1);
      for (int t = 0; t <= target.length; t++) {
        int place = r * length + t;
        int token = t < target.length ? target[t] : config.endToken();
        positions[place] = r * stride + input.length + t; // of a trunk that reads targets
        for (int i = 0; i < input.length; i++) {
          hits[place * width + i] = isOfText(task, input[i]) && input[i] == token ? 1 : 0;
        }
        places[next] = place;
        wanted[next] = token;
        factors[next++] = own.get(r).weight();
      }
    }
    NDArray flat = h.reshape(rows * stride, -1);
    NDArray before = h.get(new NDIndex(":, :{}", width));
    boolean causal = config.family().isCausal();
    ReferenceDecoder decoder = new ReferenceDecoder(config, trunk, constants, task);
    NDArray states =
        causal
            ? ReferenceTrunk.rows(constants.longs(positions, rows, length), flat)
            : decoder.states(before, inputs, targets);
    Copies copies = copy(task).copies(states, before, inputs, targets);
    NDArray copied =
        copies.attention().mul(constants.floats(hits, rows, length, width)).sum(new int[] {2});
    NDArray real = constants.longs(places, size);
    NDArray chosen = ReferenceTrunk.rows(real, states.reshape((long) rows * length, -1));
    NDArray predicting = causal ? chosen : decoder.output(chosen);
    NDArray own0 = trunk.logits(predicting).softmax(-1).gather(constants.longs(wanted, size, 1), 1);
    NDArray p = mixed(own0, column(real, copied), column(real, copies.gate()));
    NDArray nll = p.log().neg().squeeze(1);
    NDArray loss = nll.mul(constants.floats(factors, size)).sum().div(constants.number(weights));
    reported.add((double) loss.getFloat());
    return loss;
  }

  private static NDArray column(NDArray places, NDArray table) {
    return ReferenceTrunk.rows(places, table.reshape(-1, 1));
  }

  private ReferenceCopy copy(TaskModule task) {
    return new ReferenceCopy(trunk, constants, task, token -> isOfText(task, token));
  }

  /** Returns whether a token of an input is of its text, not of the frame that encoders have. */
  private boolean isOfText(TaskModule task, int token) {
    return config.family().isCausal() || (token != task.taskToken() && token != config.endToken());
  }

  private int[] sequence(TaskModule task, TrainingRow row) {
    return task.kind() == TaskKind.SUMMARIZATION
        ? sequence(task, row.input(), text(row))
        : row.input();
  }

  /** Returns what the trunk reads: the target too if it is causal. */
  private int[] sequence(TaskModule task, int[] input, int[] target) {
    if (!config.family().isCausal()) {
      return input;
    }
    int[] sequence = Arrays.copyOf(input, input.length + 1 + target.length);
    sequence[input.length] = task.taskToken();
    System.arraycopy(target, 0, sequence, input.length + 1, target.length);
    return sequence;
  }

  private static int[] text(TrainingRow row) {
    return ((RowTarget.Text) row.target()).tokens();
  }
}
