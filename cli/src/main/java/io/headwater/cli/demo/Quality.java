package io.headwater.cli.demo;

import io.headwater.cli.demo.DemoReport.Comparison;
import io.headwater.cli.demo.DemoReport.MetricFigures;
import io.headwater.cli.demo.DemoReport.Sample;
import io.headwater.cli.demo.RecentAnswers.Answered;
import io.headwater.evaluator.metric.PairedBootstrap;
import io.headwater.evaluator.metric.Rouge;
import io.headwater.schemas.LabelTarget;
import io.headwater.schemas.ReferencesTarget;
import io.headwater.schemas.TaskKind;
import io.headwater.schemas.TaskSpec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/** Compares the model with its baselines, from what the observer saw on the topics. */
final class Quality {
  /** Baselines that read the text: they are shown, but are too strong to count as trivial. */
  private static final Set<String> STRONG = Set.of("baseline.naive-bayes");

  /** The strongest baseline of each kind of task that the live display has beside a trivial one. */
  private static final Set<String> STRONGEST =
      Set.of("baseline.naive-bayes", "baseline.best-overlap", "baseline.lead");

  private static final int WINDOW = 1000;
  private static final int RESAMPLES = 2000;

  private final String model;
  private final Observer observer;
  private final Rouge rouge = new Rouge(true);

  Quality(String model, Observer observer) {
    this.model = model;
    this.observer = observer;
  }

  /** Returns the metrics the demo shows for a task, its headline metric first. */
  static List<String> metrics(TaskSpec task) {
    return task.getKind() == TaskKind.SUMMARIZATION
        ? List.of("rougeL", "rouge1", "rouge2")
        : List.of("accuracy");
  }

  /**
   * The model beside two baselines on the last examples of a task, by the task's headline metric.
   *
   * @param strong value and name of the strongest baseline
   * @param trivial value and name of the best of the others
   */
  record Standing(
      String metric, Optional<Double> model, Optional<String> strong, Optional<String> trivial) {}

  /** Returns how a task stands now. */
  Standing standing(TaskSpec task) {
    String name = task.getName();
    String metric = metrics(task).get(0);
    return new Standing(
        metric,
        observer.rolling(name, metric, model),
        best(name, metric, STRONGEST::contains).map(it -> named(name, metric, it)),
        best(name, metric, it -> !STRONGEST.contains(it)).map(it -> named(name, metric, it)));
  }

  private String named(String task, String metric, String baseline) {
    return ReportText.decimal(observer.rolling(task, metric, baseline).orElseThrow())
        + baseline.replaceFirst("^baseline\\.", " ");
  }

  /** Returns the baseline with the highest rolling value of a metric. */
  private Optional<String> best(String task, String metric, Predicate<String> which) {
    return observer.baselines(task).stream()
        .filter(which)
        .filter(name -> observer.rolling(task, metric, name).isPresent())
        .max(Comparator.comparing(name -> observer.rolling(task, metric, name).orElseThrow()));
  }

  /** Returns the figures of each published metric of a task, by the metric's name. */
  Map<String, MetricFigures> figures(TaskSpec task) {
    Map<String, MetricFigures> figures = new LinkedHashMap<>();
    for (String metric : metrics(task)) {
      Optional<Double> last = observer.rolling(task.getName(), metric, model);
      Optional<Double> first = observer.first(task.getName(), metric);
      Optional<String> trivial = best(task.getName(), metric, name -> !STRONG.contains(name));
      if (last.isPresent() && first.isPresent() && trivial.isPresent()) {
        Map<String, Double> baselines = new TreeMap<>();
        for (String name : observer.baselines(task.getName())) {
          observer
              .rolling(task.getName(), metric, name)
              .ifPresent(value -> baselines.put(name, value));
        }
        figures.put(
            metric,
            new MetricFigures(
                first.get(),
                last.get(),
                baselines.get(trivial.get()),
                baselines,
                compare(task.getName(), metric, trivial.get())));
      }
    }
    return figures;
  }

  private Comparison compare(String task, String metric, String baseline) {
    List<Answered> pairs = observer.recent(task).answeredByAll(List.of(model, baseline), WINDOW);
    if (pairs.isEmpty()) {
      return new Comparison(baseline, 0, 0, 0, 0);
    }
    PairedBootstrap.Interval interval =
        PairedBootstrap.interval(
            scores(pairs, model, metric), scores(pairs, baseline, metric), RESAMPLES, 1, 0.95);
    return new Comparison(
        baseline, interval.mean(), interval.lower(), interval.upper(), pairs.size());
  }

  private double[] scores(List<Answered> pairs, String of, String metric) {
    ToDoubleFunction<Answered> score = pair -> score(pair, of, metric);
    return pairs.stream().mapToDouble(score).toArray();
  }

  private double score(Answered pair, String of, String metric) {
    Object truth = pair.example().getTarget();
    Object answer = pair.answers().get(of).getOutput();
    if (truth instanceof LabelTarget label && answer instanceof LabelTarget given) {
      return label.getLabel().equals(given.getLabel()) ? 1 : 0;
    }
    var scores =
        rouge.score(
            ((ReferencesTarget) truth).getReferences(),
            ((ReferencesTarget) answer).getReferences().get(0));
    return switch (metric) {
      case "rouge1" -> scores.rouge1().fMeasure();
      case "rouge2" -> scores.rouge2().fMeasure();
      default -> scores.rougeL().fMeasure();
    };
  }

  /** Returns the newest summaries, not picked by quality. */
  List<Sample> samples(String task, int count) {
    List<Sample> samples = new ArrayList<>();
    for (Answered answered : observer.recent(task).answeredByAll(List.of(model), count)) {
      var prediction = answered.answers().get(model);
      samples.add(
          new Sample(
              answered.example().getText(),
              ((ReferencesTarget) answered.example().getTarget()).getReferences().get(0),
              ((ReferencesTarget) prediction.getOutput()).getReferences().get(0),
              prediction.getVersion()));
    }
    return samples;
  }
}
