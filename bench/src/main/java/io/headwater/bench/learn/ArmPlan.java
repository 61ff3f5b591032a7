package io.headwater.bench.learn;

import io.headwater.model.learning.OptimizerSettings;
import io.headwater.trainer.OptimizerConfig;
import io.headwater.trainer.WeightingConfig;
import io.headwater.trainer.weighting.EqualWeighting;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Decides which arms a selection runs, and which of them are compared. */
final class ArmPlan {
  private final Map<String, String> settings;
  private final Arm base;
  private final LearnSelection selection;
  private final List<String> tasks;

  /**
   * Makes a plan.
   *
   * @param settings the trainer's settings that all arms share
   * @param tasks names of the tasks
   */
  ArmPlan(Map<String, String> settings, LearnSelection selection, List<String> tasks) {
    this.settings = Map.copyOf(settings);
    this.base = Arm.of(settings).weighing(EqualWeighting.NAME);
    this.selection = selection;
    this.tasks = List.copyOf(tasks);
  }

  /** Returns the arm with equal weights and the trainer's own optimizer, on all tasks. */
  Arm base() {
    return base;
  }

  /** Returns the arm of an optimizer at its default rate. */
  Arm usual(String optimizer) {
    Map<String, String> others = new HashMap<>(settings);
    others.remove(OptimizerConfig.LEARNING_RATE);
    others.put(OptimizerConfig.OPTIMIZER, optimizer);
    return Arm.of(others).weighing(base.weighting());
  }

  /** Returns the optimizers to find rates for, AdamW first; empty if none is selected. */
  List<String> optimizers() {
    if (!selection.groups().contains(ComparisonGroup.OPTIMIZERS)) {
      return List.of();
    }
    Set<String> names = new LinkedHashSet<>(List.of(OptimizerSettings.AdamW.NAME));
    OptimizerConfig.NAMES.stream()
        .filter(name -> selection.holds(ComparisonGroup.OPTIMIZERS, name))
        .forEach(names::add);
    return List.copyOf(names);
  }

  /**
   * Returns all comparisons.
   *
   * @param rates the best rate of each optimizer
   */
  List<ArmPair> pairs(Map<String, Double> rates) {
    List<ArmPair> pairs = new ArrayList<>();
    for (String strategy : WeightingConfig.NAMES) {
      if (!strategy.equals(base.weighting())
          && selection.holds(ComparisonGroup.WEIGHTINGS, strategy)) {
        pairs.add(new ArmPair(ComparisonGroup.WEIGHTINGS, strategy, base.weighing(strategy), base));
      }
    }
    List<String> optimizers = optimizers();
    for (String name : optimizers.subList(Math.min(1, optimizers.size()), optimizers.size())) {
      String adamw = optimizers.get(0);
      pairs.add(
          new ArmPair(
              ComparisonGroup.OPTIMIZERS,
              name,
              base.optimizing(name, rates.get(name)),
              base.optimizing(adamw, rates.get(adamw))));
    }
    for (String task : tasks) {
      if (selection.holds(ComparisonGroup.TASKS, task)) {
        pairs.add(
            new ArmPair(ComparisonGroup.TASKS, task, base, base.fed(StreamScope.alone(task))));
        pairs.add(
            new ArmPair(ComparisonGroup.TASKS, task, base, base.fed(StreamScope.shared(task))));
      }
    }
    return pairs;
  }

  /**
   * Returns the arms of a seed, each once, in the order they run.
   *
   * <p>The base comes first, since other arms take their number of examples from it. The rest runs
   * backwards for every other seed, so that no arm always runs after the same one.
   */
  List<Arm> arms(List<ArmPair> pairs, long seed) {
    Set<Arm> arms = new LinkedHashSet<>();
    for (ArmPair pair : pairs) {
      arms.add(pair.baseline());
      arms.add(pair.arm());
    }
    List<Arm> order = new ArrayList<>(arms);
    if (seed % 2 == 0) {
      Collections.reverse(order);
    }
    if (order.remove(base)) {
      order.add(0, base);
    }
    return order;
  }
}
