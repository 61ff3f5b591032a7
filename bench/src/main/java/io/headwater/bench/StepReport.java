package io.headwater.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the bench of the training step found. */
final class StepReport {

  /**
   * A size, as it was measured.
   *
   * @param size its name
   * @param parameters weights of the trunk, embeddings included
   * @param layers number of blocks
   * @param width width of the residual stream
   * @param vocabulary rows of the embedding
   * @param rowsPerStep mean number of rows of a step
   * @param tokensPerStep mean number of real tokens of a step
   * @param medianRow tokens of the middle row, target included
   * @param longestRow tokens of the longest row, target included
   * @param targetShare share of the tokens the vocabulary matrix is needed for
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
   * Steps of a size.
   *
   * @param size its name
   * @param precision number type of the arithmetic
   * @param ratioToMatmul operations a second over those of the product, median of the rounds
   * @param tokensPerSecond real tokens a second
   * @param flopsPerSecond operations a second, as {@link
   *     io.headwater.model.internal.reference.StepWork} counts them
   * @param matmulFlopsPerSecond those of the best product, median of the rounds
   * @param bestMatmulFlopsPerSecond those of the best product of all rounds
   * @param stepMillis mean time of a step
   * @param forwardMillis of that, from tokens to losses, the vocabulary's gradient included, which
   *     is taken while its logits are there
   * @param backwardMillis of that, from losses to gradients
   * @param optimizerMillis of that, clipping and updating
   * @param hostMillis of that, packing rows and everything else
   * @param paddingShare share of padding in what attention sees
   * @param stepFlopsByRound operations a second in each round
   * @param matmulFlopsByRound those of the best product in each round; where they jump, something
   *     else had the processors
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
   * The same steps op by op.
   *
   * @param size name of the size
   * @param tokensPerSecond real tokens a second, op by op, fp32
   * @param ratioToOracle tokens a second of the programs, fp32, over those op by op, median of the
   *     rounds
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

  /** Returns what the report holds. */
  Map<String, Object> figures() {
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("threads", threads);
    figures.put("sizes", shapes);
    figures.put("rows", rows);
    figures.put("oracle", oracle);
    return figures;
  }
}
