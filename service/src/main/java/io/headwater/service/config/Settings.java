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
 * A set of settings, each declared once, in one expression: key, default, allowed values and doc.
 *
 * <p>A declaration returns the key, which goes into the constant that names the setting in code:
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
 * <p>A class declares its settings while it is loaded, and only hands out copies afterwards.
 */
public final class Settings extends ConfigDef {
  private static final Logger LOG = LoggerFactory.getLogger(Settings.class);
  private static final Allowed ANYTHING = Allowed.of("", Map.of(), (key, value) -> {});

  private final String formerlyWithout;
  private final Map<String, String> formerKeys = new TreeMap<>();
  private final Map<String, String> passedOn = new LinkedHashMap<>();

  /** Makes an empty set of settings. */
  public Settings() {
    this("");
  }

  private Settings(String formerlyWithout) {
    this.formerlyWithout = formerlyWithout;
  }

  /**
   * Makes an empty set of settings whose keys once lacked a prefix; keys without it go on working.
   * Newer keys say that they never lacked it.
   *
   * @param prefix prefix that all keys have now
   */
  public static Settings formerlyWithout(String prefix) {
    return new Settings(prefix);
  }

  /** Returns these settings together with others. */
  public Settings with(Settings more) {
    Settings result = new Settings();
    for (Settings each : List.of(this, more)) {
      each.configKeys().values().forEach(result::define);
      result.formerKeys.putAll(each.formerKeys);
      result.passedOn.putAll(each.passedOn);
    }
    return result;
  }

  /** Returns a set with only one of these settings, for a service that shares it with another. */
  public Settings only(String key) {
    Settings result = new Settings();
    result.define(configKeys().get(key));
    return result;
  }

  /** A setting that lacks only its doc; {@link #doc} declares it. */
  public final class Undocumented {
    private final String key;
    private final Type type;
    private final Object usual;
    private final Allowed allowed;
    private boolean hasFormerKey = !formerlyWithout.isEmpty();

    private Undocumented(String key, Type type, Object usual, Allowed allowed) {
      this.key = key;
      this.type = type;
      this.usual = usual;
      this.allowed = allowed;
    }

    /** Says that the key has had its prefix from the start. */
    public Undocumented neverWithoutPrefix() {
      hasFormerKey = false;
      return this;
    }

    /**
     * Declares the setting.
     *
     * @param text what the setting is, in a sentence or two
     * @return the key
     */
    public String doc(Importance importance, String text) {
      define(key, type, usual, allowed, importance, text);
      if (hasFormerKey) {
        formerKeys.put(key.substring(formerlyWithout.length()), key);
      }
      return key;
    }
  }

  /** Starts a setting that is a text. */
  public Undocumented string(String key, String usual) {
    return string(key, usual, ANYTHING);
  }

  /** Starts a setting that is a text. */
  public Undocumented string(String key, String usual, Allowed allowed) {
    return new Undocumented(key, Type.STRING, usual, allowed);
  }

  /** Starts a setting that is a text and may be left out. */
  public Undocumented optionalString(String key, Allowed allowed) {
    return new Undocumented(key, Type.STRING, null, allowed.orUnset());
  }

  /** Starts a setting that is a text and must be set. */
  public Undocumented requiredString(String key, Allowed allowed) {
    return new Undocumented(key, Type.STRING, NO_DEFAULT_VALUE, allowed);
  }

  /** Starts a setting that is a text, is never shown and may be left out. */
  public Undocumented optionalPassword(String key) {
    return new Undocumented(key, Type.PASSWORD, null, ANYTHING);
  }

  /** Starts a setting that is a list of texts, separated by commas. */
  public Undocumented list(String key, List<String> usual, Allowed allowed) {
    return new Undocumented(key, Type.LIST, usual, allowed);
  }

  /** Starts a setting that is a list of texts, separated by commas, and must be set. */
  public Undocumented requiredList(String key, Allowed allowed) {
    return new Undocumented(key, Type.LIST, NO_DEFAULT_VALUE, allowed);
  }

  /** Starts a setting that is a whole number of 32 bits. */
  public Undocumented integer(String key, int usual, Allowed allowed) {
    return new Undocumented(key, Type.INT, usual, allowed);
  }

  /** Starts a setting that is a whole number of 32 bits. */
  public Undocumented integer(String key, int usual) {
    return integer(key, usual, ANYTHING);
  }

  /** Starts a setting that is a whole number of 64 bits. */
  public Undocumented longInteger(String key, long usual, Allowed allowed) {
    return new Undocumented(key, Type.LONG, usual, allowed);
  }

  /** Starts a setting that is a whole number of 64 bits. */
  public Undocumented longInteger(String key, long usual) {
    return longInteger(key, usual, ANYTHING);
  }

  /** Starts a setting that is a number. */
  public Undocumented number(String key, double usual, Allowed allowed) {
    return new Undocumented(key, Type.DOUBLE, usual, allowed);
  }

  /** Starts a setting that is a number and may be left out. */
  public Undocumented optionalNumber(String key, Allowed allowed) {
    return new Undocumented(key, Type.DOUBLE, null, allowed.orUnset());
  }

  /** Starts a setting that is a number and may be left out. */
  public Undocumented optionalNumber(String key) {
    return optionalNumber(key, ANYTHING);
  }

  /** Starts a setting that is true or false. */
  public Undocumented flag(String key, boolean usual) {
    return new Undocumented(key, Type.BOOLEAN, usual, ANYTHING);
  }

  /**
   * Declares that all keys with a prefix are accepted and passed on.
   *
   * @param text who takes them
   * @return the prefix
   */
  public String passOn(String prefix, String text) {
    passedOn.put(prefix, text);
    return prefix;
  }

  /** Returns the rule for the values of a key; empty if every value is allowed. */
  public Optional<Allowed> allowed(String key) {
    return Optional.ofNullable(configKeys().get(key).validator)
        .filter(Allowed.class::isInstance)
        .map(Allowed.class::cast)
        .filter(allowed -> !allowed.toString().isEmpty());
  }

  /** Returns today's keys by their former names. */
  public Map<String, String> formerKeys() {
    return Collections.unmodifiableMap(formerKeys);
  }

  /** Returns the prefixes of keys that are passed on, with who takes them. */
  public Map<String, String> passedOn() {
    return Collections.unmodifiableMap(passedOn);
  }

  /**
   * Returns settings under today's keys; logs a line for each that is given by its former key.
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
                    + " are the old and the new name of one setting; set only the new one");
          }
          LOG.warn("{} is now called {}; the old name still works", former, key);
          result.put(key, result.remove(former));
        });
    return result;
  }
}
