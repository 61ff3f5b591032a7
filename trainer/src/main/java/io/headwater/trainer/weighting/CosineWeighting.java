package io.headwater.trainer.weighting;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Aligns the shared update with every task's gradient: {@code w = T softmax(s)}, where {@code s}
 * descends {@code sum_i (1 - cos(g_i, d))} by Adam, with {@code d = sum_j w_j g_j}.
 *
 * <p>After "Optimizing Multi-Task Learning for Enhanced Performance in Large Language Models"
 * (arXiv 2412.06249), which keeps two tasks aligned by {@code L_cos = 1 - cos(g_1, g_2)}, so that
 * neither dominates the shared layers. As a term of the model's own loss, it would need second
 * derivatives through the whole trunk. Weights can only choose the direction in which the shared
 * layers move. So here the same term is taken between each task's gradient and that direction. This
 * works for any number of tasks and needs only the gradients' inner products {@code P}:
 *
 * <pre>
 *   cos_i = (P w)_i / (|g_i| |d|),   |d|^2 = w' P w
 *   d cos_i / d w_k = P_ik / (|g_i| |d|) - cos_i (P w)_k / |d|^2
 * </pre>
 *
 * <p>Why no task dominates: the sum of cosines is {@code <sum_i g_i/|g_i|, d/|d|>}, which is
 * greatest when {@code d} points along the sum of the <em>unit</em> gradients, that is, when {@code
 * w_i} is proportional to {@code 1/|g_i|}. So a task with long gradients gets less weight in exact
 * proportion to their length, and a task with short gradients gets more. Adam averages over many
 * steps, so that the noise of one batch hardly matters. A task whose gradient is zero has no
 * direction: it does not count and its weight does not move. If the gradients cancel out, no weight
 * moves.
 */
public final class CosineWeighting implements TaskWeighting.ByGradients {
  /** Name in the configuration. */
  public static final String NAME = "cosine";

  /** Default learning rate of the logits. */
  public static final double RATE = 0.025;

  private final TaskLogits logits;

  /** Makes a strategy whose logits move at the given learning rate. */
  public CosineWeighting(double rate) {
    this.logits = new TaskLogits(AdamRule.at(rate));
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<Double> weights(StepGradients gradients, long seed) {
    return logits.weights(gradients.tasks());
  }

  @Override
  public void observe(StepGradients gradients) {
    List<Double> weights = logits.weights(gradients.tasks());
    List<Double> along = new ArrayList<>(); // P w
    gradients.products().forEach(row -> along.add(Vectors.dot(row, weights)));
    double length = Math.sqrt(Math.max(0, Vectors.dot(weights, along)));
    List<Double> norms = gradients.norms();
    if (length == 0) {
      return;
    }
    List<Double> slopes = new ArrayList<>();
    for (int k = 0; k < norms.size(); k++) {
      double slope = 0;
      for (int i = 0; i < norms.size(); i++) {
        if (norms.get(i) > 0) {
          double cosine = along.get(i) / norms.get(i) / length;
          slope -=
              gradients.product(i, k) / norms.get(i) / length
                  - cosine * (along.get(k) / length / length);
        }
      }
      slopes.add(gradients.tasks().size() * slope); // d/d(share), where w = T share
    }
    if (slopes.stream().allMatch(Double::isFinite)) { // else the gradients nearly cancel out
      logits.descend(gradients.tasks(), slopes);
    }
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
