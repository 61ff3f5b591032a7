package io.headwater.evaluator;

import static io.headwater.service.config.Allowed.atLeast;
import static io.headwater.service.config.Allowed.between;
import static io.headwater.service.config.Allowed.notEmpty;
import static io.headwater.service.config.Allowed.oneOf;
import static org.apache.kafka.common.config.ConfigDef.Importance.LOW;
import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;

import ai.djl.Device;
import io.headwater.evaluator.internal.scorer.ScorerSettings;
import io.headwater.evaluator.internal.topology.StoreMemory;
import io.headwater.evaluator.internal.topology.StoreOptions;
import io.headwater.evaluator.internal.topology.TopologySettings;
import io.headwater.model.checkpoint.ScoringBacklog;
import io.headwater.model.hardware.Devices;
import io.headwater.model.serving.TopLabels;
import io.headwater.service.config.InstanceId;
import io.headwater.service.config.ServiceConfig;
import io.headwater.service.config.Settings;
import io.headwater.service.lifecycle.ProcessFolder;
import io.headwater.service.streams.InputLimits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.LogAndContinueExceptionHandler;
import org.apache.kafka.streams.processor.WallclockTimestampExtractor;

/** Configuration of the evaluator. */
public final class EvaluatorConfig extends ServiceConfig {
  private static final Settings SETTINGS = new Settings();
  private static final String SEGMENT_BYTES = Integer.toString(16 << 20);

  public static final String GROUP =
      SETTINGS
          .string("evaluator.group", ScoringBacklog.USUAL_EVALUATOR, notEmpty())
          .doc(
              MEDIUM,
              "Group of the evaluator's instances; the model's name is added to it. Another than"
                  + " the default goes into trainer.checkpoint.evaluators too.");

  public static final String INSTANCE = InstanceId.setting(SETTINGS, "evaluator.instance.id");

  public static final String DEVICE = Devices.setting(SETTINGS, "evaluator.device");

  public static final String TOP_LABELS = TopLabels.setting(SETTINGS, "evaluator.top.labels");

  public static final String BASELINES =
      SETTINGS
          .flag("evaluator.baselines", true)
          .doc(
              MEDIUM,
              "Whether trivial and classic learners are scored beside the model, once for all"
                  + " models on the topics.");

  public static final String BATCH_SIZE =
      SETTINGS
          .integer("evaluator.batch.size", 64, between(1, 4096))
          .doc(LOW, "Most examples a model answers at once.");

  public static final String AHEAD_RECORDS =
      SETTINGS
          .longInteger("evaluator.ahead.records", 500, atLeast(1))
          .doc(
              LOW,
              "How many records of a partition are scored beyond the newest version's cut before"
                  + " the scorer waits for a newer version; the distance of the last two cuts"
                  + " counts instead if it is greater.");

  public static final String AHEAD_WAIT =
      SETTINGS
          .longInteger("evaluator.ahead.wait.ms", 120_000, atLeast(0))
          .doc(
              LOW,
              "How long after the last announcement the scorer waits for a newer version; then"
                  + " the newest one scores everything.");

  public static final String TASK_WAIT =
      SETTINGS
          .longInteger("evaluator.task.wait.ms", 30_000, atLeast(0))
          .doc(LOW, "How long examples wait for their task's specification.");

  public static final String LAG_RECORDS =
      SETTINGS
          .longInteger("evaluator.lag.records", 10_000, atLeast(1))
          .doc(
              LOW,
              "Records the scorer may be behind the newest version's cut before it scores only a"
                  + " sample.");

  public static final String QUEUE_BYTES =
      SETTINGS
          .longInteger("evaluator.queue.bytes", 32L << 20, atLeast(1))
          .doc(
              LOW,
              "Most bytes of examples read and not yet scored, shared evenly by the partitions;"
                  + " each may hold one example more.");

  public static final String WINDOW_EXAMPLES =
      SETTINGS
          .integer("evaluator.window.examples", 1000, between(1, 1_000_000))
          .doc(MEDIUM, "Examples in a window by count.");

  public static final String WINDOW_SPAN =
      SETTINGS
          .longInteger("evaluator.window.ms", 60_000, atLeast(1000))
          .doc(MEDIUM, "Length of a window by time.");

  public static final String LABEL_GRACE =
      SETTINGS
          .longInteger("evaluator.label.grace.ms", 600_000, atLeast(1000))
          .doc(MEDIUM, "How long predictions wait for their label, and labels for predictions.");

  public static final String PUBLISH_INTERVAL =
      SETTINGS
          .longInteger("evaluator.publish.interval.ms", 1000, atLeast(10))
          .doc(MEDIUM, "Least time between two values of one metric.");

  public static final String PARTITIONS =
      SETTINGS
          .integer("evaluator.partitions", 1, atLeast(1))
          .doc(
              LOW,
              "Partitions of the topics between the parts of the topology; not to be changed"
                  + " once the evaluator has run.");

  public static final String STORES =
      SETTINGS
          .string("evaluator.stores", "disk", oneOf("disk", "memory"))
          .doc(LOW, "Where the topology keeps its state, beside its changelog on the broker.");

