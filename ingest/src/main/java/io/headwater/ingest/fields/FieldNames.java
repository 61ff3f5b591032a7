package io.headwater.ingest.fields;

import io.headwater.schemas.TaskKind;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The names of fields that have a meaning; a field with any other name is an attribute. */
public final class FieldNames {
  /** The input: a string, or a list of strings, which are joined by spaces like sentences. */
  public static final String TEXT = "text";

  /** The second input of a pair task; of a SPAN_EXTRACTION task the passage. */
  public static final String TEXT_PAIR = "text_pair";

  /** The target of a CLASSIFICATION task. */
  public static final String LABEL = "label";

  /** The target of a REGRESSION task. */
  public static final String SCORE = "score";

  /** The target of a SUMMARIZATION task: a string, or a list of several references. */
  public static final String SUMMARY = "summary";

  /**
   * The target of a SPAN_EXTRACTION task: a list of objects with the numbers {@code start} and
   * {@code end}, in code points of the passage; empty where it holds no answer.
   */
  public static final String SPANS = "spans";

  /** Identifies the example within the task; if not given, it is made from the content. */
  public static final String ID = "id";

  /** When the labeled event happened. */
  public static final String OCCURRED_AT = "occurred_at";

  /** Weight of the example within its task's loss. */
  public static final String WEIGHT = "weight";

  /** All field names, in the order they are shown. */
  public static final List<String> ALL =
      List.of(TEXT, TEXT_PAIR, LABEL, SCORE, SUMMARY, SPANS, ID, OCCURRED_AT, WEIGHT);

  private static final Map<TaskKind, String> TARGETS =
      Map.of(
          TaskKind.CLASSIFICATION, LABEL,
          TaskKind.REGRESSION, SCORE,
          TaskKind.SUMMARIZATION, SUMMARY,
          TaskKind.SPAN_EXTRACTION, SPANS);

  /** Names that other programs give to fields, without signs and in lower case. */
  private static final Map<String, List<String>> OTHER_NAMES =
      Map.of(
          TEXT, List.of("sentence", "sentence1", "text1", "content", "body", "document", "input"),
          TEXT_PAIR, List.of("pair", "sentence2", "text2", "textb", "secondtext"),
          LABEL, List.of("target", "category", "class", "topic", "tag"),
          SCORE, List.of("target", "rating", "similarity"),
          SUMMARY, List.of("target", "highlights", "abstract", "reference", "references"),
          SPANS, List.of("target", "answer", "answers"),
          ID, List.of("uid", "guid", "key"),
          OCCURRED_AT, List.of("timestamp", "time", "date", "createdat"),
          WEIGHT, List.of("importance"));

  private FieldNames() {}

  /**
   * Returns the columns that may be meant as a field that rows do not have.
   *
   * @param columns names of columns that are not read
   */
  public static List<String> near(String field, Collection<String> columns) {
    String own = plain(field);
    return columns.stream()
        .filter(
            column -> {
              String name = plain(column);
              return name.equals(own)
                  || name.equals(own + "s")
                  || OTHER_NAMES.get(field).contains(name);
            })
        .toList();
  }

  private static String plain(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]", "");
  }

  /** Returns the field that holds the target of a kind of task. */
  public static String targetOf(TaskKind kind) {
    return TARGETS.get(kind);
  }

  /** Returns whether a field is the target of a kind of task. */
  public static boolean isTarget(String name) {
    return TARGETS.containsValue(name);
  }

  /** Returns the kind of task whose target is among the fields, if there is exactly one. */
  public static Optional<TaskKind> kindOf(Collection<String> names) {
    List<TaskKind> found =
        TARGETS.keySet().stream().filter(kind -> names.contains(TARGETS.get(kind))).toList();
    return found.size() == 1 ? Optional.of(found.get(0)) : Optional.empty();
  }

  /**
   * Returns why rows with these fields cannot be examples of a kind of task, if they cannot.
   *
   * <p>The reason is one sentence. It can be asked for before the first row is read.
   *
   * @param names names of the fields that rows have
   */
  public static Optional<String> fault(TaskKind kind, Collection<String> names) {
    String target = TARGETS.get(kind);
    List<String> all =
        kind == TaskKind.SPAN_EXTRACTION ? List.of(TEXT, TEXT_PAIR, target) : List.of(TEXT, target);
    for (String needed : all) {
      if (!names.contains(needed)) {
        return Optional.of(
            "fields are " + names + " but a " + kind + " task needs '" + needed + "' among them");
      }
    }
    return TARGETS.values().stream()
        .sorted()
        .filter(other -> !other.equals(target) && names.contains(other))
        .findFirst()
        .map(
            other ->
                "fields are "
                    + names
                    + " but '"
                    + other
                    + "' must not be among them: the target of a "
                    + kind
                    + " task is '"
                    + target
                    + "'");
  }
}
