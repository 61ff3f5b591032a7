package io.headwater.cli.demo;

import io.headwater.schemas.LabeledExample;
import io.headwater.schemas.Prediction;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The newest examples of one task, each with every model's answer. */
final class RecentAnswers {

  /**
   * An example with its answers.
   *
   * @param example the example
   * @param answers predictions by model name
   */
  record Answered(LabeledExample example, Map<String, Prediction> answers) {}

  private static final String BASELINE = "baseline.";

  /** Examples kept: far more than arrive between an example and the last answer to it. */
  private static final int KEPT = 20_000;

  private final Map<String, LabeledExample> examples = bounded();
  private final Map<String, Map<String, Prediction>> answers = bounded();
  private final Set<String> baselines = new HashSet<>();

  private static <V> Map<String, V> bounded() {
    return new LinkedHashMap<>() {
      private static final long serialVersionUID = 1L;

      @Override
      protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
        return size() > KEPT;
      }
    };
  }

  /** Adds an example. */
  void add(LabeledExample example) {
    examples.put(example.getId(), example);
  }

  /** Adds an answer. */
  void add(Prediction prediction) {
    if (prediction.getModel().startsWith(BASELINE)) {
      baselines.add(prediction.getModel());
    }
    answers
        .computeIfAbsent(prediction.getId(), unused -> new HashMap<>())
        .put(prediction.getModel(), prediction);
  }

  /** Returns the names of the baselines that have answered. */
  Set<String> baselines() {
    return Set.copyOf(baselines);
  }

  /** Returns at most {@code limit} of the newest examples all models answered, oldest first. */
  List<Answered> answeredByAll(Collection<String> models, int limit) {
    List<Answered> complete = new ArrayList<>();
    for (LabeledExample example : examples.values()) {
      Map<String, Prediction> given = answers.getOrDefault(example.getId(), Map.of());
      if (given.keySet().containsAll(models)) {
        complete.add(new Answered(example, Map.copyOf(given)));
      }
    }
    return complete.subList(Math.max(0, complete.size() - limit), complete.size());
  }
}
