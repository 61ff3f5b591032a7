package io.headwater.cli.demo;

import static io.headwater.cli.demo.ReportText.decimal;

import io.headwater.cli.demo.Quality.Standing;
import io.headwater.schemas.TaskSpec;
import io.headwater.service.terminal.Columns;
import io.headwater.service.terminal.Screen;
import io.headwater.service.terminal.Table;
import io.headwater.trainer.TrainerStatus;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Shows a run's progress: redrawn in place, or as a line every few seconds. */
final class Display {
  private static final Duration LINE_EVERY = Duration.ofSeconds(5);

  /** Columns from which there is room for the names of metrics beside those of baselines. */
  private static final int NARROW = 70;

  private final PrintStream out;
  private final Optional<Screen> screen;
  private final Duration length;
  private final List<TaskSpec> tasks;
  private final Function<TaskSpec, Standing> quality;
  private final Events events;
  private Duration lastLine = Duration.ZERO.minus(LINE_EVERY);

  /**
   * Makes a display.
   *
   * @param screen what is redrawn in place; empty for lines
   * @param length how long the run takes
   * @param quality compares the model with baselines
   */
  Display(
      PrintStream out,
      Optional<Screen> screen,
      Duration length,
      List<TaskSpec> tasks,
      Function<TaskSpec, Standing> quality,
      Events events) {
    this.out = out;
    this.screen = screen;
    this.length = length;
    this.tasks = List.copyOf(tasks);
    this.quality = quality;
    this.events = events;
  }

  /** Shows the current state. */
  void show(Moment now) {
    events.look(now);
    if (screen.isPresent()) {
      screen.get().draw(width -> lines(now, width));
    } else if (now.elapsed().minus(lastLine).compareTo(LINE_EVERY) >= 0) {
      lastLine = now.elapsed();
      String summary = tasks.stream().map(this::summary).collect(Collectors.joining(", "));
      out.println(String.join("  ", figures(now)) + " | " + summary);
    }
  }

  private List<String> lines(Moment now, int width) {
    List<String> lines = new ArrayList<>();
    lines.addAll(Columns.pack(List.of(time(now), "Ctrl-C ends it with the report"), width));
    lines.addAll(Columns.pack(figures(now).subList(1, figures(now).size()), width));
    lines.add("");
    Table table =
        new Table("last 1,000", "model", "strong", "trivial", "learned", "loss", "weight");
    for (TaskSpec task : tasks) {
      Standing standing = quality.apply(task);
      Optional<TrainerStatus.TaskStatus> figures =
          Optional.ofNullable(now.trainer().tasks().get(task.getName()));
      table.row(
          task.getName() + (width < NARROW ? "" : " " + standing.metric()),
          standing.model().map(ReportText::decimal).orElse("-"),
          standing.strong().orElse("-"),
          standing.trivial().orElse("-"),
          figures.map(one -> "%,d".formatted(one.rows())).orElse("-"),
          figures.map(one -> decimal(one.loss())).orElse("-"),
          figures.map(one -> decimal(one.weight())).orElse("-"));
    }
    lines.addAll(table.lines(width));
    lines.add("");
    lines.addAll(events.newest());
    return lines;
  }

  private List<String> figures(Moment now) {
    return List.of(
        time(now),
        number("sent", now.produced()),
        number("learned", now.trainer().examples()),
        number(
            "scored", now.evaluator().scored().values().stream().mapToLong(Long::longValue).sum()),
        number("steps", now.trainer().step()),
        String.format(Locale.ROOT, "%,.0f tokens/s", now.trainer().tokensPerSecond()),
        number("version", now.trainer().version().orElse(0)),
        number("swaps", now.evaluator().swaps()),
        String.format(Locale.ROOT, "lag %.0f", now.evaluator().medianVersionLag().orElse(0)));
  }

  private String time(Moment now) {
    Duration left = length.minus(now.elapsed());
    return Events.clock(now.elapsed())
        + " of "
        + Events.clock(length)
        + (left.compareTo(Duration.ZERO) > 0
            ? ", " + Events.clock(left) + " left"
            : ", scoring the last examples");
  }

  private static String number(String name, long value) {
    return String.format(Locale.ROOT, "%s %,d", name, value);
  }

  private String summary(TaskSpec task) {
    Standing standing = quality.apply(task);
    return standing
        .model()
        .map(
            value ->
                "%s %s %s (%s; %s)"
                    .formatted(
                        task.getName(),
                        standing.metric(),
                        decimal(value),
                        standing.strong().orElse("-"),
                        standing.trivial().orElse("-")))
        .orElse(task.getName() + " -");
  }
}
