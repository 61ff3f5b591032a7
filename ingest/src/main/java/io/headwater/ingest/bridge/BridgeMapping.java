package io.headwater.ingest.bridge;

import io.headwater.ingest.bridge.internal.FieldSource;
import io.headwater.ingest.fields.FieldNames;
import io.headwater.schemas.TaskSpec;
import io.headwater.schemas.Topics;
import io.headwater.schemas.contract.TaskRules;
import io.headwater.service.config.UnknownKeys;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigException;

/** How a source's records become examples of a task, checked when it is made. */
public final class BridgeMapping extends AbstractConfig {
  /** How values are written. */
  public static final String FORMAT = "format";

  /** Name of the task. */
  public static final String TASK = "task";

  /** Fields without which a record is passed over, being no example yet. */
  public static final String SKIP_WHEN_MISSING = "skip.when.missing";

  /** What keys that rename labels start with. */
  public static final String LABEL_MAP = "label.map.";

  /** Fields of an example by the key that says where they come from. */
  private static final Map<String, String> FIELDS = fieldsByKey();

  private final Map<String, FieldSource> sources;

  /**
   * Checks the settings.
   *
   * @throws ConfigException if a key is unknown or missing or a value is not allowed, in one
   *     sentence
   */
  public BridgeMapping(Map<String, ?> settings) {
    super(definition(), known(settings), false);
    sources = readSources();
    requireOneTarget();
    for (String key : getList(SKIP_WHEN_MISSING)) {
      if (!sources.containsKey(FIELDS.get(key))) {
        throw new ConfigException(
            SKIP_WHEN_MISSING, key, "must be keys that say where a field comes from.");
      }
    }
    declaration()
        .flatMap(TaskRules::check)
        .ifPresent(
            fault -> {
              throw new ConfigException(
                  "Task '" + taskName() + "' cannot be declared as the mapping says: " + fault);
            });
    declaration().ifPresent(this::requireFits);
  }

  /** A misspelled key is said to be one before the key it should have been is found missing. */
  private static Map<String, ?> known(Map<String, ?> settings) {
    ConfigDef definition = definition();
    settings.forEach(
        (key, value) -> UnknownKeys.requireKnown(definition, List.of(LABEL_MAP), key, value));
    return settings;
  }

  /** Returns the keys; each call returns a new definition. */
  public static ConfigDef definition() {
    ConfigDef definition =
        new ConfigDef()
            .define(
                FORMAT,
                ConfigDef.Type.STRING,
                ConfigDef.NO_DEFAULT_VALUE,
                ConfigDef.CaseInsensitiveValidString.in("avro", "json", "string"),
                Importance.HIGH,
                "How values are written: avro (Confluent wire format, any schema), json (Confluent's"
                    + " JSON Schema format too) or string (UTF-8).")
            .define(
                TASK,
                ConfigDef.Type.STRING,
                ConfigDef.NO_DEFAULT_VALUE,
                ConfigDef.LambdaValidator.with(
                    BridgeMapping::requireTaskName,
                    () -> "lower-case letters, digits, '-' and '_'"),
                Importance.HIGH,
                "Task whose examples the records become.")
            .define(
                SKIP_WHEN_MISSING,
                ConfigDef.Type.LIST,
                List.of(),
                ConfigDef.ValidList.in(true, FIELDS.keySet().toArray(String[]::new)),
                Importance.MEDIUM,
                "Keys of fields without which a record is counted and passed over, such as label for"
                    + " records that nobody has labeled yet; a blank text is missing too.");
    defineFields(definition);
    TaskKeys.define(definition);
    return definition;
  }