  public static final String STORE_BYTES =
      SETTINGS
          .longInteger("evaluator.store.bytes", 64L << 20, atLeast(1 << 20))
          .doc(
              LOW,
              "Most memory that the stores on disk take for cached blocks and unwritten changes,"
                  + " all of them together.");

  /**
   * Makes a configuration from settings.
   *
   * @throws org.apache.kafka.common.config.ConfigException with a message of one sentence if a key
   *     is unknown or a value is not allowed
   */
  public EvaluatorConfig(Map<String, ?> settings) {
    super(definition(), settings);
  }

  /** Returns the definition of the evaluator's keys; each call returns a new one. */
  public static Settings definition() {
    return ServiceConfig.definition().with(SETTINGS);
  }

  /**
   * Returns the device the models compute on.
   *
   * @throws org.apache.kafka.common.config.ConfigException with a message of one sentence if this
   *     machine has no such device
   */
  Device device() {
    return Devices.named(DEVICE, getString(DEVICE));
  }

  /** Returns a new memory for the stores; empty if they are not on disk. */
  Optional<StoreMemory> storeMemory() {
    return topologySettings().stores() == TopologySettings.Stores.DISK
        ? Optional.of(new StoreMemory(getLong(STORE_BYTES)))
        : Optional.empty();
  }

  /** Returns the name of this instance, which is random unless one is set. */
  String instance() {
    return InstanceId.of(this, INSTANCE);
  }

  /** Returns the id of the Streams application and of its consumer group. */
  String applicationId() {
    return getString(GROUP) + "-" + modelName();
  }

  /**
   * Returns the consumer group in which the evaluators of all models test baselines. No model has a
   * group of this name, since a dash precedes the model's name there.
   */
  String baselineGroup() {
    return getString(GROUP) + ".baselines";
  }

  /**
   * Returns whether a group is that of a model's scorer, in which baselines were tested before
   * there was a group for all models.
   */
  boolean isGroupOfScorer(String group) {
    return ScoringBacklog.isGroupOf(getString(GROUP), group);
  }

  /** Returns the consumer group in which the model's versions score examples. */
  String scorerGroup() {
    return ScoringBacklog.groupOf(getString(GROUP), modelName());
  }

  ScorerSettings scorerSettings() {
    return new ScorerSettings(
        modelName(),
        getInt(BATCH_SIZE),
        getLong(AHEAD_RECORDS),
        Duration.ofMillis(getLong(AHEAD_WAIT)),
        Duration.ofMillis(getLong(TASK_WAIT)),
        getLong(LAG_RECORDS),
        getLong(QUEUE_BYTES),
        getBoolean(BASELINES));
  }

  TopologySettings topologySettings() {
    return new TopologySettings(
        modelName(),
        getInt(WINDOW_EXAMPLES),
        Duration.ofMillis(getLong(WINDOW_SPAN)),
        Duration.ofMillis(getLong(LABEL_GRACE)),
        Duration.ofMillis(getLong(PUBLISH_INTERVAL)),
        getInt(PARTITIONS),
        TopologySettings.Stores.valueOf(getString(STORES).toUpperCase(Locale.ROOT)));
  }

  /**
   * Returns the settings of the topology.
   *
   * @param clusterId id of the cluster; each cluster's state has its own folder, so that the state
   *     of another cluster's topics is never used for this one
   */
  Properties topologyProperties(String clusterId) {
    Properties properties = new Properties();
    // defaults that an operator may override
    properties.put(
        StreamsConfig.STATE_DIR_CONFIG,
        ProcessFolder.shared().resolve("headwater-streams").toString());
    // of the topics that the metrics write for themselves only full segments are cleaned up
    properties.put(StreamsConfig.topicPrefix(TopicConfig.SEGMENT_BYTES_CONFIG), SEGMENT_BYTES);
    properties.putAll(InputLimits.settings());
    properties.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 250);
    properties.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, StoreOptions.class);
    properties.put(StreamsConfig.METADATA_MAX_AGE_CONFIG, 5_000);
    properties.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, 1);
    properties.put(StreamsConfig.consumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), 15_000);
    properties.putAll(
        streamsProperties(
            Map.of(
                StreamsConfig.APPLICATION_ID_CONFIG,
                applicationId(),
                StreamsConfig.PROCESSING_GUARANTEE_CONFIG,
                StreamsConfig.EXACTLY_ONCE_V2,
                StreamsConfig.DESERIALIZATION_EXCEPTION_HANDLER_CLASS_CONFIG,
                LogAndContinueExceptionHandler.class,
                // timestamps are not used here, and a record without one must not stop the topology
                StreamsConfig.DEFAULT_TIMESTAMP_EXTRACTOR_CLASS_CONFIG,
                WallclockTimestampExtractor.class)));
    Path folder = Path.of(properties.get(StreamsConfig.STATE_DIR_CONFIG).toString());
    properties.put(StreamsConfig.STATE_DIR_CONFIG, folder.resolve(clusterId).toString());
    return properties;
  }
}
