package io.headwater.service.config;

import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Settings there are, each declared once: key, default, what is allowed and doc in one expression.
 *
 * <p>A declaration returns the key, for the constant that stands for the setting in code:
 *
 * <pre>{@code
 * private static final Settings SETTINGS = new Settings();
 *
 * public static final String BATCH_SIZE =
 *     SETTINGS
 *         .integer("serve.batch.size", 64, Allowed.between(1, 4096))
 *         .doc(Importance.MEDIUM, "Most requests answered at once.");
 * }</pre>
 *
 * <p>A class declares its settings while it is loaded, and hands out copies from then on.
 */
public final class Settings extends ConfigDef {
  private static final Logger LOG = LoggerFactory.getLogger(Settings.class);
  private static final Allowed ANYTHING = Allowed.of("", Map.of(), (key, value) -> {});

  private final String formerlyWithout;
  private final Map<String, String> formerKeys = new TreeMap<>();
  private final Map<String, String> passedOn = new LinkedHashMap<>();

  /** Starts with no setting. */
  public Settings() {
    this("");
  }

  private Settings(String formerlyWithout) {
    this.formerlyWithout = formerlyWithout;
  }

  /**
   * Starts with no setting, for keys that once lacked a prefix: without it they go on working.
   *
   * @param prefix what all keys start with, and once did not
   */
  public static Settings formerlyWithout(String prefix) {
    return new Settings(prefix);
  }

  /** Returns these settings and more. */
  public Settings with(Settings more) {
    Settings result = new Settings();
    for (Settings each : List.of(this, more)) {
      each.configKeys().values().forEach(result::define);
      result.formerKeys.putAll(each.formerKeys);
      result.passedOn.putAll(each.passedOn);
    }
    return result;
  }

  /** Returns one of the settings, for a service that shares it with another. */
  public Settings only(String key) {
    Settings result = new Settings();
    result.define(configKeys().get(key));
    return result;
  }

  /** A setting but for its doc, with which it is declared. */
  public final class Undocumented {
    private final String key;
    private final Type type;
    private final Object usual;
    private final Allowed allowed;

    private Undocumented(String key, Type type, Object usual, Allowed allowed) {
      this.key = key;
      this.type = type;
      this.usual = usual;
      this.allowed = allowed;
    }

    /**
     * Declares the setting.
     *
     * @param text what the setting is, in a sentence or two
     * @return the key
     */
    public String doc(Importance importance, String text) {
      define(key, type, usual, allowed, importance, text);
      if (!formerlyWithout.isEmpty()) {
        formerKeys.put(key.substring(formerlyWithout.length()), key);
      }
      return key;
    }
  }

  /** Begins a text. */
  public Undocumented string(String key, String usual) {
    return string(key, usual, ANYTHING);
  }

  /** Begins a text. */
  public Undocumented string(String key, String usual, Allowed allowed) {
    return new Undocumented(key, Type.STRING, usual, allowed);
  }

  /** Begins a text that may be left out. */
  public Undocumented optionalString(String key, Allowed allowed) {
    return new Undocumented(key, Type.STRING, null, allowed.orUnset());
  }

  /** Begins a text that must be set. */
  public Undocumented requiredString(String key, Allowed allowed) {
    return new Undocumented(key, Type.STRING, NO_DEFAULT_VALUE, allowed);
  }

  /** Begins a text that is never shown, and may be left out. */
  public Undocumented optionalPassword(String key) {
    return new Undocumented(key, Type.PASSWORD, null, ANYTHING);
  }

  /** Begins texts, separated by commas. */
  public Undocumented list(String key, List<String> usual, Allowed allowed) {
    return new Undocumented(key, Type.LIST, usual, allowed);
  }

  /** Begins texts that must be set, separated by commas. */
  public Undocumented requiredList(String key, Allowed allowed) {
    return new Undocumented(key, Type.LIST, NO_DEFAULT_VALUE, allowed);
  }

  /** Begins a whole number of 32 bits. */
  public Undocumented integer(String key, int usual, Allowed allowed) {
    return new Undocumented(key, Type.INT, usual, allowed);
  }

  /** Begins a whole number of 32 bits. */
  public Undocumented integer(String key, int usual) {
    return integer(key, usual, ANYTHING);
  }

  /** Begins a whole number of 64 bits. */
  public Undocumented longInteger(String key, long usual, Allowed allowed) {
    return new Undocumented(key, Type.LONG, usual, allowed);
  }

  /** Begins a whole number of 64 bits. */
  public Undocumented longInteger(String key, long usual) {
    return longInteger(key, usual, ANYTHING);
  }

  /** Begins a number. */
  public Undocumented number(String key, double usual, Allowed allowed) {
    return new Undocumented(key, Type.DOUBLE, usual, allowed);
  }

  /** Begins a number that may be left out. */
  public Undocumented optionalNumber(String key, Allowed allowed) {
    return new Undocumented(key, Type.DOUBLE, null, allowed.orUnset());
  }

  /** Begins a number that may be left out. */
  public Undocumented optionalNumber(String key) {
    return optionalNumber(key, ANYTHING);
  }

  /** Begins what is true or false. */
  public Undocumented flag(String key, boolean usual) {
    return new Undocumented(key, Type.BOOLEAN, usual, ANYTHING);
  }

  /**
   * Declares that all keys that start with a prefix are taken, and handed on.
   *
   * @param text who takes them
   * @return the prefix
   */
  public String passOn(String prefix, String text) {
    passedOn.put(prefix, text);
    return prefix;
  }

  /** Returns what is allowed for a key, where something is said of it. */
  public Optional<Allowed> allowed(String key) {
    return Optional.ofNullable(configKeys().get(key).validator)
        .filter(Allowed.class::isInstance)
        .map(Allowed.class::cast)
        .filter(allowed -> !allowed.toString().isEmpty());
  }

  /** Returns the keys of today by what they once were. */
  public Map<String, String> formerKeys() {
    return Collections.unmodifiableMap(formerKeys);
  }

  /** Returns what keys that are handed on start with, and who takes them. */
  public Map<String, String> passedOn() {
    return Collections.unmodifiableMap(passedOn);
  }

  /**
   * Returns settings under the keys of today; of each that has a former one, a line of the log says
   * so.
   *
   * @throws ConfigException if both the former key and today's are set
   */
  public <V> Map<String, V> underTodaysKeys(Map<String, V> settings) {
    Map<String, V> result = new HashMap<>(settings);
    formerKeys.forEach(
        (former, key) -> {
          if (!settings.containsKey(former)) {
            return;
          }
          if (settings.containsKey(key)) {
            throw new ConfigException(
                former
                    + " and "
                    + key
                    + " are the old and the new name of one setting, of which only the new must be"
                    + " set");
          }
          LOG.warn("{} is now called {}; the old name still works", former, key);
          result.put(key, result.remove(former));
        });
    return result;
  }
}
