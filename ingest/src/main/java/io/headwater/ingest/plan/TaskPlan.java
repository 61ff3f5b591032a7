package io.headwater.ingest.plan;

import io.headwater.ingest.fields.ExampleMaker;
import io.headwater.ingest.fields.FieldNames;
import io.headwater.ingest.source.Row;
import io.headwater.ingest.source.RowSource;
import io.headwater.ingest.source.Rows;
import io.headwater.schemas.ScoreRange;
import io.headwater.schemas.TaskKind;
import io.headwater.schemas.TaskSpec;
import io.headwater.schemas.TaskState;
import io.headwater.service.terminal.Printable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * The task that rows are examples of, decided from the options, the declared task and the rows.
 *
 * @param task the task to declare
 * @param fields the fields of the rows, as far as they are known
 */
public record TaskPlan(TaskSpec task, List<String> fields) {
  private static final int MOST_LABELS = 1_000;

  /**
   * Makes a plan; kind and labels that nobody declared are taken from the rows.
   *
   * @param standing the task as it is declared now; empty if it is new
   * @param wishes what the user asks of the task; the rest stays as it is
   * @param named fields named by options
   * @param mostRefused share of refused rows above which a look at all rows fails
   * @param say receives notes for the user
   * @throws IllegalArgumentException if these rows cannot be examples of such a task; the message
   *     is one sentence
   */
  public static TaskPlan of(
      String name,
      Optional<TaskSpec> standing,
      UnaryOperator<TaskSpec.Builder> wishes,
      RowSource source,
      List<String> named,
      int largest,
      double mostRefused,
      Consumer<String> say)
      throws IOException, InterruptedException {
    List<String> fields = fields(source, named);
    List<String> columns = source.repeatable() ? source.columns() : List.of();
    notRead(fields, columns).forEach(say);
    TaskSpec.Builder wanted =
        wishes.apply(
            standing.map(TaskSpec::newBuilder).orElseGet(TaskSpec::newBuilder).setName(name));
    if (wanted.getState() == TaskState.RETIRED) {
      throw new IllegalArgumentException(
          "task '"
              + name
              + "' is RETIRED and its examples are no longer read; 'headwater tasks resume "
              + name
              + "' brings it back");
    }
    if (!wanted.hasKind()) {
      wanted.setKind(kind(name, fields));
      say.accept(
          "task " + name + " becomes " + wanted.getKind() + ", by the fields " + printable(fields));
    }
    if (!fields.isEmpty()) {
      FieldNames.fault(wanted.getKind(), fields)
          .ifPresent(
              fault -> {
                throw new IllegalArgumentException(
                    Printable.of(fault + (columns.isEmpty() ? "" : "; columns: " + columns)));
              });
    }
    boolean classes = wanted.getKind() == TaskKind.CLASSIFICATION;
    if (classes
        && !wanted.getOpenLabels()
        && (!wanted.hasLabels() || wanted.getLabels().isEmpty())) {
      Survey survey =
          survey(wanted, source, fields, largest, mostRefused, "--labels or --open-labels");
      wanted.setLabels(labels(survey));
      say.accept(
          "labels of "
              + name
              + " are the "
              + wanted.getLabels().size()
              + " found in all rows: "
              + Printable.of(String.join(", ", wanted.getLabels())));
    }
    if (wanted.getKind() == TaskKind.REGRESSION && wanted.getScoreRange() == null) {
      Survey survey = survey(wanted, source, fields, largest, mostRefused, "--score-range");
      throw new IllegalArgumentException(
          "a new REGRESSION task needs --score-range, which stays as it is declared; scores here go"
              + " from "
              + survey.scores().replace("..", " to "));
    }
    return new TaskPlan(wanted.build(), fields);
  }

  /** Returns a maker of examples; if rows have a text pair, every row must have one. */
  public ExampleMaker maker() {
    return maker(task, fields);
  }

  private static ExampleMaker maker(TaskSpec task, List<String> fields) {
    return new ExampleMaker(task, fields.contains(FieldNames.TEXT_PAIR));
  }

  private static List<String> fields(RowSource source, List<String> named) throws IOException {
    List<String> fields = new ArrayList<>(source.fields());
    if (!fields.isEmpty() || !source.repeatable()) {
      return fields;
    }
    try (Rows rows = source.open()) {
      for (Optional<Row> row = rows.next(); row.isPresent(); row = rows.next()) {
        if (row.get() instanceof Row.Read read) {
          fields.addAll(read.fields().keySet());
          return fields;
        }
      }
    }
    return named;
  }

  /** Names the columns that look like a field that no column is. */
  private static List<String> notRead(List<String> fields, List<String> columns) {
    List<String> notes = new ArrayList<>();
    boolean target = fields.stream().anyMatch(FieldNames::isTarget);
    for (String field : FieldNames.ALL) {
      boolean given = fields.contains(field) || (FieldNames.isTarget(field) && target);
      List<String> near = given ? List.of() : FieldNames.near(field, columns);
      if (!near.isEmpty() && !fields.containsAll(near)) {
        String option = FieldNames.TEXT_PAIR.equals(field) ? "pair" : field;
        notes.add(
            Printable.of(
                "no column is "
                    + field
                    + ": if '"
                    + near.get(0)
                    + "' is meant, give --"
                    + (FieldNames.OCCURRED_AT.equals(field) ? "time" : option)
                    + "-column '"
                    + near.get(0)
                    + "'"));
      }
    }
    return notes;
  }

  private static TaskKind kind(String name, List<String> fields) {
    return FieldNames.kindOf(fields)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "task '"
                        + name
                        + "' is not declared yet, so --kind must be given"
                        + (fields.isEmpty()
                            ? ""
                            : ", since the fields "
                                + printable(fields)
                                + " do not imply it as label, score, summary or spans do")));
  }

  private static Survey survey(
      TaskSpec.Builder wanted,
      RowSource source,
      List<String> fields,
      int largest,
      double mostRefused,
      String option)
      throws IOException, InterruptedException {
    if (!source.repeatable()) {
      throw new IllegalArgumentException(
          "a new "
              + wanted.getKind()
              + " task fed from standard input needs "
              + option
              + ", since its rows can be read only once");
    }
    TaskSpec any =
        wanted.getKind() == TaskKind.CLASSIFICATION
            ? TaskSpec.newBuilder(wanted).setLabels(List.of()).setOpenLabels(true).build()
            : TaskSpec.newBuilder(wanted)
                .setScoreRange(new ScoreRange(-Double.MAX_VALUE, Double.MAX_VALUE))
                .build();
    return Survey.of(
        source, maker(any, fields), largest, mostRefused, (row, refused) -> {}, example -> {});
  }

  private static String printable(Collection<String> names) {
    return Printable.of(names.toString());
  }

  private static List<String> labels(Survey survey) {
    if (survey.labels().size() < 2) {
      throw new IllegalArgumentException(
          "labels found in all rows are "
              + printable(survey.labels().keySet())
              + " but a closed set has at least 2: give --labels or --open-labels");
    }
    if (survey.labels().size() > MOST_LABELS) {
      throw new IllegalArgumentException(
          "rows have "
              + survey.labels().size()
              + " different labels but a closed set is taken from rows only up to "
              + MOST_LABELS
              + ": give --labels-file or --open-labels");
    }
    return List.copyOf(survey.labels().keySet());
  }
}
