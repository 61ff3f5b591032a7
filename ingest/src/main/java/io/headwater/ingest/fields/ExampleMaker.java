package io.headwater.ingest.fields;

import io.headwater.ingest.ExampleIds;
import io.headwater.schemas.LabelTarget;
import io.headwater.schemas.LabeledExample;
import io.headwater.schemas.ReferencesTarget;
import io.headwater.schemas.ScoreTarget;
import io.headwater.schemas.TaskSpec;
import io.headwater.schemas.contract.ExampleRules;
import io.headwater.schemas.contract.Rejection;
import io.headwater.schemas.contract.RejectionReason;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Makes labeled examples of one task from named fields.
 *
 * <p>{@link FieldNames} says which names mean something. A field that is null counts as not given.
 * Safe for use by several threads.
 */
public final class ExampleMaker {
  private final TaskSpec task;
  private final ExampleRules rules;
  private final String target;
  private final Set<String> taken;
  private final boolean pairs;

  /**
   * Makes examples of a task; those without a {@code text_pair} have none.
   *
   * @throws IllegalArgumentException if rows cannot hold targets of the task's kind
   */
  public ExampleMaker(TaskSpec task) {
    this(task, false);
  }

  /**
   * Makes examples of a task.
   *
   * @param pairs whether a row without a {@code text_pair} is refused
   * @throws IllegalArgumentException if rows cannot hold targets of the task's kind
   */
  public ExampleMaker(TaskSpec task, boolean pairs) {
    this.task = task;
    this.rules = new ExampleRules(task);
    this.pairs = pairs;
    this.target =
        FieldNames.targetOf(task.getKind())
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "kind of task '"
                            + task.getName()
                            + "' is '"
                            + task.getKind()
                            + "' but must be CLASSIFICATION, REGRESSION or SUMMARIZATION: spans are"
                            + " not read from rows yet"));
    Set<String> names = new HashSet<>(FieldNames.ALL);
    names.removeIf(FieldNames::isTarget);
    names.add(target);
    this.taken = names;
  }

  /**
   * Makes an example of a row's fields, or says why not.
   *
   * <p>Values may be strings, numbers, booleans, UTF-8 bytes, dates and times, and lists of them.
   * Without an {@code id} the example has the one {@link ExampleIds} makes of its content.
   *
   * @param fields values by name
   * @param otherwise says when the event happened where the row does not; asked only then
   */
  public Made make(Map<String, ?> fields, InstantSource otherwise) {
    try {
      LabeledExample example = read(fields, otherwise);
      return rules
          .check(example)
          .<Made>map(Made.Refused::new)
          .orElseGet(() -> new Made.Example(example));
    } catch (Unfit unfit) {
      return new Made.Refused(unfit.rejection);
    }
  }

  private LabeledExample read(Map<String, ?> fields, InstantSource otherwise) throws Unfit {
    String text = required(fields, FieldNames.TEXT, ExampleMaker::joined, "text in UTF-8");
    Optional<String> pair =
        optional(fields, FieldNames.TEXT_PAIR, ExampleMaker::joined, "text in UTF-8")
            .filter(second -> !second.isBlank());
    if (pairs && pair.isEmpty()) {
      throw missing(FieldNames.TEXT_PAIR);
    }
    Object answer = target(fields);
    Optional<String> id = optional(fields, FieldNames.ID, FieldValues::text, "text or a number");
    // A builder would check every field against the schema: the types here leave nothing to check.
    return new LabeledExample(
        id.orElseGet(() -> ExampleIds.of(task.getName(), text, pair, answer)),
        task.getName(),
        text,
        pair.orElse(null),
        answer,
        optional(fields, FieldNames.WEIGHT, FieldValues::number, "a number").orElse(1.0),
        optional(
                fields,
                FieldNames.OCCURRED_AT,
                FieldValues::moment,
                "an ISO 8601 time or milliseconds since 1970")
            .orElseGet(otherwise::instant),
        attributes(fields));
  }

  private Object target(Map<String, ?> fields) throws Unfit {
    return switch (task.getKind()) {
      case CLASSIFICATION ->
          new LabelTarget(required(fields, target, FieldValues::text, "text, a number or boolean"));
      case REGRESSION -> new ScoreTarget(required(fields, target, FieldValues::number, "a number"));
      case SUMMARIZATION ->
          new ReferencesTarget(
              required(fields, target, FieldValues::texts, "text in UTF-8 or a list of texts"));
      case SPAN_EXTRACTION ->
          throw new IllegalStateException("the constructor refuses " + task.getKind());
    };
  }

  private Map<String, String> attributes(Map<String, ?> fields) {
    Map<String, String> attributes = Map.of();
    for (Map.Entry<String, ?> field : fields.entrySet()) {
      if (!taken.contains(field.getKey()) && field.getValue() != null) {
        if (attributes.isEmpty()) {
          attributes = new HashMap<>();
        }
        attributes.put(field.getKey(), FieldValues.attribute(field.getValue()));
      }
    }
    return attributes;
  }

  private <T> T required(
      Map<String, ?> fields, String name, Function<Object, Optional<T>> reader, String allowed)
      throws Unfit {
    Optional<T> value = optional(fields, name, reader, allowed);
    if (value.isEmpty()) {
      throw missing(name);
    }
    return value.get();
  }

  private static <T> Optional<T> optional(
      Map<String, ?> fields, String name, Function<Object, Optional<T>> reader, String allowed)
      throws Unfit {
    Object value = fields.get(name);
    if (value == null) {
      return Optional.empty();
    }
    Optional<T> read = reader.apply(value);
    if (read.isEmpty()) {
      throw new Unfit(Rejection.of(RejectionReason.BAD_FIELD, name, shown(value), allowed));
    }
    return read;
  }

  private static Optional<String> joined(Object value) {
    if (value instanceof String text) {
      return Optional.of(text);
    }
    return FieldValues.texts(value).map(texts -> String.join(" ", texts));
  }

  private static Object shown(Object value) {
    return value instanceof byte[] bytes ? new String(bytes, StandardCharsets.UTF_8) : value;
  }

  private Unfit missing(String name) {
    return new Unfit(
        new Rejection(
            RejectionReason.MISSING_FIELD,
            name
                + " is missing but every row of "
                + task.getKind()
                + " task '"
                + task.getName()
                + "' must have it"));
  }

  /** Carries a refusal out of the reading; never leaves this class. */
  private static final class Unfit extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Rejection rejection;

    Unfit(Rejection rejection) {
      super(rejection.detail(), null, false, false);
      this.rejection = rejection;
    }
  }
}
