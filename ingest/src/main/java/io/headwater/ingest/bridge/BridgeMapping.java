package io.headwater.ingest.bridge;

import static org.apache.kafka.common.config.ConfigDef.Importance.HIGH;
import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;

import io.headwater.ingest.bridge.internal.FieldSource;
import io.headwater.ingest.fields.FieldNames;
import io.headwater.schemas.TaskSpec;
import io.headwater.schemas.Topics;
import io.headwater.schemas.contract.TaskRules;
import io.headwater.service.config.Allowed;
import io.headwater.service.config.Settings;
import io.headwater.service.config.UnknownKeys;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;

/** How a source's records become examples of a task; the constructor checks it. */
public final class BridgeMapping extends AbstractConfig {
  private static final Settings SETTINGS = new Settings();

  public static final String FORMAT =
      SETTINGS
          .requiredString(
              "format",
              Allowed.of(
                  "avro, json or string",
                  Map.of("examples", List.of("avro", "json", "string")),
                  ConfigDef.CaseInsensitiveValidString.in("avro", "json", "string")))
          .doc(
              HIGH,
              "How values are written: avro (Confluent wire format, any schema), json (Confluent's"
                  + " JSON Schema format too) or string (UTF-8).");

  public static final String TASK =
      SETTINGS
          .requiredString(
              "task",
              Allowed.of(
                  "1 to 64 lower-case letters, digits, '-' and '_'",
                  Map.of("minLength", 1, "maxLength", 64),
                  BridgeMapping::requireTaskName))
          .doc(HIGH, "Task whose examples the records become.");

  /** Fields of an example, each by the key that says where the field comes from. */
  private static final Map<String, String> FIELDS = declareFields();

  public static final String SKIP_WHEN_MISSING =
      SETTINGS
          .list(
              "skip.when.missing",
              List.of(),
              Allowed.of(
                  "keys that say where a field comes from",
                  Map.of(),
                  ConfigDef.ValidList.in(true, FIELDS.keySet().toArray(String[]::new))))
          .doc(
              MEDIUM,
              "Keys of fields without which a record is skipped and counted, such as label for"
                  + " records that nobody has labeled yet; a blank text counts as missing.");

  public static final String LABEL_MAP =
      SETTINGS.passOn(
          "label.map.",
          "The task's name for a label of the source; that label follows the prefix.");

  private final Map<String, FieldSource> sources;

  /**
   * Checks the settings.
   *
   * @throws ConfigException if a key is unknown or missing, or a value is not allowed; the message
   *     is one sentence
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

  /** Reports a misspelled key as unknown, before the key that was meant is found missing. */
  private static Map<String, ?> known(Map<String, ?> settings) {
    Settings definition = definition();
    settings.forEach((key, value) -> UnknownKeys.requireKnown(definition, key, value));
    return settings;
  }

  /** Returns the keys, including those that declare the task. */
  public static Settings definition() {
    return SETTINGS.with(TaskKeys.SETTINGS);
  }

  private static Map<String, String> declareFields() {
    Map<String, String> docs =
        Map.of(
            "text", "Where the input comes from.",
            "text.pair",
                "Where the second input comes from, of a pair task or the passage of a question.",
            "label", "Where the target of a CLASSIFICATION task comes from.",
            "score", "Where the target of a REGRESSION task comes from.",
            "summary", "Where the target of a SUMMARIZATION task comes from, one text or several.",
            "spans",
                "Where the target of a SPAN_EXTRACTION task comes from, a list of objects with"
                    + " start and end.",
            "id",
                "Where the id comes from; without it, the id is made of the content, so that a"
                    + " repeated record is recognised.",
            "occurred.at",
                "Where the time of the event comes from, ISO 8601 or milliseconds since 1970;"
                    + " without it, the record's timestamp.",
            "weight", "Where the weight within the task's loss comes from; without it, 1.");
    Allowed source = Allowed.of(FieldSource.ALLOWED, Map.of(), BridgeMapping::requireSource);
    Map<String, String> fields = new LinkedHashMap<>();
    for (String field : FieldNames.ALL) {
      String key = field.replace('_', '.');
      Settings.Undocumented setting =
          key.equals("text")
              ? SETTINGS.requiredString(key, source)
              : SETTINGS.optionalString(key, source);
      fields.put(setting.doc(HIGH, docs.get(key)), field);
    }
    return fields;
  }

  /** Returns the format of the source's values. */
  public ValueFormat format() {
    return ValueFormat.valueOf(getString(FORMAT).toUpperCase(Locale.ROOT));
  }

  /** Returns the name of the task. */
  public String taskName() {
    return getString(TASK);
  }

  /** Returns the specification to declare if the task does not exist yet, if one is given. */
  public Optional<TaskSpec> declaration() {
    return TaskKeys.declaration(this, taskName());
  }

  /** Returns where each field of an example comes from, by its {@link FieldNames} name. */
  Map<String, FieldSource> sources() {
    return sources;
  }

  /** Returns the task's names for labels, by the names the source uses. */
  public Map<String, String> labels() {
    return originalsWithPrefix(LABEL_MAP).entrySet().stream()
        .collect(
            Collectors.toUnmodifiableMap(
                Map.Entry::getKey, entry -> String.valueOf(entry.getValue())));
  }

  /** Returns the {@link FieldNames} of fields without which a record is skipped. */
  public Set<String> skippedWithout() {
    return getList(SKIP_WHEN_MISSING).stream()
        .map(FIELDS::get)
        .collect(Collectors.toUnmodifiableSet());
  }

  /**
   * Checks that the mapping gives the fields that examples of the task need.
   *
   * @throws ConfigException if it does not; the message is one sentence
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
          "The mapping must say where exactly one of label, score, summary and spans comes from.");
    }
  }

  private static void requireTaskName(String key, Object value) {
    if (!Topics.isTaskName(String.valueOf(value))) {
      throw new ConfigException(
          key, value, "must be 1 to 64 lower-case letters, digits, '-' and '_'.");
    }
  }

  private static void requireSource(String key, Object value) {
    if (FieldSource.parse(value.toString()).isEmpty()) {
      throw new ConfigException(key, value, "must be " + FieldSource.ALLOWED + ".");
    }
  }
}
