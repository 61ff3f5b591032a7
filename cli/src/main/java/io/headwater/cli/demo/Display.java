package io.headwater.cli.demo;

import static io.headwater.cli.demo.ReportText.decimal;

import io.headwater.evaluator.EvaluatorStatus;
import io.headwater.schemas.TaskSpec;
import io.headwater.service.terminal.Screen;
import io.headwater.service.terminal.Table;
import io.headwater.trainer.TrainerStatus;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Shows a run's progress: redrawn in place, or as a line every few seconds. */
final class Display {
  private static final Duration LINE_EVERY = Duration.ofSeconds(5);

  private final PrintStream out;
  private final Optional<Screen> screen;
  private final List<TaskSpec> tasks;
  private final Observer observer;
  private final Quality quality;
  private Duration lastLine = Duration.ZERO.minus(LINE_EVERY);

  Display(PrintStream out, boolean live, List<TaskSpec> tasks, Observer observer, Quality quality) {
    this.out = out;
    this.screen = live ? Optional.of(new Screen(out)) : Optional.empty();
    this.tasks = List.copyOf(tasks);
    this.observer = observer;
    this.quality = quality;
  }

  /** Shows the current state. */
  void show(Duration elapsed, long produced, TrainerStatus trainer, EvaluatorStatus evaluator) {
    if (screen.isPresent()) {
      screen.get().draw(lines(elapsed, produced, trainer, evaluator));
    } else if (elapsed.minus(lastLine).compareTo(LINE_EVERY) >= 0) {
      lastLine = elapsed;
      out.println(headline(elapsed, produced, trainer, evaluator) + " | " + taskSummary());
    }
  }

  private List<String> lines(
      Duration elapsed, long produced, TrainerStatus trainer, EvaluatorStatus evaluator) {
    List<String> lines = new ArrayList<>();
    lines.add(headline(elapsed, produced, trainer, evaluator));
    lines.add("");
    Table table = new Table("task", "loss", "weight", "metric", "rolling", "baseline", "examples");
    for (TaskSpec task : tasks) {
      String name = task.getName();
      String metric = Quality.metrics(task).get(0);
      Optional<TrainerStatus.TaskStatus> figures = Optional.ofNullable(trainer.tasks().get(name));
      table.row(
          name,
          figures.map(one -> decimal(one.loss())).orElse("-"),
          figures.map(one -> decimal(one.weight())).orElse("-"),
          metric,
          observer.rolling(name, metric).map(ReportText::decimal).orElse("-"),
          trivial(name, metric),
          figures.map(one -> "%,d".formatted(one.rows())).orElse("-"));
    }
    lines.addAll(table.lines());
    return lines;
  }

  private static String headline(
      Duration elapsed, long produced, TrainerStatus trainer, EvaluatorStatus evaluator) {
    return String.format(
        Locale.ROOT,
        "%d:%02d  in %,d  trained %,d  steps %,d  %,.0f tok/s  checkpoints %d  swaps %d  lag %.0f"
            + "  scored %,d",
        elapsed.toMinutes(),
        elapsed.toSecondsPart(),
        produced,
        trainer.examples(),
        trainer.step(),
        trainer.tokensPerSecond(),
        trainer.version().orElse(0),
        evaluator.swaps(),
        evaluator.medianVersionLag().orElse(0),
        evaluator.scored().values().stream().mapToLong(Long::longValue).sum());
  }

  private String taskSummary() {
    return tasks.stream().map(this::taskSummary).collect(Collectors.joining(", "));
  }

  private String taskSummary(TaskSpec task) {
    String metric = Quality.metrics(task).get(0);
    return observer
        .rolling(task.getName(), metric)
        .map(
            value ->
                "%s %s %s (%s)"
                    .formatted(
                        task.getName(), metric, decimal(value), trivial(task.getName(), metric)))
        .orElse(task.getName() + " -");
  }

  private String trivial(String task, String metric) {
    return quality
        .bestTrivial(task, metric)
        .flatMap(name -> observer.rolling(task, metric, name))
        .map(ReportText::decimal)
        .orElse("-");
  }
}
