package io.headwater.service.config;

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
import java.util.stream.Stream;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.types.Password;

/**
 * Configuration of a service, checked when it is made.
 *
 * <p>Keys of the service itself are those of its definition. Others pass through to the clients:
 * {@code kafka.*} to all, {@code admin.*}, {@code producer.*}, {@code consumer.*} and {@code
 * streams.*} to one kind, {@code schema.registry.*}, {@code basic.auth.*} and {@code bearer.auth.*}
 * to the schema registry's. A service extends this class with a definition that starts from {@link
 * #definition()}.
 */
public class ServiceConfig extends AbstractConfig {
  /** Brokers to start from. */
  public static final String BOOTSTRAP_SERVERS = "bootstrap.servers";

  /** Addresses of the schema registry. */
  public static final String SCHEMA_REGISTRY_URL = ConfluentSchemaRegistry.URL;

  /** What every topic's name starts with. */
  public static final String TOPIC_PREFIX = "topic.prefix";

  /** Name of the model. */
  public static final String MODEL_NAME = "model.name";

  /** Where checkpoints are kept. */
  public static final String CHECKPOINT_STORE = "checkpoint.store";

  /** Where checkpoints from a topic are unpacked. */
  public static final String CHECKPOINT_CACHE = "checkpoint.cache";

  /** How lines of the log look. */
  public static final String LOG_FORMAT = "log.format";

  /** File that says that the service is at work. */
  public static final String HEALTH_FILE = "health.file";

  /** How long a service may take to end. */
  public static final String STOP_TIMEOUT_MS = "stop.timeout.ms";

  private static final List<String> REGISTRY_PREFIXES =
      List.of("schema.registry.", "basic.auth.", "bearer.auth.", "auto.register.schemas");
  private static final List<String> PASSED_ON =
      Stream.concat(
              Stream.of(
                  "kafka.", "admin.", "producer.", "consumer.", "streams.", "config.providers"),
              REGISTRY_PREFIXES.stream())
          .toList();
  private static final String KAFKA = "kafka.";

  /**
   * Checks the settings.
   *
   * @param definition keys of the service, {@link #definition()} among them
   * @param settings settings by key
   * @throws ConfigException if a key is unknown or a value is not allowed, in one sentence
   */
  public ServiceConfig(ConfigDef definition, Map<String, ?> settings) {
    super(definition, settings, false); // its log would show what passes through, secrets included
    originals()
        .forEach((key, value) -> UnknownKeys.requireKnown(definition, PASSED_ON, key, value));
  }

  /** Returns the keys every service has; each call returns a new definition to add to. */
  public static ConfigDef definition() {
    return processKeys(clusterKeys(new ConfigDef()));
  }

  private static ConfigDef processKeys(ConfigDef definition) {
    return definition
        .define(
            LOG_FORMAT,
            ConfigDef.Type.STRING,
            "plain",
            ConfigDef.ValidString.in("plain", "json"),
            Importance.LOW,
            "How the log looks, one line an event: plain, or json for an object.")
        .define(
            HEALTH_FILE,
            ConfigDef.Type.STRING,
            "",
            Importance.LOW,
            "File that is written every second while the service does its work and a broker answers,"
                + " and deleted at the end; empty for none.")
        .define(
            STOP_TIMEOUT_MS,
            ConfigDef.Type.LONG,
            8_000L,
            ConfigDef.Range.atLeast(500),
            Importance.LOW,
            "How long the service may take to end after Ctrl-C or SIGTERM; what is not finished by"
                + " then never happened, and the next start does it again.");
  }

