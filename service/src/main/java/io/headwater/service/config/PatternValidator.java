package io.headwater.service.config;

import io.headwater.schemas.serde.ConfluentSchemaRegistry;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.ConfigException;

/** Allows values that match a pattern as a whole, and says in words what is allowed. */
public final class PatternValidator implements Allowed {
  private final Pattern pattern;
  private final String allowed;

  /**
   * Makes a validator.
   *
   * @param pattern pattern that a value must match as a whole
   * @param allowed what is allowed, worded to follow "must be"
   */
  public PatternValidator(String pattern, String allowed) {
    this.pattern = Pattern.compile(pattern);
    this.allowed = allowed;
  }

  /** Returns whether a value is allowed. */
  public boolean allows(String value) {
    return pattern.matcher(value).matches();
  }

  @Override
  public void ensureValid(String key, Object value) {
    if (value == null || !allows(value.toString())) {
      // an address may hold a password
      String shown = ConfluentSchemaRegistry.withoutSecrets(String.valueOf(value));
      throw new ConfigException(key, shown, "must be " + allowed + ".");
    }
  }

  @Override
  public Map<String, Object> keywords() {
    return Map.of("pattern", "^(" + pattern + ")$");
  }

  @Override
  public String toString() {
    return allowed;
  }
}
