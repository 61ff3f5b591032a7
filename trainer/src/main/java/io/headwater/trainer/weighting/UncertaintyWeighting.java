package io.headwater.trainer.weighting;

import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;

/**
 * Weighs tasks by a learned uncertainty: minimises {@code sum L_i / (2 e^s_i) + s_i / 2} over the
 * {@code s_i} by Adam, with the gradient {@code 1/2 - L_i / (2 e^s_i)}; a task's weight is {@code 1
 * / (2 e^s_i)}.
 *
 * <p>After Kendall, Gal and Cipolla, "Multi-Task Learning Using Uncertainty to Weigh Losses", CVPR
 * 2018.
 */
public final class UncertaintyWeighting implements TaskWeighting {
  /** Name in the configuration. */
  public static final String NAME = "uncertainty";

  /** Where every {@code s} starts. */
  public static final double START = -0.5;

  private static final double RATE = 0.01;
  private static final double BETA1 = 0.9;
  private static final double BETA2 = 0.98;
  private static final double EPSILON = 1e-8;

  private record Uncertainty(double s, double mean, double square, long steps) {
    static final Uncertainty NEW = new Uncertainty(START, 0, 0, 0);

    double weight() {
      return 1 / (2 * StrictMath.exp(s));
    }

    Uncertainty descend(double loss) {
      double gradient = 0.5 - loss * weight();
      long t = steps + 1;
      double m = BETA1 * mean + (1 - BETA1) * gradient;
      double v = BETA2 * square + (1 - BETA2) * gradient * gradient;
      double mHat = m / (1 - StrictMath.pow(BETA1, (double) t));
      double vHat = v / (1 - StrictMath.pow(BETA2, (double) t));
      return new Uncertainty(s - RATE * mHat / (Math.sqrt(vHat) + EPSILON), m, v, t);
    }

    String text() {
      return s + " " + mean + " " + square + " " + steps;
    }

    static Uncertainty parse(String text) {
      String[] parts = text.split(" ", -1);
      return new Uncertainty(
          Double.parseDouble(parts[0]),
          Double.parseDouble(parts[1]),
          Double.parseDouble(parts[2]),
          Long.parseLong(parts[3]));
    }
  }

  private final Map<String, Uncertainty> tasks = new HashMap<>();

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public double weight(String task) {
    return tasks.getOrDefault(task, Uncertainty.NEW).weight();
  }

  @Override
  public void observe(SortedMap<String, Double> losses) {
    losses.forEach(
        (task, loss) -> tasks.put(task, tasks.getOrDefault(task, Uncertainty.NEW).descend(loss)));
  }

  @Override
  public Map<String, String> state() {
    Map<String, String> state = new HashMap<>();
    tasks.forEach((task, uncertainty) -> state.put(task, uncertainty.text()));
    return state;
  }

  @Override
  public void restore(Map<String, String> state) {
    tasks.clear();
    state.forEach((task, text) -> tasks.put(task, Uncertainty.parse(text)));
  }
}
