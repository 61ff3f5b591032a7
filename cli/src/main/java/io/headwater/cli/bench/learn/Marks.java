package io.headwater.cli.bench.learn;

import io.headwater.evaluator.metric.Rouge;
import io.headwater.evaluator.metric.ScoreMoments;
import io.headwater.model.TaskModule;
import io.headwater.model.inference.LabelScore;
import io.headwater.model.inference.Predictor;
import io.headwater.model.learning.RowTarget;
import io.headwater.model.tokenizer.Tokenizer;
import io.headwater.schemas.TaskKind;
import java.util.List;

/** The marks of one task's answers, as they add up. */
final class Marks {
  private static final Rouge ROUGE = new Rouge(true);

  private final TaskModule task;
  private final Tokenizer tokenizer;
  private double sum;
  private long count;
  private ScoreMoments moments = ScoreMoments.NONE;

  Marks(TaskModule task, Tokenizer tokenizer) {
    this.task = task;
    this.tokenizer = tokenizer;
  }

  /** Has a model answer rows of the task, and marks the answers. */
  void add(Predictor model, List<CorpusRow> rows) {
    List<int[]> inputs = rows.stream().map(row -> row.row().input()).toList();
    count += rows.size();
    if (task.kind() == TaskKind.CLASSIFICATION) {
      List<LabelScore> answers = model.classify(task.task(), inputs);
      for (int i = 0; i < answers.size(); i++) {
        boolean right =
            rows.get(i).row().target() instanceof RowTarget.Label label
                && label.row() == answers.get(i).label();
        sum += right ? 1 : 0;
      }
    } else if (task.kind() == TaskKind.REGRESSION) {
      List<Double> answers = model.score(task.task(), inputs);
      for (int i = 0; i < answers.size(); i++) {
        if (rows.get(i).row().target() instanceof RowTarget.Score score) {
          moments = moments.plus(task.scoreScale().scoreOf(score.share()), answers.get(i));
        }
      }
    } else {
      List<int[]> answers = model.generate(task.task(), inputs);
      for (int i = 0; i < answers.size(); i++) {
        String text = tokenizer.decode(answers.get(i));
        sum += ROUGE.score(rows.get(i).references(), text).rougeL().fMeasure();
      }
    }
  }

  /** Returns the name of what is measured. */
  static String metric(TaskKind kind) {
    return switch (kind) {
      case REGRESSION -> "pearson";
      case SUMMARIZATION -> "rougeL";
      default -> "accuracy";
    };
  }

  Grade grade(double loss) {
    double metric =
        task.kind() == TaskKind.REGRESSION
            ? moments.pearson().orElse(0)
            : count == 0 ? 0 : sum / count;
    return new Grade(metric, loss, count);
  }
}
