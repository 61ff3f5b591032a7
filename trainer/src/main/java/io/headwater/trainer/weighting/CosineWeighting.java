package io.headwater.trainer.weighting;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Aligns the shared update with every task's gradient: {@code w = T softmax(s)}, where {@code s}
 * descends {@code sum_i (1 - cos(g_i, d))} by Adam, with {@code d = sum_j w_j g_j}.
 *
 * <p>After "Optimizing Multi-Task Learning for Enhanced Performance in Large Language Models"
 * (arXiv 2412.06249), which holds two tasks together by {@code L_cos = 1 - cos(g_1, g_2)}, so that
 * none dominates the shared layers. As a term of the model's own loss, that would need second
 * derivatives through the whole trunk. What the weights can do about it is to choose the direction
 * in which the shared layers move: here the same term is taken between each task's gradient and
 * that direction, which holds for any number of tasks and needs the gradients' inner products
 * {@code P} alone:
 *
 * <pre>
 *   cos_i = (P w)_i / (|g_i| |d|),   |d|^2 = w' P w
 *   d cos_i / d w_k = P_ik / (|g_i| |d|) - cos_i (P w)_k / |d|^2
 * </pre>
 *
 * <p>Why no task dominates: the sum of cosines is {@code <sum_i g_i/|g_i|, d/|d|>}, greatest where
 * {@code d} lies along the sum of the <em>unit</em> gradients, which is where {@code w_i} goes as
 * {@code 1/|g_i|}. So a task whose gradients are long gives way exactly as far as they are longer,
 * and one whose gradients have become short is heard. Adam's averages make that a matter of many
 * steps and not of one batch's noise. A task without a gradient has no direction: it neither counts
 * nor moves its weight. Where the gradients cancel out, nothing moves.
 */
public final class CosineWeighting implements TaskWeighting.ByGradients {
  /** Name in the configuration. */
  public static final String NAME = "cosine";

  /** Usual learning rate of the logits. */
  public static final double RATE = 0.025;

  private final TaskLogits logits;

  /** Makes a strategy whose logits move at a learning rate. */
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
      slopes.add(gradients.tasks().size() * slope); // by the share, of which w is T times
    }
    if (slopes.stream().allMatch(Double::isFinite)) { // not where the gradients all but cancel out
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
