package io.headwater.trainer.weighting;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Gradient normalization: balances the norms of the weighted gradients {@code G_i = w_i |g_i|}, so
 * that tasks train at similar rates.
 *
 * <p>The weights are {@code w = T softmax(s)}. After each step {@code s} descends {@code sum |G_i -
 * mean(G) r_i^alpha|} by Adam, with the target held constant. Here {@code r_i} is the fraction of
 * its first loss that a task still has, {@code L_i / L_i(0)}, divided by the mean of these
 * fractions. {@code L_i(0)} is the task's loss in the first step it was present in, whenever that
 * was. Means and sums are over the present tasks.
 *
 * <p>After Chen, Badrinarayanan, Lee and Rabinovich, "GradNorm", ICML 2018, but with a softmax, as
 * in LibMTL, instead of rescaling the weights after each step.
 */
public final class GradNormWeighting implements TaskWeighting.ByGradients {
  /** Name in the configuration. */
  public static final String NAME = "gradnorm";

  /** Default strength, from the paper and LibMTL. */
  public static final double ALPHA = 1.5;

  /** Default learning rate of the logits, from the paper. */
  public static final double RATE = 0.025;

  private static final String LOGIT = "logit.";
  private static final String FIRST = "first.";

  /** Keeps rates finite when a loss was 0. */
  private static final double LEAST_LOSS = 1e-8;

  private final double alpha;
  private final TaskLogits logits;
  private final Map<String, Double> firstLosses = new HashMap<>();

  /**
   * Makes a strategy.
   *
   * @param alpha how strongly tasks are pulled to a common rate, at least 0
   * @param rate learning rate of the logits
   */
  public GradNormWeighting(double alpha, double rate) {
    this.alpha = alpha;
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
    List<String> tasks = gradients.tasks();
    List<Double> norms = gradients.norms();
    List<Double> weights = logits.weights(tasks);
    List<Double> left = lossesLeft(gradients.losses());
    double meanNorm = Vectors.dot(weights, norms) / tasks.size();
    double meanLeft = Math.max(Vectors.mean(left), LEAST_LOSS);
    List<Double> slopes = new ArrayList<>();
    for (int i = 0; i < tasks.size(); i++) {
      double target = meanNorm * StrictMath.pow(left.get(i) / meanLeft, alpha);
      double above = Math.signum(weights.get(i) * norms.get(i) - target);
      slopes.add(tasks.size() * above * norms.get(i)); // d/d(share), where w = T share
    }
    logits.descend(tasks, slopes);
  }

  private List<Double> lossesLeft(StepLosses losses) {
    List<Double> left = new ArrayList<>();
    for (int i = 0; i < losses.tasks().size(); i++) {
      double loss = Math.max(losses.losses().get(i), LEAST_LOSS);
      left.add(loss / firstLosses.computeIfAbsent(losses.tasks().get(i), task -> loss));
    }
    return left;
  }

  @Override
  public Map<String, String> state() {
    Map<String, String> state = new HashMap<>();
    logits.state().forEach((task, logit) -> state.put(LOGIT + task, logit));
    firstLosses.forEach((task, loss) -> state.put(FIRST + task, loss.toString()));
    return state;
  }

  @Override
  public void restore(Map<String, String> state) {
    Map<String, String> stored = new HashMap<>();
    firstLosses.clear();
    state.forEach(
        (key, value) -> {
          if (key.startsWith(LOGIT)) {
            stored.put(key.substring(LOGIT.length()), value);
          } else {
            firstLosses.put(key.substring(FIRST.length()), Double.valueOf(value));
          }
        });
    logits.restore(stored);
  }
}
