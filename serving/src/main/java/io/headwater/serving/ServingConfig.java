package io.headwater.serving;

import static io.headwater.service.config.Allowed.atLeast;
import static io.headwater.service.config.Allowed.between;
import static io.headwater.service.config.Allowed.distinctOrNone;
import static io.headwater.service.config.Allowed.notEmpty;
import static org.apache.kafka.common.config.ConfigDef.Importance.LOW;
import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;

import ai.djl.Device;
import io.headwater.model.hardware.Devices;
import io.headwater.model.serving.TopLabels;
import io.headwater.schemas.TopicCatalogue;
import io.headwater.service.config.InstanceId;
import io.headwater.service.config.ServiceConfig;
import io.headwater.service.config.Settings;
import io.headwater.service.topic.ServingTopics;
import java.util.List;
import java.util.Map;

/** Configuration of a service that answers requests. */
public final class ServingConfig extends ServiceConfig {
  private static final Settings SETTINGS = new Settings();

  public static final String GROUP =
      SETTINGS
          .string("serve.group", "headwater-serve", notEmpty())
          .doc(
              MEDIUM,
              "Group of the instances that share the requests that name no model; for those that"
                  + " name one, the model's name is added to it.");

  public static final String INSTANCE = InstanceId.setting(SETTINGS, "serve.instance.id");

  public static final String DEVICE = Devices.setting(SETTINGS, "serve.device");

  public static final String TOP_LABELS = TopLabels.setting(SETTINGS, "serve.top.labels");

  public static final String BATCH_SIZE =
      SETTINGS
          .integer("serve.batch.size", 64, between(1, 4096))
          .doc(MEDIUM, "Most requests taken, answered and committed at once.");

  public static final String BATCH_BYTES =
      SETTINGS
          .longInteger("serve.batch.bytes", 16L << 20, atLeast(1))
          .doc(
              LOW,
              "Bytes of requests after which no more are taken at once; what the last poll brought"
                  + " comes on top.");

  public static final String MAX_CHARACTERS =
      SETTINGS
          .integer("serve.max.characters", 100_000, atLeast(1))
          .doc(
              LOW,
              "Most characters of a request's text and pair together; a longer request is"
                  + " refused.");

  public static final String REPLY_TOPICS =
      SETTINGS
          .list("serve.reply.topics", List.of(), distinctOrNone())
          .doc(
              MEDIUM,
              "What the names of topics start with that requests may name for their replies; where"
                  + " empty, 'replies' behind topic.prefix. Topics of Headwater's own are never"
                  + " among them.");

  public static final String PARTITIONS =
      SETTINGS
          .integer("serve.partitions", ServingTopics.REQUEST_PARTITIONS, between(1, 10_000))
          .doc(
              LOW,
              "Partitions of the requests topic if it is created, and so the most instances that"
                  + " can share it.");

  /**
   * Makes a configuration from settings.
   *
   * @throws org.apache.kafka.common.config.ConfigException with a message of one sentence if a key
   *     is unknown or a value is not allowed
   */
  public ServingConfig(Map<String, ?> settings) {
    super(definition(), settings);
  }

  /** Returns the definition of the service's keys; each call returns a new one. */
  public static Settings definition() {
    return ServiceConfig.definition().with(SETTINGS);
  }

  /**
   * Returns the device the model computes on.
   *
   * @throws org.apache.kafka.common.config.ConfigException with a message of one sentence if this
   *     machine has no such device
   */
  Device device() {
    return Devices.named(DEVICE, getString(DEVICE));
  }

  /** Returns the consumer group in which a share of the requests is taken. */
  public String group(RequestShare share) {
    return getString(GROUP) + share.model().map(model -> "-" + model).orElse("");
  }

  /**
   * Returns whether a group is that of a model, in which requests that name no model were taken,
   * too, before there was a group for all models.
   */
  public boolean isGroupOfModel(String group) {
    return group.startsWith(getString(GROUP) + "-");
  }

  /** Returns the name of this instance, which is random unless one is set. */
  String instance() {
    return InstanceId.of(this, INSTANCE);
  }

  /** Returns the maximum number of requests answered at once. */
  public int batchSize() {
    return getInt(BATCH_SIZE);
  }

  /** Returns the bytes of requests after which no more are taken at once. */
  public long batchBytes() {
    return getLong(BATCH_BYTES);
  }

  /** Returns the maximum number of characters in an input. */
  public int maxCharacters() {
    return getInt(MAX_CHARACTERS);
  }

  /** Returns what the names of topics start with that requests may name for their replies. */
  public List<String> replyTopics() {
    List<String> starts = getList(REPLY_TOPICS);
    return starts.isEmpty() ? List.of(topics().replies()) : starts;
  }

  /** Returns how many partitions a newly created topic gets. */
  public TopicCatalogue.Partitions partitions() {
    return new TopicCatalogue.Partitions(getInt(PARTITIONS), 1);
  }
}
