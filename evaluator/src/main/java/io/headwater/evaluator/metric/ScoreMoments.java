package io.headwater.evaluator.metric;

import java.util.OptionalDouble;

/**
 * Running sums over pairs of a true and a predicted score; enough for Pearson's correlation, mean
 * squared error and mean absolute error.
 *
 * <p>Scores are kept relative to the first pair, and means and products about the means are updated
 * pair by pair. This keeps digits that sums of squares would lose: Welford, "Note on a method for
 * calculating corrected sums of squares and products" (1962).
 *
 * @param count pairs
 * @param firstTruth true score of the first pair
 * @param firstPrediction predicted score of the first pair
 * @param truthMean mean of the true scores, minus that of the first pair
 * @param predictionMean mean of the predicted scores, minus that of the first pair
 * @param truthSquares sum of squares of the true scores about their mean
 * @param predictionSquares sum of squares of the predicted scores about their mean
 * @param products sum of products of both about their means
 * @param squaredErrors sum of squared differences
 * @param absoluteErrors sum of absolute differences
 */
public record ScoreMoments(
    long count,
    double firstTruth,
    double firstPrediction,
    double truthMean,
    double predictionMean,
    double truthSquares,
    double predictionSquares,
    double products,
    double squaredErrors,
    double absoluteErrors) {
  /** The sums over no pairs. */
  public static final ScoreMoments NONE = new ScoreMoments(0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

  /** Returns the sums over pairs of the true and the predicted score at the same index. */
  public static ScoreMoments of(double[] truths, double[] predictions) {
    ScoreMoments moments = NONE;
    for (int i = 0; i < truths.length; i++) {
      moments = moments.plus(truths[i], predictions[i]);
    }
    return moments;
  }

  /** Returns the sums with one more pair. */
  public ScoreMoments plus(double truth, double prediction) {
    double truthOrigin = count == 0 ? truth : firstTruth;
    double predictionOrigin = count == 0 ? prediction : firstPrediction;
    double truthShift = truth - truthOrigin;
    double predictionShift = prediction - predictionOrigin;
    long more = count + 1;
    double newTruthMean = truthMean + (truthShift - truthMean) / more;
    double newPredictionMean = predictionMean + (predictionShift - predictionMean) / more;
    double error = prediction - truth;
    return new ScoreMoments(
        more,
        truthOrigin,
        predictionOrigin,
        newTruthMean,
        newPredictionMean,
        truthSquares + (truthShift - truthMean) * (truthShift - newTruthMean),
        predictionSquares
            + (predictionShift - predictionMean) * (predictionShift - newPredictionMean),
        products + (truthShift - truthMean) * (predictionShift - newPredictionMean),
        squaredErrors + error * error,
        absoluteErrors + Math.abs(error));
  }

  /** Returns Pearson's correlation, from -1 to 1; empty if either side is constant. */
  public OptionalDouble pearson() {
    double scale = Math.sqrt(truthSquares) * Math.sqrt(predictionSquares);
    return scale > 0 ? finite(Math.max(-1, Math.min(1, products / scale))) : OptionalDouble.empty();
  }

  /** Returns the mean squared error; empty if there is no pair. */
  public OptionalDouble meanSquaredError() {
    return count > 0 ? finite(squaredErrors / count) : OptionalDouble.empty();
  }

  /** Returns the mean absolute error; empty if there is no pair. */
  public OptionalDouble meanAbsoluteError() {
    return count > 0 ? finite(absoluteErrors / count) : OptionalDouble.empty();
  }

  /** Returns the value if it is finite; squares of scores near the largest doubles are not. */
  private static OptionalDouble finite(double value) {
    return Double.isFinite(value) ? OptionalDouble.of(value) : OptionalDouble.empty();
  }
}
