package io.headwater.trainer.weighting;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Fast adaptive multitask optimization: lowers the logarithms of all losses at equal speed without
 * looking at gradients.
 *
 * <p>The update descends {@code sum z_i log D_i} with {@code z} the softmax of the logits and
 * {@code D_i = L_i + 1e-8}, so that a task's weight is {@code z_i / D_i}, scaled. Then the losses
 * are measured again on the same rows, and the logits move by Adam along the softmax's Jacobian
 * times {@code log D_i - log D_i'}: the task whose loss fell least gains weight. The paper
 * subtracts a task's least possible loss from {@code L_i} if it is known; here it is 0, since
 * cross-entropies and squared errors are never negative.
 *
 * <p>After Liu, Feng, Stone and Liu, "FAMO: Fast Adaptive Multitask Optimization", NeurIPS 2023,
 * and the authors' code.
 */
public final class FamoWeighting implements TaskWeighting.ByLosses {
  /** Name in the configuration. */
  public static final String NAME = "famo";

  /** Default learning rate of the logits, from the authors' code. */
  public static final double RATE = 0.025;

  /** Default decay of the logits, from the authors' code. */
  public static final double DECAY = 0.01;

  private static final double LEAST = 1e-8;

  private final TaskLogits logits;

  /**
   * Makes a strategy.
   *
   * @param rate learning rate of the logits
   * @param decay weight decay of the logits, at least 0
   */
  public FamoWeighting(double rate, double decay) {
    this.logits = new TaskLogits(new AdamRule(rate, 0.9, 0.999, decay));
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<Double> weights(StepLosses losses) {
    List<Double> shares = logits.shares(losses.tasks());
    List<Double> weights = new ArrayList<>();
    for (int i = 0; i < shares.size(); i++) {
      weights.add(shares.get(i) / distance(losses, i));
    }
    return weights;
  }

  @Override
  public void observe(StepLosses before, StepLosses after) {
    List<Double> gains = new ArrayList<>();
    for (int i = 0; i < before.tasks().size(); i++) {
      gains.add(StrictMath.log(distance(before, i)) - StrictMath.log(distance(after, i)));
    }
    logits.descend(before.tasks(), gains);
  }

  private static double distance(StepLosses losses, int i) {
    return Math.max(0, losses.losses().get(i)) + LEAST;
  }

  @Override
  public Map<String, String> state() {
    return logits.state();
  }

  @Override
  public void restore(Map<String, String> state) {
    logits.restore(state);
  }
}
