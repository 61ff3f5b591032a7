package io.headwater.bench.learn;

import io.headwater.evaluator.metric.Rouge;
import io.headwater.evaluator.metric.ScoreMoments;
import io.headwater.model.TaskModule;
import io.headwater.model.inference.LabelScore;
import io.headwater.model.inference.Predictor;
import io.headwater.model.inference.WrittenText;
import io.headwater.model.learning.RowTarget;
import io.headwater.model.tokenizer.Tokenizer;
import io.headwater.schemas.TaskKind;
import java.util.ArrayList;
import java.util.List;

/** Collects the scores of one task's answers. */
final class AnswerScores {
  private static final Rouge ROUGE = new Rouge(true);

  private final TaskModule task;
  private final Tokenizer tokenizer;

  /** One value per answer: 1 or 0 for a label, the score of a regression, or ROUGE-L. */
  private final List<Double> points = new ArrayList<>();

  /** True scores; filled for a regression only. */
  private final List<Double> truths = new ArrayList<>();

  AnswerScores(TaskModule task, Tokenizer tokenizer) {
    this.task = task;
    this.tokenizer = tokenizer;
  }

  /** Lets a model answer rows of the task, and scores the answers. */
  void add(Predictor model, List<CorpusRow> rows) {
    List<int[]> inputs = rows.stream().map(row -> row.row().input()).toList();
    if (task.kind() == TaskKind.CLASSIFICATION) {
      List<LabelScore> answers = model.classify(task.task(), inputs);
      for (int i = 0; i < answers.size(); i++) {
        boolean right =
            rows.get(i).row().target() instanceof RowTarget.Label label
                && label.row() == answers.get(i).label();
        points.add(right ? 1.0 : 0.0);
      }
    } else if (task.kind() == TaskKind.REGRESSION) {
      List<Double> answers = model.score(task.task(), inputs);
      for (int i = 0; i < answers.size(); i++) {
        if (rows.get(i).row().target() instanceof RowTarget.Score score) {
          truths.add(task.scoreScale().scoreOf(score.share()));
          points.add(answers.get(i));
        }
      }
    } else {
      List<WrittenText> answers = model.generate(task.task(), inputs);
      for (int i = 0; i < answers.size(); i++) {
        String text = tokenizer.decode(answers.get(i).tokens());
        points.add(ROUGE.score(rows.get(i).references(), text).rougeL().fMeasure());
      }
    }
  }

  /** Adds the scores of other answers to the same task. */
  void add(AnswerScores others) {
    points.addAll(others.points);
    truths.addAll(others.truths);
  }

  /** Returns the name of the metric for a kind of task. */
  static String metric(TaskKind kind) {
    return switch (kind) {
      case REGRESSION -> "pearson";
      case SUMMARIZATION -> "rougeL";
      default -> "accuracy";
    };
  }

  /** Returns the metric over all answers, together with the given loss. */
  TaskScore grade(double loss) {
    double metric =
        task.kind() == TaskKind.REGRESSION
            ? ScoreMoments.of(array(truths), array(points)).pearson().orElse(0)
            : points.stream().mapToDouble(Double::doubleValue).average().orElse(0);
    return new TaskScore(metric, loss, points.size());
  }

  private static double[] array(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }
}
