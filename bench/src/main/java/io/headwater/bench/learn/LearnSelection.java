package io.headwater.bench.learn;

import java.util.Set;

/**
 * What of the bench is run.
 *
 * @param groups groups of arms
 * @param only names of strategies, optimizers and tasks beside the baselines; empty for all
 * @param seeds number of seeds, from 1 on
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