  private static void defineFields(ConfigDef definition) {
    Map<String, String> docs = new HashMap<>();
    docs.put("text", "Where the input comes from: " + FieldSource.ALLOWED + ".");
    docs.put("text.pair", "Where the second input of a pair task comes from.");
    docs.put("label", "Where the target of a CLASSIFICATION task comes from.");
    docs.put("score", "Where the target of a REGRESSION task comes from.");
    docs.put(
        "summary", "Where the target of a SUMMARIZATION task comes from, one text or several.");
    docs.put(
        "id",
        "Where the id comes from; without it, it is made of the content, so that the same record"
            + " twice is recognised.");
    docs.put(
        "occurred.at",
        "Where the time of the event comes from, ISO 8601 or milliseconds since 1970; without it,"
            + " the record's timestamp.");
    docs.put("weight", "Where the weight within the task's loss comes from; without it, 1.");
    FIELDS
        .keySet()
        .forEach(
            key ->
                definition.define(
                    key,
                    ConfigDef.Type.STRING,
                    key.equals("text") ? ConfigDef.NO_DEFAULT_VALUE : null,
                    ConfigDef.LambdaValidator.with(
                        BridgeMapping::requireSource, () -> FieldSource.ALLOWED),
                    Importance.HIGH,
                    docs.get(key)));
  }

  /** Returns how values are written. */
  public ValueFormat format() {
    return ValueFormat.valueOf(getString(FORMAT).toUpperCase(Locale.ROOT));
  }

  /** Returns the name of the task. */
  public String taskName() {
    return getString(TASK);
  }

  /** Returns the specification to declare where the task does not stand yet, if there is one. */
  public Optional<TaskSpec> declaration() {
    return TaskKeys.declaration(this, taskName());
  }

  /** Returns where the fields of examples come from, by their {@link FieldNames}. */
  Map<String, FieldSource> sources() {
    return sources;
  }

  /** Returns what labels are called instead, by what the source calls them. */
  public Map<String, String> labels() {
    return originalsWithPrefix(LABEL_MAP).entrySet().stream()
        .collect(
            Collectors.toUnmodifiableMap(
                Map.Entry::getKey, entry -> String.valueOf(entry.getValue())));
  }

  /** Returns the {@link FieldNames} without which a record is no example yet. */
  public Set<String> skippedWithout() {
    return getList(SKIP_WHEN_MISSING).stream()
        .map(FIELDS::get)
        .collect(Collectors.toUnmodifiableSet());
  }

  /**
   * Checks that the mapping gives what examples of the task need.
   *
   * @throws ConfigException if it does not, in one sentence
   */
  public void requireFits(TaskSpec task) {
    FieldNames.fault(task.getKind(), sources.keySet())
        .ifPresent(
            fault -> {
              throw new ConfigException(
                  "The mapping does not fit task '" + task.getName() + "': " + fault);
            });
  }

  private Map<String, FieldSource> readSources() {
    Map<String, FieldSource> result = new LinkedHashMap<>();
    FIELDS.forEach(
        (key, field) -> {
          String text = getString(key);
          if (text != null) {
            result.put(field, FieldSource.parse(text).orElseThrow());
          }
        });
    return Map.copyOf(result);
  }

  private void requireOneTarget() {
    if (FieldNames.kindOf(sources.keySet()).isEmpty()) {
      throw new ConfigException(
          "The mapping must say where exactly one of label, score and summary comes from.");
    }
  }

  private static Map<String, String> fieldsByKey() {
    Map<String, String> fields = new LinkedHashMap<>();
    FieldNames.ALL.forEach(field -> fields.put(field.replace('_', '.'), field));
    return fields;
  }

  private static void requireTaskName(String key, Object value) {
    if (!Topics.isTaskName(String.valueOf(value))) {
      throw new ConfigException(
          key, value, "must be 1 to 64 lower-case letters, digits, '-' and '_'.");
    }
  }

  private static void requireSource(String key, Object value) {
    if (value != null && FieldSource.parse(value.toString()).isEmpty()) {
      throw new ConfigException(key, value, "must be " + FieldSource.ALLOWED + ".");
    }
  }
}
