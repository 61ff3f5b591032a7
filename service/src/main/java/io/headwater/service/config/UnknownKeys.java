package io.headwater.service.config;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.common.config.ConfigException;

/** Refuses keys that nothing reads: a misspelled key would otherwise silently leave the default. */
public final class UnknownKeys {
  private static final List<String> SECRETIVE =
      List.of("password", "secret", "token", "auth", "jaas", "credential", "key");

  private UnknownKeys() {}

  /**
   * Checks a key.
   *
   * @throws ConfigException if nothing reads the key; the message names the nearest key that is
   *     read
   */
  public static void requireKnown(Settings settings, String key, Object value) {
    Set<String> prefixes = settings.passedOn().keySet();
    if (settings.names().contains(key) || prefixes.stream().anyMatch(key::startsWith)) {
      return;
    }
    String lower = key.toLowerCase(Locale.ROOT);
    boolean secretive = SECRETIVE.stream().anyMatch(lower::contains);
    throw new ConfigException(
        "Unknown key "
            + key
            + " (set to "
            + (secretive ? "[hidden]" : value)
            + "): the nearest known key is "
            + nearest(settings, key)
            + ", and keys that start with "
            + String.join(", ", prefixes)
            + " are accepted too.");
  }

  /** Returns the nearest key that is read; for a misspelled former key, today's name of it. */
  private static String nearest(Settings settings, String key) {
    Map<String, String> candidates = new TreeMap<>(settings.formerKeys());
    settings.names().forEach(name -> candidates.put(name, name));
    settings.passedOn().keySet().forEach(prefix -> candidates.put(prefix, prefix));
    return candidates.get(
        candidates.keySet().stream()
            .min(
                Comparator.comparingInt((String known) -> distance(key, known))
                    .thenComparing(known -> known))
            .orElseThrow());
  }

  /** Returns the Levenshtein distance: the fewest characters to insert, delete or change. */
  static int distance(String from, String to) {
    int[] above = new int[to.length() + 1];
    for (int j = 0; j <= to.length(); j++) {
      above[j] = j;
    }
    for (int i = 1; i <= from.length(); i++) {
      int[] row = new int[to.length() + 1];
      row[0] = i;
      for (int j = 1; j <= to.length(); j++) {
        int changed = above[j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(changed, 1 + Math.min(above[j], row[j - 1]));
      }
      above = row;
    }
    return above[to.length()];
  }
}
