package io.headwater.ingest.bridge;

import static io.headwater.service.config.Allowed.distinct;
import static org.apache.kafka.common.config.ConfigDef.Importance.HIGH;
import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;

import io.headwater.client.ExampleProducerConfig;
import io.headwater.service.config.PatternValidator;
import io.headwater.service.config.ServiceConfig;
import io.headwater.service.config.Settings;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;

/** Configuration of a {@link Bridge}. */
public final class BridgeConfig extends ServiceConfig {
  private static final Settings SETTINGS = new Settings();

  public static final String FROM =
      SETTINGS
          .requiredList("bridge.from", distinct())
          .doc(HIGH, "Topics to read, separated by commas.");

  public static final String NAME =
      SETTINGS
          .string(
              "bridge.name",
              "",
              new PatternValidator(
                  "[a-zA-Z0-9._-]{0,200}", "at most 200 letters, digits, '.', '_' and '-'"))
          .doc(
              MEDIUM,
              "Name under which the bridge's position is kept; if empty, one is made of topics"
                  + " and task.");

  /**
   * Checks the settings.
   *
   * @throws ConfigException if a key is unknown or a value is not allowed
   */
  public BridgeConfig(Map<String, ?> settings) {
    super(definition(), settings);
    for (String topic : from()) {
      if (topics().isExamples(topic) || topic.equals(topics().deadLetters())) {
        throw new ConfigException(
            FROM, topic, "must be topics of your own, not those a bridge writes.");
      }
    }
  }

  /** Returns the keys of a bridge, including those that every service has. */
  public static Settings definition() {
    return ServiceConfig.definition()
        .with(SETTINGS)
        .with(ExampleProducerConfig.definition().only(ExampleProducerConfig.PARTITIONS));
  }

  /** Returns the topics to read. */
  public List<String> from() {
    return getList(FROM);
  }

  int partitions() {
    return getInt(ExampleProducerConfig.PARTITIONS);
  }

  /** Returns the id of the Streams application, which is also its consumer group. */
  public String applicationId(String task) {
    String name = getString(NAME);
    return getString(TOPIC_PREFIX)
        + "bridge."
        + (name.isEmpty()
            ? String.join("-", from().stream().sorted().toList()) + "-to-" + task
            : name);
  }
}
