package io.headwater.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The figures of the training step bench. */
final class StepReport {

  /**
   * The shape of a measured model and of its batches.
   *
   * @param size its name
   * @param parameters number of weights of the trunk, embeddings included
   * @param layers number of blocks
   * @param width width of the residual stream
   * @param vocabulary rows of the embedding
   * @param rowsPerStep mean number of rows of a step
   * @param tokensPerStep mean number of real tokens of a step
   * @param medianRow median tokens of a row, target included
   * @param longestRow tokens of the longest row, target included
   * @param targetShare share of the tokens that need the vocabulary matrix
   */
  record Shape(
      String size,
      long parameters,
      int layers,
      int width,
      int vocabulary,
      double rowsPerStep,
      double tokensPerStep,
      int medianRow,
      int longestRow,
      double targetShare) {}

  /**
   * Figures of a size's steps.
   *
   * @param size its name
   * @param precision number type of the arithmetic
   * @param ratioToMatmul operations per second divided by the product's, median of the rounds
   * @param tokensPerSecond real tokens per second
   * @param flopsPerSecond operations per second, as {@link
   *     io.headwater.model.internal.reference.StepWork} counts them
   * @param matmulFlopsPerSecond operations per second of the best product, median of the rounds
   * @param bestMatmulFlopsPerSecond operations per second of the best product of all rounds
   * @param stepMillis mean time of a step
   * @param forwardMillis part from tokens to losses, including the vocabulary's gradient, which is
   *     computed while its logits are in memory
   * @param backwardMillis part from losses to gradients
   * @param optimizerMillis part for clipping and updating
   * @param hostMillis part for packing rows and everything else
   * @param paddingShare share of padding in the attention's input
   * @param stepFlopsByRound operations per second in each round
   * @param matmulFlopsByRound operations per second of the best product in each round; jumps mean
   *     that something else used the processors
   */
  record Row(
      String size,
      String precision,
      double ratioToMatmul,
      double tokensPerSecond,
      double flopsPerSecond,
      double matmulFlopsPerSecond,
      double bestMatmulFlopsPerSecond,
      double stepMillis,
      double forwardMillis,
      double backwardMillis,
      double optimizerMillis,
      double hostMillis,
      double paddingShare,
      List<Double> stepFlopsByRound,
      List<Double> matmulFlopsByRound) {}

  /**
   * Figures of the same steps, computed op by op.
   *
   * @param size name of the size
   * @param tokensPerSecond real tokens per second, op by op, fp32
   * @param ratioToOracle tokens per second of the compiled programs, fp32, divided by those op by
   *     op, median of the rounds
   */
  record Oracle(String size, double tokensPerSecond, double ratioToOracle) {}

  private final int threads;
  private final List<Shape> shapes = new ArrayList<>();
  private final List<Row> rows = new ArrayList<>();
  private final List<Oracle> oracle = new ArrayList<>();

  StepReport(int threads) {
    this.threads = threads;
  }

  void add(Shape shape) {
    shapes.add(shape);
  }

  void add(Row row) {
    rows.add(row);
  }

  void add(Oracle row) {
    oracle.add(row);
  }

  List<Shape> shapes() {
    return shapes;
  }

  List<Row> rows() {
    return rows;
  }

  List<Oracle> oracle() {
    return oracle;
  }

  /** Returns the report's fields. */
  Map<String, Object> figures() {
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("threads", threads);
    figures.put("sizes", shapes);
    figures.put("rows", rows);
    figures.put("oracle", oracle);
    return figures;
  }
}
