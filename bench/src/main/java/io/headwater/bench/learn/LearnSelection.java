package io.headwater.bench.learn;

import java.util.Set;

/**
 * Selects which parts of the bench are run.
 *
 * @param groups groups of arms
 * @param only names of strategies, optimizers and tasks to compare with the baselines; empty for
 *     all
 * @param seeds number of seeds; they count from 1
 */
public record LearnSelection(Set<ComparisonGroup> groups, Set<String> only, int seeds) {
  /** Copies the sets. */
  public LearnSelection {
    groups = Set.copyOf(groups);
    only = Set.copyOf(only);
  }

  boolean holds(ComparisonGroup group, String name) {
    return groups.contains(group) && (only.isEmpty() || only.contains(name));
  }
}