  private static ConfigDef clusterKeys(ConfigDef definition) {
    return definition
        .define(
            BOOTSTRAP_SERVERS,
            ConfigDef.Type.LIST,
            "localhost:9092",
            ConfigDef.ValidList.anyNonDuplicateValues(false, false),
            Importance.HIGH,
            "Brokers to start from, as host:port, separated by commas.")
        .define(
            SCHEMA_REGISTRY_URL,
            ConfigDef.Type.STRING,
            "http://localhost:8081",
            new Matching("https?://\\S+(\\s*,\\s*https?://\\S+)*", "http or https addresses"),
            Importance.HIGH,
            "Addresses of a registry with Confluent's API, separated by commas.")
        .define(
            TOPIC_PREFIX,
            ConfigDef.Type.STRING,
            "headwater.",
            new Matching("[a-zA-Z0-9._-]{0,176}", "letters, digits, '.', '_' and '-'"),
            Importance.MEDIUM,
            "What the name of every topic starts with.")
        .define(
            MODEL_NAME,
            ConfigDef.Type.STRING,
            "main",
            new Matching(
                "[a-zA-Z0-9][a-zA-Z0-9._-]{0,63}",
                "1 to 64 letters, digits, '.', '_' and '-', not a sign first"),
            Importance.MEDIUM,
            "Name of the model, in keys, transactional ids and folders.")
        .define(
            CHECKPOINT_STORE,
            ConfigDef.Type.STRING,
            "file:checkpoints",
            new Matching(
                "file:.+|kafka:[a-zA-Z0-9._-]{0,249}",
                "file: and a path, such as file:/data/checkpoints, or kafka: with or without the"
                    + " name of a topic"),
            Importance.MEDIUM,
            "Where checkpoints are kept: file: and a folder that trainer and services share, or"
                + " kafka: for a topic (checkpoint-chunks under the prefix, or the one named).")
        .define(
            CHECKPOINT_CACHE,
            ConfigDef.Type.STRING,
            "",
            Importance.LOW,
            "Folder where checkpoints from a topic are unpacked; empty for one in the system's"
                + " temporary folder. Processes may share it.")
        .define(
            "basic.auth.user.info",
            ConfigDef.Type.PASSWORD,
            null,
            Importance.LOW,
            "User and password for the schema registry, as user:password.")
        .define(
            "bearer.auth.token",
            ConfigDef.Type.PASSWORD,
            null,
            Importance.LOW,
            "Token for the schema registry.");
  }

  /** Returns whether a key is handed to the clients as it is. */
  static boolean passesThrough(String key) {
    return PASSED_ON.stream()
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

  /** Returns where checkpoints are kept. */
  public final String checkpointStore() {
    return getString(CHECKPOINT_STORE);
  }

  /** Returns where checkpoints from a topic are unpacked. */
  public final Optional<Path> checkpointCache() {
    return Optional.of(getString(CHECKPOINT_CACHE)).filter(name -> !name.isEmpty()).map(Path::of);
  }

  /** Returns the file that says that the service is at work. */
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
    return clientProperties("admin.", Map.of());
  }

  /**
   * Returns settings of a producer.
   *
   * @param overrides what the service rests on; wins over what the user passes through
   */
  public final Map<String, Object> producerProperties(Map<String, ?> overrides) {
    return clientProperties("producer.", overrides);
  }

  /**
   * Returns settings of a consumer.
   *
   * @param overrides what the service rests on; wins over what the user passes through
   */
  public final Map<String, Object> consumerProperties(Map<String, ?> overrides) {
    return clientProperties("consumer.", overrides);
  }

  /**
   * Returns settings of a Streams application; {@code producer.}, {@code consumer.} and {@code
   * admin.} keep their prefix, as Streams expects.
   *
   * @param overrides what the service rests on; wins over what the user passes through
   */
  public final Map<String, Object> streamsProperties(Map<String, ?> overrides) {
    Map<String, Object> result = clientProperties("streams.", Map.of());
    for (String prefix : List.of("admin.", "producer.", "consumer.")) {
      result.putAll(originalsWithPrefix(prefix, false));
    }
    result.putAll(overrides);
    return result;
  }

  /** Returns the service's own settings, without secrets; of what passes through only the keys. */
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
