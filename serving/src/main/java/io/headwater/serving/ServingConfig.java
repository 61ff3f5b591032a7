package io.headwater.serving;

import ai.djl.Device;
import io.headwater.model.hardware.Devices;
import io.headwater.schemas.TopicCatalogue;
import io.headwater.service.config.ServiceConfig;
import io.headwater.service.topic.ServingTopics;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;

/** Configuration of a service that answers requests. */
public final class ServingConfig extends ServiceConfig {
  /** Group of the instances that share the requests. */
  public static final String GROUP = "serve.group";

  /** Name of this instance. */
  public static final String INSTANCE = "serve.instance.id";

  /** Where the model computes. */
  public static final String DEVICE = "serve.device";

  /** Most requests answered at once. */
  public static final String BATCH_SIZE = "serve.batch.size";

  /** Longest input that is answered. */
  public static final String MAX_CHARACTERS = "serve.max.characters";

  /** Partitions of the requests topic where it is new. */
  public static final String PARTITIONS = "serve.partitions";

  /**
   * Checks the settings.
   *
   * @throws org.apache.kafka.common.config.ConfigException if a key is unknown or a value is not
   *     allowed, in one sentence
   */
  public ServingConfig(Map<String, ?> settings) {
    super(definition(), settings);
  }

  /** Returns the keys of the service; each call returns a new definition. */
  public static ConfigDef definition() {
    return ServiceConfig.definition()
        .define(
            GROUP,
            ConfigDef.Type.STRING,
            "headwater-serve",
            new ConfigDef.NonEmptyString(),
            Importance.MEDIUM,
            "Group of the instances that share the requests; the model's name is added to it.")
        .define(
            INSTANCE,
            ConfigDef.Type.STRING,
            "",
            Importance.LOW,
            "Name of this instance, distinct among those of the group and kept over restarts, so"
                + " that an unfinished transaction ends at once; empty for a random one.")
        .define(
            DEVICE,
            ConfigDef.Type.STRING,
            Devices.AUTO,
            Devices.NAMES,
            Importance.MEDIUM,
            "Where the model computes: cpu, gpu:0, gpu:1 and so on, or auto, which is gpu:0 where"
                + " there is a GPU.")
        .define(
            BATCH_SIZE,
            ConfigDef.Type.INT,
            64,
            Range.between(1, 4096),
            Importance.MEDIUM,
            "Most requests taken, answered and committed at once.")
        .define(
            MAX_CHARACTERS,
            ConfigDef.Type.INT,
            100_000,
            Range.atLeast(1),
            Importance.LOW,
            "Most characters of a request's text and pair together; a longer one is a dead letter.")
        .define(
            PARTITIONS,
            ConfigDef.Type.INT,
            ServingTopics.REQUEST_PARTITIONS,
            Range.between(1, 10_000),
            Importance.LOW,
            "Partitions of the requests topic where it is new, and so the most instances that"
                + " share it.");
  }

  /**
   * Returns where the model computes.
   *
   * @throws org.apache.kafka.common.config.ConfigException if there is no such device here, in one
   *     sentence
   */
  Device device() {
    return Devices.named(DEVICE, getString(DEVICE));
  }

  /** Returns the group of the instances that serve the model. */
  public String group() {
    return getString(GROUP) + "-" + modelName();
  }

  /** Returns the name of this instance, a random one where none is set. */
  String instance() {
    String named = getString(INSTANCE);
    return named.isEmpty() ? UUID.randomUUID().toString() : named;
  }

  /** Returns the most requests answered at once. */
  public int batchSize() {
    return getInt(BATCH_SIZE);
  }

  /** Returns the most characters of an input. */
  public int maxCharacters() {
    return getInt(MAX_CHARACTERS);
  }

  /** Returns the partitions of topics that are new. */
  public TopicCatalogue.Partitions partitions() {
    return new TopicCatalogue.Partitions(getInt(PARTITIONS), 1);
  }
}
