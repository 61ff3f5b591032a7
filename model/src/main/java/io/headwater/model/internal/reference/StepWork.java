package io.headwater.model.internal.reference;

import io.headwater.model.ModelConfig;
import io.headwater.model.TaskModule;
import io.headwater.model.TrunkParts.Part;
import io.headwater.model.internal.network.PackedSequences;
import io.headwater.model.learning.RowTarget;
import io.headwater.model.learning.TrainingRow;
import java.util.ArrayList;
import java.util.List;

/**
 * The arithmetic that a training step needs, in floating-point operations: a multiplication and an
 * addition count as one each.
 *
 * <p>A product of a matrix of <i>w</i> weights with <i>n</i> rows takes 2<i>wn</i> operations
 * forward and twice as many backward, for the gradient of the weights and that of the rows: 6
 * <i>wn</i> in all (Kaplan et al. 2020). These are counted, over real tokens only:
 *
 * <ul>
 *   <li>the linear layers of the trunk;
 *   <li>attention: scores and weighted sums of each token with itself and those before it, or with
 *       its whole row where the trunk is not causal;
 *   <li>the vocabulary matrix, for target tokens and ends of summarization rows only;
 *   <li>the matrices of classification and regression modules, for every input token, or once a row
 *       where the trunk is not causal;
 *   <li>the copy module: keys for every input token, query and gate for every target, scores and
 *       weighted sums of every target with every input token.
 * </ul>
 *
 * Padding, recomputation, norms, activations, softmax, losses, the embedding's lookup and the
 * optimizer are not counted. Rows of weight 0 pass through the trunk but through no module.
 *
 * @param trunkFlops operations of the trunk's linear layers
 * @param attentionFlops operations of attention
 * @param vocabularyFlops operations of the vocabulary matrix
 * @param moduleFlops operations of the tasks' modules
 * @param tokens tokens the rows put through the trunk
 * @param targets tokens the vocabulary matrix is needed for
 * @param places tokens attention sees, padding included
 */
public record StepWork(
    double trunkFlops,
    double attentionFlops,
    double vocabularyFlops,
    double moduleFlops,
    long tokens,
    long targets,
    long places) {
  /** No work. */
  public static final StepWork NONE = new StepWork(0, 0, 0, 0, 0, 0, 0);

  /** Operations for each weight and row, or pair of numbers, of a product: forward and backward. */
  private static final double EACH = 6;

  /** Returns the work of a step on rows. */
  public static StepWork of(ModelConfig config, List<TaskModule> tasks, List<TrainingRow> rows) {
    double d = config.hiddenSize();
    boolean causal = config.family().isCausal();
    long tokens = 0;
    long targets = 0;
    double pairs = 0;
    double modules = 0;
    List<int[]> sequences = new ArrayList<>();
    for (TrainingRow row : rows) {
      double length = row.tokens();
      tokens += row.tokens();
      pairs += causal ? length * (length + 1) / 2 : length * length;
      sequences.add(new int[row.tokens()]);
      if (row.weight() > 0) {
        modules += module(d, tasks.get(row.task()), row, causal);
        targets += row.target() instanceof RowTarget.Text text ? text.tokens().length + 1 : 0;
      }
    }
    double queries = (double) config.heads() * config.headSize();
    double keys = (double) config.keyValueHeads() * config.headSize();
    double inner = config.family().parts().has(Part.GATE) ? 3 : 2;
    double layer = d * (2 * queries + 2 * keys + inner * config.intermediateSize());
    return new StepWork(
        EACH * config.layers() * layer * tokens,
        EACH * config.layers() * 2 * queries * pairs,
        EACH * config.vocabularySize() * d * targets,
        EACH * modules,
        tokens,
        targets,
        PackedSequences.of(config, sequences).places());
  }

  /** Returns weights times rows of a training row's task module. */
  private static double module(double d, TaskModule task, TrainingRow row, boolean causal) {
    double inputs = row.input().length;
    if (row.target() instanceof RowTarget.Text text) {
      double wanted = text.tokens().length + 1.0;
      double key = Math.max(1, Math.floor(d / 2));
      double keys = 2 * d * key * inputs;
      double queries = (d * key + 2 * d) * wanted;
      double attention = (key + d) * wanted * inputs;
      return keys + queries + attention;
    }
    double outputs = row.target() instanceof RowTarget.Label ? task.labels().size() : 1;
    return d * outputs * (causal ? inputs : 1);
  }

  /** Returns all operations. */
  public double flops() {
    return trunkFlops + attentionFlops + vocabularyFlops + moduleFlops;
  }

  /** Returns the share of padding in what attention sees; linear layers see none. */
  public double paddingShare() {
    return 1 - (double) tokens / places;
  }

  /** Returns the work of both steps. */
  public StepWork plus(StepWork other) {
    return new StepWork(
        trunkFlops + other.trunkFlops,
        attentionFlops + other.attentionFlops,
        vocabularyFlops + other.vocabularyFlops,
        moduleFlops + other.moduleFlops,
        tokens + other.tokens,
        targets + other.targets,
        places + other.places);
  }
}
