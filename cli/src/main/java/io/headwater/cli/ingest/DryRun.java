package io.headwater.cli.ingest;

import io.headwater.ingest.plan.Survey;
import io.headwater.ingest.plan.TaskPlan;
import io.headwater.ingest.source.RowSource;
import io.headwater.ingest.transfer.RefusalLog;
import io.headwater.model.tokenizer.Tokenizer;
import io.headwater.schemas.LabelTarget;
import io.headwater.schemas.LabeledExample;
import io.headwater.schemas.ReferencesTarget;
import io.headwater.schemas.ScoreTarget;
import io.headwater.schemas.SpansTarget;
import io.headwater.schemas.contract.SpanTexts;
import io.headwater.service.terminal.Printable;
import io.headwater.service.terminal.Table;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Shows what {@code headwater ingest} would send, without sending it. */
public final class DryRun {
  private static final int ROWS = 5;
  private static final int LABELS = 30;
  private static final int WIDTH = 60;

  private final TaskPlan plan;
  private final Consumer<String> say;
  private final List<LabeledExample> first = new ArrayList<>();

  /** Makes a dry run of a plan that prints through {@code say}. */
  public DryRun(TaskPlan plan, Consumer<String> say) {
    this.plan = plan;
    this.say = say;
  }

  /**
   * Reads all rows and shows the first few, the label counts and the token lengths.
   *
   * @param tokenizer counts tokens; lengths are left out without one
   * @param largest size in bytes of the largest example that can be sent
   * @param mostRefused share of refused rows above which the reading fails
   * @return the number of rows that would be sent
   */
  public long run(
      RowSource source,
      Optional<Tokenizer> tokenizer,
      int largest,
      double mostRefused,
      RefusalLog refusals)
      throws IOException, InterruptedException {
    Optional<TokenLengths> lengths = tokenizer.map(TokenLengths::new);
    Survey survey =
        Survey.of(
            source,
            plan.maker(),
            largest,
            mostRefused,
            refusals::add,
            example -> {
              if (first.size() < ROWS) {
                first.add(example);
              }
              lengths.ifPresent(counted -> counted.add(example));
            });
    say.accept(rows().toString());
    labels(survey).ifPresent(table -> say.accept(System.lineSeparator() + table));
    if (survey.examples() > 0) {
      scores(survey).ifPresent(say);
      lengths.ifPresent(counted -> say.accept(System.lineSeparator() + counted.table(plan.task())));
    }
    return survey.examples();
  }

  private Table rows() {
    Table table = new Table("text", "pair", "target", "occurred at", "id");
    for (LabeledExample example : first) {
      table.row(
          cut(example.getText()),
          cut(Optional.ofNullable(example.getTextPair()).orElse("")),
          cut(target(example)),
          example.getOccurredAt().toString(),
          cut(example.getId()));
    }
    return table;
  }

  private static String target(LabeledExample example) {
    if (example.getTarget() instanceof LabelTarget label) {
      return label.getLabel();
    }
    if (example.getTarget() instanceof ScoreTarget score) {
      return Double.toString(score.getScore());
    }
    List<String> references =
        example.getTarget() instanceof SpansTarget spans
            ? SpanTexts.of(example.getTextPair(), spans).orElseThrow()
            : ((ReferencesTarget) example.getTarget()).getReferences();
    return (references.size() > 1 ? references.size() + " references: " : "")
        + references.stream().findFirst().orElse("(no answer)");
  }

  private static String cut(String text) {
    String line = Printable.of(text.replaceAll("\\s+", " "));
    return line.codePointCount(0, line.length()) <= WIDTH
        ? line
        : line.substring(0, line.offsetByCodePoints(0, WIDTH - 3)) + "...";
  }

  private static Optional<Table> labels(Survey survey) {
    if (survey.labels().isEmpty()) {
      return Optional.empty();
    }
    Table table = new Table("label", "rows", "share");
    survey.labels().entrySet().stream()
        .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder()))
        .limit(LABELS)
        .forEach(label -> row(table, label.getKey(), label.getValue(), survey));
    if (survey.labels().size() > LABELS) {
      long rest =
          survey.labels().values().stream()
              .sorted(Comparator.reverseOrder())
              .skip(LABELS)
              .mapToLong(Long::longValue)
              .sum();
      row(table, (survey.labels().size() - LABELS) + " others", rest, survey);
    }
    return Optional.of(table);
  }

  private static void row(Table table, String label, long rows, Survey survey) {
    table.row(
        cut(label),
        Long.toString(rows),
        String.format(Locale.ROOT, "%.1f %%", 100.0 * rows / survey.examples()));
  }

  private static Optional<String> scores(Survey survey) {
    return survey.scores().startsWith("Inf")
        ? Optional.empty()
        : Optional.of("scores from " + survey.scores().replace("..", " to "));
  }
}
