package io.headwater.bench.learn;

import ai.djl.Device;
import io.headwater.model.ModelSnapshot;
import io.headwater.model.TaskModule;
import io.headwater.model.inference.Predictor;
import io.headwater.model.inference.Predictors;
import io.headwater.model.learning.Learner;
import io.headwater.trainer.internal.batch.PreparedRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/** Scores a learner, as it would be exported now, on rows it has not learned. */
final class HoldoutEvaluator {
  private static final int LOSS_ROWS = 64;

  private final Corpus corpus;
  private final Device device;
  private final Map<String, AnswerScores> asked = new TreeMap<>();

  HoldoutEvaluator(Corpus corpus, Device device) {
    this.corpus = corpus;
    this.device = device;
  }

  /**
   * Scores the answers to rows of the stream that are learned next, and adds them to the run's.
   *
   * @return the scores of these rows alone, by task
   */
  SortedMap<String, TaskScore> ask(Learner learner, List<PreparedRow> rows) {
    Map<Integer, List<CorpusRow>> byTask = new TreeMap<>();
    for (PreparedRow row : rows) {
      int task = row.row().task();
      CorpusRow full = corpus.tasks().get(task).training().get((int) row.offset());
      byTask.computeIfAbsent(task, any -> new ArrayList<>()).add(full);
    }
    SortedMap<String, TaskScore> grades = new TreeMap<>();
    if (!byTask.isEmpty()) {
      with(
          learner,
          model -> {
            byTask.forEach(
                (task, of) -> {
                  TaskModule module = corpus.tasks().get(task).adopted().module();
                  AnswerScores these = new AnswerScores(module, corpus.tokenizer());
                  these.add(model, of);
                  marks(module).add(these);
                  grades.put(module.task(), these.grade(Double.NaN));
                });
            return grades;
          });
    }
    return grades;
  }

  private AnswerScores marks(TaskModule task) {
    return asked.computeIfAbsent(task.task(), any -> new AnswerScores(task, corpus.tokenizer()));
  }

  /**
   * Returns the scores over all rows asked so far, by task.
   *
   * @param losses mean loss by task
   */
  SortedMap<String, TaskScore> grades(Map<String, Double> losses) {
    SortedMap<String, TaskScore> grades = new TreeMap<>();
    asked.forEach(
        (task, marks) -> grades.put(task, marks.grade(losses.getOrDefault(task, Double.NaN))));
    return grades;
  }

  /** Scores the answers to all rows in one part of some tasks. */
  SortedMap<String, TaskScore> examine(
      Learner learner, List<CorpusTask> tasks, Function<CorpusTask, List<CorpusRow>> part) {
    return with(
        learner,
        model -> {
          SortedMap<String, TaskScore> grades = new TreeMap<>();
          for (CorpusTask task : tasks) {
            AnswerScores marks = new AnswerScores(task.adopted().module(), corpus.tokenizer());
            List<CorpusRow> rows = part.apply(task);
            marks.add(model, rows);
            grades.put(task.name(), marks.grade(loss(model, task.name(), rows)));
          }
          return grades;
        });
  }

  private static double loss(Predictor model, String task, List<CorpusRow> rows) {
    double sum = 0;
    for (int from = 0; from < rows.size(); from += LOSS_ROWS) {
      List<CorpusRow> some = rows.subList(from, Math.min(rows.size(), from + LOSS_ROWS));
      double mean =
          model.loss(
              task,
              some.stream().map(row -> row.row().input()).toList(),
              some.stream().map(row -> row.row().target()).toList());
      sum += mean * some.size();
    }
    return rows.isEmpty() ? Double.NaN : sum / rows.size();
  }

  private <T> T with(Learner learner, Function<Predictor, T> work) {
    try (ModelSnapshot snapshot = learner.snapshot();
        Predictor model =
            Predictors.create(
                device, learner.config(), learner.tasks(), snapshot.trunk(), snapshot.modules())) {
      return work.apply(model);
    }
  }
}
