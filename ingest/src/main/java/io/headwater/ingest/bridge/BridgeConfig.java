package io.headwater.ingest.bridge;

import io.headwater.client.ExampleProducerConfig;
import io.headwater.service.config.Matching;
import io.headwater.service.config.ServiceConfig;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigException;

/** Configuration of a {@link Bridge}. */
public final class BridgeConfig extends ServiceConfig {
  /** Topics to read. */
  public static final String FROM = "bridge.from";

  /** Name under which the bridge's position is kept. */
  public static final String NAME = "bridge.name";

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

  /** Returns the keys of a bridge, those of every service among them. */
  public static ConfigDef definition() {
    return ServiceConfig.definition()
        .define(
            FROM,
            ConfigDef.Type.LIST,
            ConfigDef.NO_DEFAULT_VALUE,
            ConfigDef.ValidList.anyNonDuplicateValues(false, false),
            Importance.HIGH,
            "Topics to read, separated by commas.")
        .define(
            NAME,
            ConfigDef.Type.STRING,
            "",
            new Matching("[a-zA-Z0-9._-]{0,200}", "at most 200 letters, digits, '.', '_' and '-'"),
            Importance.MEDIUM,
            "Name under which the bridge's position is kept; made of topics and task where empty.")
        .define(
            ExampleProducerConfig.PARTITIONS,
            ConfigDef.Type.INT,
            4,
            ConfigDef.Range.between(1, 10_000),
            Importance.MEDIUM,
            "Partitions of the task's examples topic where it is new.");
  }

  /** Returns the topics to read. */
  public List<String> from() {
    return getList(FROM);
  }

  int partitions() {
    return getInt(ExampleProducerConfig.PARTITIONS);
  }

  /** Returns the id of the Streams application, which is its consumer group too. */
  public String applicationId(String task) {
    String name = getString(NAME);
    return getString(TOPIC_PREFIX)
        + "bridge."
        + (name.isEmpty()
            ? String.join("-", from().stream().sorted().toList()) + "-to-" + task
            : name);
  }
}
