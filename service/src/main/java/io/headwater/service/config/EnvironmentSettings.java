package io.headwater.service.config;

import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;

/**
 * Reads settings from environment variables.
 *
 * <p>{@code HEADWATER_<SERVICE>_<KEY>} sets a key for one service. {@code HEADWATER_<KEY>} sets a
 * key that every service has, that starts with the service's own name, or that is passed through to
 * the clients. The key is in upper case, with {@code _} for {@code .}; in keys that are passed
 * through, {@code __} stands for {@code _} and {@code ___} for {@code -}, as in Kafka's own images.
 */
public final class EnvironmentSettings {
  private static final String PREFIX = "HEADWATER_";

  /** Variables that the start script reads. */
  private static final Set<String> NOT_SETTINGS = Set.of("HEADWATER_OPTS", "HEADWATER_PROFILE");

  private static final Pattern UNDERSCORES = Pattern.compile("_+");

  private final ConfigDef definition;
  private final Optional<ServiceKind> service;
  private final Map<String, String> general = new TreeMap<>();
  private final Map<String, String> own = new TreeMap<>();

  /**
   * Makes a reader of the variables that set the given keys.
   *
   * @param definition keys of the service, including those of {@link ServiceConfig#definition()}
   * @param service service whose own variables are read; those of other services are ignored
   */
  public EnvironmentSettings(ConfigDef definition, Optional<ServiceKind> service) {
    this.definition = definition;
    this.service = service;
    Set<String> common = ServiceConfig.definition().names();
    for (String key : definition.names()) {
      if (common.contains(key) || service.filter(one -> startsWith(key, one)).isPresent()) {
        put(general, PREFIX + known(key), key);
      }
      service.ifPresent(one -> put(own, ownPrefix(one) + known(key), key));
    }
  }

  private static void put(Map<String, String> keys, String variable, String key) {
    String before = keys.put(variable, key);
    if (before != null) {
      throw new IllegalArgumentException(
          "keys " + before + " and " + key + " are both set by " + variable);
    }
  }

  private static boolean startsWith(String key, ServiceKind service) {
    return key.startsWith(service.keyPrefix());
  }

  private static String known(String key) {
    return key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }

  private static String ownPrefix(ServiceKind service) {
    return PREFIX + service + "_";
  }

  /** Returns the variables that set keys of the definition. */
  Stream<String> variables() {
    return Stream.concat(general.keySet().stream(), own.keySet().stream());
  }

  /**
   * Returns the settings by key; the service's own variables win over general ones.
   *
   * @param environment variables by name; only those that start with HEADWATER_ count
   * @throws ConfigException if a variable sets no key, or a value that is not allowed, in one
   *     sentence that names the variable
   */
  public Map<String, String> read(Map<String, String> environment) {
    Map<String, String> settings = new TreeMap<>();
    Map<String, String> winning = new TreeMap<>();
    new TreeMap<>(environment)
        .forEach(
            (variable, value) -> {
              if (own.containsKey(variable)) {
                winning.put(checked(own.get(variable), variable, value), value);
              } else if (general.containsKey(variable)) {
                settings.put(checked(general.get(variable), variable, value), value);
              } else if (variable.startsWith(PREFIX) && !isForOthers(variable)) {
                boolean mine =
                    service.filter(one -> variable.startsWith(ownPrefix(one))).isPresent();
                (mine ? winning : settings).put(passedOn(variable), value);
              }
            });
    settings.putAll(winning);
    return settings;
  }

  private boolean isForOthers(String variable) {
    return NOT_SETTINGS.contains(variable)
        || Stream.of(ServiceKind.values())
            .anyMatch(
                one ->
                    service.filter(one::equals).isEmpty() && variable.startsWith(ownPrefix(one)));
  }

  /**
   * Checks a value under the name of its variable, which is what the user wrote, and returns the
   * key.
   */
  private String checked(String key, String variable, String value) {
    ConfigDef.ConfigKey known = definition.configKeys().get(key);
    if (!value.contains("${")) { // otherwise a provider fills in the value first
      Object parsed = ConfigDef.parseType(variable, value, known.type);
      if (known.validator != null) {
        known.validator.ensureValid(variable, parsed);
      }
    }
    return key;
  }

  /**
   * Returns the key that a variable passes through. Errors never show the value: it may be a
   * secret.
   */
  private String passedOn(String variable) {
    String name =
        service
            .map(EnvironmentSettings::ownPrefix)
            .filter(variable::startsWith)
            .map(prefix -> variable.substring(prefix.length()))
            .orElse(variable.substring(PREFIX.length()));
    return decode(name)
        .filter(ServiceConfig::passesThrough)
        .orElseThrow(
            () ->
                new ConfigException(
                    "Environment variable "
                        + variable
                        + " sets no key: the nearest that does is "
                        + nearest(variable)
                        + ", and keys that pass through start with HEADWATER_KAFKA_ and so on."));
  }

  private static Optional<String> decode(String name) {
    boolean clear =
        UNDERSCORES.matcher(name).results().allMatch(run -> run.end() - run.start() <= 3);
    String key =
        UNDERSCORES
            .matcher(name.toLowerCase(Locale.ROOT))
            .replaceAll(
                run ->
                    switch (run.group().length()) {
                      case 1 -> ".";
                      case 2 -> "_";
                      default -> "-";
                    });
    return clear ? Optional.of(key) : Optional.empty();
  }

  private String nearest(String variable) {
    return variables()
        .min(
            Comparator.comparingInt((String known) -> UnknownKeys.distance(variable, known))
                .thenComparing(known -> known))
        .orElseThrow();
  }
}
