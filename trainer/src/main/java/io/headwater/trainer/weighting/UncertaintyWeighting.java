package io.headwater.trainer.weighting;

import io.headwater.trainer.weighting.AdamRule.Moving;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Weighs tasks by a learned uncertainty: minimises {@code sum L_i / (2 e^s_i) + s_i / 2} over the
 * {@code s_i} by Adam, with the gradient {@code 1/2 - L_i / (2 e^s_i)}; a task's weight is {@code 1
 * / (2 e^s_i)}. Adam's betas are 0.9 and 0.98. {@code s} stays within ±{@value #BOUND}, since a
 * loss that has reached 0 would otherwise drive it down without end.
 *
 * <p>After Kendall, Gal and Cipolla, "Multi-Task Learning Using Uncertainty to Weigh Losses", CVPR
 * 2018.
 */
public final class UncertaintyWeighting implements TaskWeighting.ByHistory {
  /** Name in the configuration. */
  public static final String NAME = "uncertainty";

  /** Default learning rate. */
  public static final double RATE = 0.01;

  /** Greatest absolute value of {@code s}. */
  public static final double BOUND = 10;

  private static final Moving START = Moving.from(-0.5);

  private final AdamRule rule;
  private final Map<String, Moving> uncertainties = new HashMap<>();

  /** Makes a strategy whose {@code s} moves at the given learning rate. */
  public UncertaintyWeighting(double rate) {
    this.rule = new AdamRule(rate, 0.9, 0.98, 0);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<Double> weights(List<String> tasks) {
    return tasks.stream().map(task -> weight(of(task))).toList();
  }

  private Moving of(String task) {
    return uncertainties.getOrDefault(task, START);
  }

  private static double weight(Moving s) {
    return 1 / (2 * StrictMath.exp(s.value()));
  }

  @Override
  public void observe(StepLosses losses) {
    for (int i = 0; i < losses.tasks().size(); i++) {
      String task = losses.tasks().get(i);
      Moving s = of(task);
      uncertainties.put(
          task, rule.descend(s, 0.5 - losses.losses().get(i) * weight(s)).within(BOUND));
    }
  }

  @Override
  public Map<String, String> state() {
    Map<String, String> state = new HashMap<>();
    uncertainties.forEach((task, s) -> state.put(task, s.text()));
    return state;
  }

  @Override
  public void restore(Map<String, String> state) {
    uncertainties.clear();
    state.forEach((task, text) -> uncertainties.put(task, Moving.parse(text)));
  }
}
