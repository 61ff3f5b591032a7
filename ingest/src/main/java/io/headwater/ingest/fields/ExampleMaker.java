package io.headwater.ingest.fields;

import io.headwater.client.ExampleIds;
import io.headwater.schemas.LabelTarget;
import io.headwater.schemas.LabeledExample;
import io.headwater.schemas.ReferencesTarget;
import io.headwater.schemas.ScoreTarget;
import io.headwater.schemas.Span;
import io.headwater.schemas.SpansTarget;
import io.headwater.schemas.TaskSpec;
import io.headwater.schemas.contract.ExampleRules;
import io.headwater.schemas.contract.Rejection;
import io.headwater.schemas.contract.RejectionReason;
import io.headwater.schemas.contract.Texts;
import io.headwater.schemas.contract.Validated;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Makes labeled examples of one task from named fields.
 *
 * <p>{@link FieldNames} lists the names with a meaning. A field that is null counts as not given.
 * Safe for use by several threads.
 */
public final class ExampleMaker {
  private final TaskSpec task;
  private final ExampleRules rules;
  private final String target;
  private final Set<String> taken;
  private final boolean pairs;

  /** Makes a maker for a task; a row may leave out {@code text_pair}. */
  public ExampleMaker(TaskSpec task) {
    this(task, false);
  }

  /**
   * Makes a maker for a task.
   *
   * @param pairs whether a row without a {@code text_pair} is refused
   */
  public ExampleMaker(TaskSpec task, boolean pairs) {
    this.task = task;
    this.rules = new ExampleRules(task);
    this.pairs = pairs;
    this.target = FieldNames.targetOf(task.getKind());
    Set<String> names = new HashSet<>(FieldNames.ALL);
    names.removeIf(FieldNames::isTarget);
    names.add(target);
    this.taken = names;
  }

  /**
   * Makes an example from a row's fields, or says why it cannot.
   *
   * <p>Values may be strings, numbers, booleans, UTF-8 bytes, dates and times, and lists of them.
   * Without an {@code id}, the example gets the one that {@link ExampleIds} makes from its content.
   *
   * @param fields values by name
   * @param otherwise gives the time of the event if the row does not; asked only then
   */
  public Validated<LabeledExample> make(Map<String, ?> fields, InstantSource otherwise) {
    try {
      LabeledExample example = read(fields, otherwise);
      return Validated.of(example, rules.check(example));
    } catch (Unfit unfit) {
      return new Validated.Refused<>(unfit.rejection);
    }
  }

  private LabeledExample read(Map<String, ?> fields, InstantSource otherwise) throws Unfit {
    String text = text(FieldNames.TEXT, required(FieldNames.TEXT, fields), FieldType.INPUT);
    Object second = fields.get(FieldNames.TEXT_PAIR);
    String pair = second == null ? null : text(FieldNames.TEXT_PAIR, second, FieldType.INPUT);
    if (pair != null && Texts.isBlank(pair)) {
      pair = null;
    }
    if (pairs && pair == null) {
      throw missing(FieldNames.TEXT_PAIR);
    }
    Object answer = target(required(target, fields));
    Object id = fields.get(FieldNames.ID);
    Object weight = fields.get(FieldNames.WEIGHT);
    Object moment = fields.get(FieldNames.OCCURRED_AT);
    int given = 2; // fields that are not attributes; most rows have no others
    given += second == null ? 0 : 1;
    given += id == null ? 0 : 1;
    given += weight == null ? 0 : 1;
    given += moment == null ? 0 : 1;
    // A builder would check every field against the schema: the types here leave nothing to check.
    return new LabeledExample(
        id == null
            ? ExampleIds.of(task.getName(), text, Optional.ofNullable(pair), answer)
            : text(FieldNames.ID, id, FieldType.NAME),
        task.getName(),
        text,
        pair,
        answer,
        weight == null ? 1.0 : FieldType.NUMBER.read(FieldNames.WEIGHT, weight),
        moment == null
            ? otherwise.instant()
            : FieldType.MOMENT.read(FieldNames.OCCURRED_AT, moment),
        fields.size() == given ? Map.of() : attributes(fields));
  }

  private Object target(Object given) throws Unfit {
    return switch (task.getKind()) {
      case CLASSIFICATION -> new LabelTarget(text(target, given, FieldType.CLASS));
      case REGRESSION -> new ScoreTarget(FieldType.NUMBER.read(target, given));
      case SUMMARIZATION -> new ReferencesTarget(FieldType.TEXTS.read(target, given));
      case SPAN_EXTRACTION -> new SpansTarget(FieldType.SPANS.read(target, given));
    };
  }

  private Map<String, String> attributes(Map<String, ?> fields) {
    Map<String, String> attributes = new HashMap<>();
    fields.forEach(
        (name, value) -> {
          if (!taken.contains(name) && value != null) {
            attributes.put(name, FieldValues.attribute(value));
          }
        });
    return attributes;
  }

  private Object required(String name, Map<String, ?> fields) throws Unfit {
    Object value = fields.get(name);
    if (value == null) {
      throw missing(name);
    }
    return value;
  }

  /** Returns a value that is text already, as in most rows, without calling the reader. */
  private static String text(String name, Object value, FieldType<String> type) throws Unfit {
    return value instanceof String text ? Texts.wellFormed(text) : type.read(name, value);
  }

  /**
   * The type that a field's value must have.
   *
   * @param reader returns nothing for a value it cannot read
   * @param allowed describes the allowed values, for messages
   */
  private record FieldType<T>(Function<Object, Optional<T>> reader, String allowed) {
    static final FieldType<String> INPUT = new FieldType<>(ExampleMaker::joined, "text in UTF-8");
    static final FieldType<String> CLASS =
        new FieldType<>(FieldValues::text, "text, a number or boolean");
    static final FieldType<String> NAME = new FieldType<>(FieldValues::text, "text or a number");
    static final FieldType<Double> NUMBER = new FieldType<>(FieldValues::number, "a number");
    static final FieldType<List<String>> TEXTS =
        new FieldType<>(FieldValues::texts, "text in UTF-8 or a list of texts");
    static final FieldType<List<Span>> SPANS =
        new FieldType<>(FieldValues::spans, "a list of objects with whole numbers start and end");
    static final FieldType<Instant> MOMENT =
        new FieldType<>(FieldValues::moment, "an ISO 8601 time or milliseconds since 1970");

    T read(String name, Object value) throws Unfit {
      Optional<T> result = reader.apply(value);
      if (result.isEmpty()) {
        throw new Unfit(Rejection.of(RejectionReason.BAD_FIELD, name, shown(value), allowed));
      }
      return result.get();
    }
  }

  private static Optional<String> joined(Object value) {
    if (value instanceof String text) {
      return Optional.of(Texts.wellFormed(text));
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

  /** Carries a refusal up to {@link #make}; it never leaves this class. */
  private static final class Unfit extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Rejection rejection;

    Unfit(Rejection rejection) {
      super(rejection.detail(), null, false, false);
      this.rejection = rejection;
    }
  }
}
