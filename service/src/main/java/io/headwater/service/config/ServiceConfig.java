package io.headwater.service.config;

import static io.headwater.service.config.Allowed.atLeast;
import static io.headwater.service.config.Allowed.distinct;
import static io.headwater.service.config.Allowed.oneOf;
import static org.apache.kafka.common.config.ConfigDef.Importance.HIGH;
import static org.apache.kafka.common.config.ConfigDef.Importance.LOW;
import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;

import io.headwater.schemas.Topics;
import io.headwater.schemas.serde.ConfluentSchemaRegistry;
import io.headwater.schemas.serde.SchemaRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.types.Password;

/**
 * Configuration of a service, checked when it is made.
 *
 * <p>A public constant here or in a service's own class is the key of a setting; its declaration
 * says what the setting is.
 *
 * <p>The service's own keys are those of its definition. Other keys are passed through to the
 * clients: {@code kafka.*} to all Kafka clients, {@code admin.*}, {@code producer.*}, {@code
 * consumer.*} and {@code streams.*} to one kind, {@code schema.registry.*}, {@code basic.auth.*}
 * and {@code bearer.auth.*} to the schema registry's client. A service extends this class with a
 * definition that starts from {@link #definition()}.
 */
public class ServiceConfig extends AbstractConfig {
  private static final String REGISTRY =
      "For the client of the schema registry, which is given the whole key.";
  private static final Settings SETTINGS = new Settings();

  public static final String LOG_FORMAT =
      SETTINGS
          .string("log.format", "plain", oneOf("plain", "json"))
          .doc(
              LOW,
              "Format of the log, one line per event: plain text, or json for one object each.");

  public static final String HEALTH_FILE =
      SETTINGS
          .string("health.file", "")
          .doc(
              LOW,
              "File that is written every second while the service does its work and a broker"
                  + " answers, and deleted at the end; empty for no file.");

  public static final String STOP_TIMEOUT_MS =
      SETTINGS
          .longInteger("stop.timeout.ms", 8_000, atLeast(500))
          .doc(
              LOW,
              "How long the service may take to end after Ctrl-C or SIGTERM; what is not"
                  + " finished by then is discarded, and the next start does it again.");

  public static final String BOOTSTRAP_SERVERS =
      SETTINGS
          .list("bootstrap.servers", List.of("localhost:9092"), distinct())
          .doc(HIGH, "Brokers to start from, as host:port, separated by commas.");

  public static final String SCHEMA_REGISTRY_URL =
      SETTINGS
          .string(
              ConfluentSchemaRegistry.URL,
              "http://localhost:8081",
              new PatternValidator(
                  "https?://\\S+(\\s*,\\s*https?://\\S+)*", "http or https addresses"))
          .doc(HIGH, "Addresses of a registry with Confluent's API, separated by commas.");

  public static final String TOPIC_PREFIX =
      SETTINGS
          .string(
              "topic.prefix",
              "headwater.",
              new PatternValidator("[a-zA-Z0-9._-]{0,176}", "letters, digits, '.', '_' and '-'"))
          .doc(MEDIUM, "What the name of every topic starts with.");

  /** Name of the model where none is set. */
  public static final String DEFAULT_MODEL = "main";

  public static final String MODEL_NAME =
      SETTINGS
          .string(
              "model.name",
              DEFAULT_MODEL,
              new PatternValidator(
                  // The group of model x's scorers would be that of model x-scorer's evaluators.
                  "[a-zA-Z0-9][a-zA-Z0-9._-]{0,63}(?<!-scorer)",
                  "1 to 64 letters, digits, '.', '_' and '-', of which the first is a letter or"
                      + " digit, and must not end in -scorer"))
          .doc(MEDIUM, "Name of the model, in keys, transactional ids and folders.");

  public static final String CHECKPOINT_STORE =
      SETTINGS
          .string(
              "checkpoint.store",
              "file:checkpoints",
              new PatternValidator(
                  "file:.+|kafka:[a-zA-Z0-9._-]{0,249}",
                  "file: and a path, such as file:/data/checkpoints, or kafka: with or without the"
                      + " name of a topic"))
          .doc(
              MEDIUM,
              "Where checkpoints are kept: file: and a folder that trainer and services share, or"
                  + " kafka: for a topic (checkpoint-chunks under the prefix, or the one named).");

  public static final String CHECKPOINT_CACHE =
      SETTINGS
          .string("checkpoint.cache", "")
          .doc(
              LOW,
              "Folder where checkpoints from a topic are unpacked; empty for one in the system's"
                  + " temporary folder. Processes may share it.");

  private static final String KAFKA =
      SETTINGS.passOn("kafka.", "For every Kafka client, which is given the rest of the key.");
  private static final String ADMIN =
      SETTINGS.passOn("admin.", "For Kafka's admin clients only; overrides kafka.");
  private static final String PRODUCER =
      SETTINGS.passOn("producer.", "For Kafka's producers only; overrides kafka.");
  private static final String CONSUMER =
      SETTINGS.passOn("consumer.", "For Kafka's consumers only; overrides kafka.");
  private static final String STREAMS =
      SETTINGS.passOn("streams.", "For Kafka Streams only; overrides kafka.");

  private static final List<String> REGISTRY_PREFIXES =
      List.of(
          SETTINGS.passOn("schema.registry.", REGISTRY),
          SETTINGS.passOn("basic.auth.", REGISTRY),
          SETTINGS.passOn("bearer.auth.", REGISTRY),
          SETTINGS.passOn("auto.register.schemas", REGISTRY));

