package io.headwater.cli.task;

import io.headwater.schemas.ScoreRange;
import io.headwater.schemas.TaskKind;
import io.headwater.schemas.TaskSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** The options of a command that describe a task; each may be left out. */
public final class TaskOptions {

  @Option(
      names = "--kind",
      paramLabel = "KIND",
      description = "${COMPLETION-CANDIDATES}; labels and score range imply the first two.")
  private Optional<TaskKind> kind = Optional.empty();

  @Option(
      names = "--labels",
      paramLabel = "LABEL",
      split = ",",
      description = "Labels of a classification task, in the order of its module's rows.")
  private List<String> labels = new ArrayList<>();

  @Option(
      names = "--labels-file",
      paramLabel = "FILE",
      description = "File with further labels, one per line, in UTF-8.")
  private Optional<Path> labelsFile = Optional.empty();

  @Option(
      names = "--open-labels",
      description = "Adds labels that are not declared once they are seen often enough.")
  private boolean openLabels;

  @Option(
      names = "--label-cap",
      paramLabel = "COUNT",
      description = "Most labels an open set may grow to.")
  private Optional<Integer> labelCap = Optional.empty();

  @Option(
      names = "--minimum-support",
      paramLabel = "COUNT",
      description = "Times a label must be seen before an open set adds it.")
  private Optional<Integer> minimumSupport = Optional.empty();

  @Option(
      names = "--score-range",
      paramLabel = "LEAST..GREATEST",
      converter = Range.class,
      description = "Scores of a regression task, both ends inclusive, such as 0..5.")
  private Optional<ScoreRange> scoreRange = Optional.empty();

  @Option(
      names = "--metrics",
      paramLabel = "METRIC",
      split = ",",
      description = "Metrics to publish; the usual ones of the kind if none is given.")
  private List<String> metrics = new ArrayList<>();

  @Option(
      names = "--max-input-tokens",
      paramLabel = "COUNT",
      description = "Inputs are cut to this many tokens.")
  private Optional<Integer> maxInputTokens = Optional.empty();

  @Option(
      names = "--max-target-tokens",
      paramLabel = "COUNT",
      description = "Targets are cut, and answers end, at this many tokens.")
  private Optional<Integer> maxTargetTokens = Optional.empty();

  @Option(
      names = "--unanswerable",
      arity = "0..1",
      fallbackValue = "0",
      paramLabel = "DIFFERENCE",
      description = "Passages may hold no answer: given where its score exceeds the best by more.")
  private Optional<Double> unanswerable = Optional.empty();

  @Option(
      names = "--loss-weight",
      paramLabel = "WEIGHT",
      description = "Constant factor on the task's loss, before any dynamic weight.")
  private Optional<Double> lossWeight = Optional.empty();

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  /** Returns whether any of the options was given. */
  public boolean given() {
    return openLabels
        || !labels.isEmpty()
        || !metrics.isEmpty()
        || Stream.of(
                kind,
                labelsFile,
                labelCap,
                minimumSupport,
                scoreRange,
                maxInputTokens,
                maxTargetTokens,
                unanswerable,
                lossWeight)
            .anyMatch(Optional::isPresent);
  }

  /**
   * Applies the given options to {@code task} and leaves the rest; labels replace all old ones.
   *
   * @return {@code task}
   * @throws ParameterException if the labels file cannot be read
   */
  public TaskSpec.Builder applyTo(TaskSpec.Builder task) {
    kind.or(() -> implied(task)).ifPresent(task::setKind);
    if (!labels.isEmpty() || labelsFile.isPresent()) {
      task.setLabels(allLabels());
    }
    if (openLabels) {
      task.setOpenLabels(true);
    }
    if (!metrics.isEmpty()) {
      task.setMetrics(List.copyOf(metrics));
    }
    labelCap.ifPresent(task::setLabelCap);
    minimumSupport.ifPresent(task::setMinimumSupport);
    scoreRange.ifPresent(task::setScoreRange);
    maxInputTokens.ifPresent(task::setMaxInputTokens);
    maxTargetTokens.ifPresent(task::setMaxTargetTokens);
    unanswerable.ifPresent(by -> task.setUnanswerable(true).setNoAnswerThreshold(by));
    lossWeight.ifPresent(task::setLossWeight);
    return task;
  }

  /** Infers the kind of a new task from labels or a score range. */
  private Optional<TaskKind> implied(TaskSpec.Builder task) {
    if (task.hasKind()) {
      return Optional.empty();
    }
    if (openLabels || !labels.isEmpty() || labelsFile.isPresent()) {
      return Optional.of(TaskKind.CLASSIFICATION);
    }
    return scoreRange.map(range -> TaskKind.REGRESSION);
  }

  private List<String> allLabels() {
    List<String> all = new ArrayList<>(labels);
    labelsFile.ifPresent(
        file -> {
          try {
            Files.readAllLines(file, StandardCharsets.UTF_8).stream()
                .map(line -> line.replaceFirst("^\ufeff", ""))
                .filter(line -> !line.isBlank())
                .forEach(all::add);
          } catch (IOException e) {
            throw new ParameterException(
                command.commandLine(),
                "--labels-file is " + file + " but must be a readable text file in UTF-8: " + e,
                e);
          }
        });
    return all;
  }

  /** Parses two numbers with two dots between them, such as 0..5. */
  private static final class Range implements ITypeConverter<ScoreRange> {
    @Override
    public ScoreRange convert(String text) {
      String[] ends = text.split("\\.\\.", -1);
      try {
        if (ends.length == 2) {
          return new ScoreRange(Double.valueOf(ends[0].trim()), Double.valueOf(ends[1].trim()));
        }
      } catch (NumberFormatException e) {
        // reported below
      }
      throw new TypeConversionException(
          "'" + text + "' is not two numbers with two dots between them, such as 0..5");
    }
  }
}
