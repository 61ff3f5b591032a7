package io.headwater.trainer.weighting;

import io.headwater.trainer.weighting.AdamRule.Moving;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A logit for each task, moved by Adam; the shares of the present tasks are the softmax of their
 * logits.
 *
 * <p>The first tasks start at 0. A new task starts at the mean of the known logits, wherever they
 * have drifted to, so that it has no advantage or disadvantage. The logits of absent tasks do not
 * move.
 */
final class TaskLogits {
  private final AdamRule rule;
  private final SortedMap<String, Moving> logits = new TreeMap<>();

  TaskLogits(AdamRule rule) {
    this.rule = rule;
  }

  /** Returns the shares of the present tasks, which sum to 1. */
  List<Double> shares(List<String> tasks) {
    return Softmax.of(numbers(tasks).stream().map(Moving::value).toList());
  }

  /** Returns the shares times the number of present tasks, so that they sum to that number. */
  List<Double> weights(List<String> tasks) {
    return Vectors.scaled(shares(tasks), tasks.size());
  }

  /**
   * Takes a descent step on a function of the shares. With a single task nothing moves, since its
   * share is 1 whatever its logit is.
   *
   * @param slopes the function's derivative with respect to each task's share
   */
  void descend(List<String> tasks, List<Double> slopes) {
    if (tasks.size() < 2) {
      return;
    }
    List<Moving> numbers = numbers(tasks);
    List<Double> shares = shares(tasks);
    double mean = Vectors.dot(shares, slopes);
    for (int i = 0; i < tasks.size(); i++) {
      double slope = shares.get(i) * (slopes.get(i) - mean);
      logits.put(tasks.get(i), rule.descend(numbers.get(i), slope));
    }
  }

  private List<Moving> numbers(List<String> tasks) {
    Moving start =
        Moving.from(
            logits.isEmpty()
                ? 0
                : Vectors.mean(logits.values().stream().map(Moving::value).toList()));
    List<Moving> numbers = new ArrayList<>();
    tasks.forEach(task -> numbers.add(logits.getOrDefault(task, start)));
    return numbers;
  }

  Map<String, String> state() {
    Map<String, String> state = new HashMap<>();
    logits.forEach((task, logit) -> state.put(task, logit.text()));
    return state;
  }

  void restore(Map<String, String> state) {
    logits.clear();
    state.forEach((task, text) -> logits.put(task, Moving.parse(text)));
  }
}