  static {
    SETTINGS
        .optionalPassword("basic.auth.user.info")
        .doc(LOW, "User and password for the schema registry, as user:password.");
    SETTINGS.optionalPassword("bearer.auth.token").doc(LOW, "Token for the schema registry.");
    SETTINGS.passOn(
        "config.providers",
        "For Kafka's configuration providers, which fill in values for ${...}.");
  }

  /**
   * Checks the settings.
   *
   * @param definition keys of the service, including those of {@link #definition()}
   * @param settings settings by key; a key's former name is accepted too
   * @throws ConfigException if a key is unknown or a value is not allowed, in one sentence
   */
  public ServiceConfig(Settings definition, Map<String, ?> settings) {
    // no log: it would show settings that are passed through, including secrets
    super(definition, definition.underTodaysKeys(settings), false);
    originals().forEach((key, value) -> UnknownKeys.requireKnown(definition, key, value));
  }

  /** Returns the settings that every service has; a service adds its own to them. */
  public static Settings definition() {
    return SETTINGS.with(new Settings());
  }

  /** Returns whether a key is passed through to the clients unchanged. */
  static boolean passesThrough(String key) {
    return SETTINGS.passedOn().keySet().stream()
        .anyMatch(
            prefix -> key.startsWith(prefix) && !(prefix.endsWith(".") && key.equals(prefix)));
  }

  /** Returns the names of the topics. */
  public final Topics topics() {
    return new Topics(getString(TOPIC_PREFIX));
  }

  /** Returns the name of the model. */
  public final String modelName() {
    return getString(MODEL_NAME);
  }

  /** Returns the name of the model, if one is set. */
  public final Optional<String> namedModel() {
    return originals().containsKey(MODEL_NAME) ? Optional.of(modelName()) : Optional.empty();
  }

  /** Returns where checkpoints are kept. */
  public final String checkpointStore() {
    return getString(CHECKPOINT_STORE);
  }

  /** Returns the folder where checkpoints from a topic are unpacked, if one is set. */
  public final Optional<Path> checkpointCache() {
    return Optional.of(getString(CHECKPOINT_CACHE)).filter(name -> !name.isEmpty()).map(Path::of);
  }

  /** Returns the file that shows that the service is at work, if one is set. */
  public final Optional<Path> healthFile() {
    return Optional.of(getString(HEALTH_FILE)).filter(name -> !name.isEmpty()).map(Path::of);
  }

  /** Returns how long the service may take to end. */
  public final Duration stopTimeout() {
    return Duration.ofMillis(getLong(STOP_TIMEOUT_MS));
  }

  /** Returns a new client of the schema registry; the caller closes it. */
  public final SchemaRegistry openRegistry() {
    Map<String, String> settings = new HashMap<>();
    originals()
        .forEach(
            (key, value) -> {
              if (startsWithAny(key, REGISTRY_PREFIXES)) {
                settings.put(key, textOf(value));
              }
            });
    settings.put(SCHEMA_REGISTRY_URL, getString(SCHEMA_REGISTRY_URL));
    return new ConfluentSchemaRegistry(settings);
  }

  /** Returns settings of an admin client. */
  public final Map<String, Object> adminProperties() {
    return clientProperties(ADMIN, Map.of());
  }

  /**
   * Returns settings of a producer.
   *
   * @param overrides settings that the service relies on; win over what the user passes through
   */
  public final Map<String, Object> producerProperties(Map<String, ?> overrides) {
    return clientProperties(PRODUCER, overrides);
  }

  /**
   * Returns settings of a consumer.
   *
   * @param overrides settings that the service relies on; win over what the user passes through
   */
  public final Map<String, Object> consumerProperties(Map<String, ?> overrides) {
    return clientProperties(CONSUMER, overrides);
  }

  /**
   * Returns settings of a Streams application; {@code producer.}, {@code consumer.} and {@code
   * admin.} keep their prefix, as Streams expects.
   *
   * @param overrides settings that the service relies on; win over what the user passes through
   */
  public final Map<String, Object> streamsProperties(Map<String, ?> overrides) {
    Map<String, Object> result = clientProperties(STREAMS, Map.of());
    for (String prefix : List.of(ADMIN, PRODUCER, CONSUMER)) {
      result.putAll(originalsWithPrefix(prefix, false));
    }
    result.putAll(overrides);
    return result;
  }

  /**
   * Returns the service's own settings without secrets, and only the keys of settings that are
   * passed through.
   */
  @Override
  public final String toString() {
    Map<String, Object> shown = new TreeMap<>();
    values()
        .forEach((key, value) -> shown.put(key, value instanceof Password ? "[hidden]" : value));
    shown.computeIfPresent(
        SCHEMA_REGISTRY_URL,
        (key, urls) -> ConfluentSchemaRegistry.withoutSecrets(String.valueOf(urls)));
    originals().keySet().forEach(key -> shown.putIfAbsent(key, "[passed on]"));
    return getClass().getSimpleName() + shown;
  }

  private Map<String, Object> clientProperties(String prefix, Map<String, ?> overrides) {
    Map<String, Object> result = new HashMap<>(originalsWithPrefix(KAFKA));
    result.putAll(originalsWithPrefix(prefix));
    result.put(BOOTSTRAP_SERVERS, String.join(",", getList(BOOTSTRAP_SERVERS)));
    result.putAll(overrides);
    return result;
  }

  private static boolean startsWithAny(String key, List<String> prefixes) {
    return prefixes.stream().anyMatch(key::startsWith);
  }

  private static String textOf(Object value) {
    return value instanceof Password secret ? secret.value() : String.valueOf(value);
  }
}
