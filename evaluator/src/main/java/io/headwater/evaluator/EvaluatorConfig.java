package io.headwater.evaluator;

import ai.djl.Device;
import io.headwater.evaluator.internal.scorer.ScorerSettings;
import io.headwater.evaluator.internal.topology.StoreOptions;
import io.headwater.evaluator.internal.topology.TopologySettings;
import io.headwater.model.hardware.Devices;
import io.headwater.service.config.ServiceConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.LogAndContinueExceptionHandler;
import org.apache.kafka.streams.processor.WallclockTimestampExtractor;

/** Configuration of the evaluator. */
public final class EvaluatorConfig extends ServiceConfig {
  /** Group of the evaluator's instances. */
  public static final String GROUP = "evaluator.group";

  /** Name of this instance. */
  public static final String INSTANCE = "evaluator.instance.id";

  /** Where models compute. */
  public static final String DEVICE = "evaluator.device";

  /** Whether baselines are scored beside the model. */
  public static final String BASELINES = "evaluator.baselines";

  /** Most examples answered at once. */
  public static final String BATCH_SIZE = "evaluator.batch.size";

  /** Least distance scored beyond the newest cut. */
  public static final String AHEAD_RECORDS = "evaluator.ahead.records";

  /** How long a newer version is waited for. */
  public static final String AHEAD_WAIT = "evaluator.ahead.wait.ms";

  /** How long a task's specification is waited for. */
  public static final String TASK_WAIT = "evaluator.task.wait.ms";

  /** How far the scorer may be behind before it samples. */
  public static final String LAG_RECORDS = "evaluator.lag.records";

  /** Examples in a window by count. */
  public static final String WINDOW_EXAMPLES = "evaluator.window.examples";

  /** Length of a window by time. */
  public static final String WINDOW_SPAN = "evaluator.window.ms";

  /** How long predictions and labels wait for each other. */
  public static final String LABEL_GRACE = "evaluator.label.grace.ms";

  /** Least time between two values of a metric. */
  public static final String PUBLISH_INTERVAL = "evaluator.publish.interval.ms";

  /** Partitions of the topics between the parts of the topology. */
  public static final String PARTITIONS = "evaluator.partitions";

  /** Where the topology keeps its state. */
  public static final String STORES = "evaluator.stores";

  /**
   * Checks the settings.
   *
   * @throws org.apache.kafka.common.config.ConfigException if a key is unknown or a value is not
   *     allowed, in one sentence
   */
  public EvaluatorConfig(Map<String, ?> settings) {
    super(definition(), settings);
  }

  /** Returns the keys of the evaluator; each call returns a new definition. */
  public static ConfigDef definition() {
    return ServiceConfig.definition()
        .define(
            GROUP,
            ConfigDef.Type.STRING,
            "headwater-evaluator",
            new ConfigDef.NonEmptyString(),
            Importance.MEDIUM,
            "Group of the evaluator's instances; the model's name is added to it.")
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
            "Where models compute: cpu, gpu:0, gpu:1 and so on, or auto, which is gpu:0 where there"
                + " is a GPU.")
        .define(
            BASELINES,
            ConfigDef.Type.BOOLEAN,
            true,
            Importance.MEDIUM,
            "Whether trivial and classic learners are scored beside the model.")
        .define(
            BATCH_SIZE,
            ConfigDef.Type.INT,
            64,
            Range.between(1, 4096),
            Importance.LOW,
            "Most examples a model answers at once.")
        .define(
            AHEAD_RECORDS,
            ConfigDef.Type.LONG,
            500L,
            Range.atLeast(1),
            Importance.LOW,
            "Records of a partition scored beyond the newest version's cut before a newer version"
                + " is waited for; the distance of the last two cuts counts where it is greater.")
        .define(
            AHEAD_WAIT,
            ConfigDef.Type.LONG,
            120_000L,
            Range.atLeast(0),
            Importance.LOW,
            "How long since the last announcement a newer version is waited for; then the newest"
                + " scores all.")
        .define(
            TASK_WAIT,
            ConfigDef.Type.LONG,
            30_000L,
            Range.atLeast(0),
            Importance.LOW,
            "How long examples wait for their task's specification.")
        .define(
            LAG_RECORDS,
            ConfigDef.Type.LONG,
            10_000L,
            Range.atLeast(1),
            Importance.LOW,
            "Records the scorer may be behind the newest version's cut before it scores only a"
                + " sample.")
        .define(
            WINDOW_EXAMPLES,
            ConfigDef.Type.INT,
            1000,
            Range.between(1, 1_000_000),
            Importance.MEDIUM,
            "Examples in a window by count.")
        .define(
            WINDOW_SPAN,
            ConfigDef.Type.LONG,
            60_000L,
            Range.atLeast(1000),
            Importance.MEDIUM,
            "Length of a window by time.")
        .define(
            LABEL_GRACE,
            ConfigDef.Type.LONG,
            600_000L,
            Range.atLeast(1000),
            Importance.MEDIUM,
            "How long predictions wait for their label, and labels for predictions.")
        .define(
            PUBLISH_INTERVAL,
            ConfigDef.Type.LONG,
            1000L,
            Range.atLeast(10),
            Importance.MEDIUM,
            "Least time between two values of one metric.")
        .define(
            PARTITIONS,
            ConfigDef.Type.INT,
            1,
            Range.atLeast(1),
            Importance.LOW,
            "Partitions of the topics between the parts of the topology; not to be changed in"
                + " life.")
        .define(
            STORES,
            ConfigDef.Type.STRING,
            "disk",
            ConfigDef.ValidString.in("disk", "memory"),
            Importance.LOW,
            "Where the topology keeps its state, beside its changelog on the broker.");
  }

  /**
   * Returns where models compute.
   *
   * @throws org.apache.kafka.common.config.ConfigException if there is no such device here, in one
   *     sentence
   */
  Device device() {
    return Devices.named(DEVICE, getString(DEVICE));
  }

  /** Returns the id of the group and of the Streams application. */
  String applicationId() {
    return getString(GROUP) + "-" + modelName();
  }

  ScorerSettings scorerSettings() {
    return new ScorerSettings(
        modelName(),
        getInt(BATCH_SIZE),
        getLong(AHEAD_RECORDS),
        Duration.ofMillis(getLong(AHEAD_WAIT)),
        Duration.ofMillis(getLong(TASK_WAIT)),
        getLong(LAG_RECORDS),
        getBoolean(BASELINES));
  }

  TopologySettings topologySettings() {
    return new TopologySettings(
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
   * @param clusterId id of the cluster; the state of each has a folder of its own, since state of
   *     another's topics must not be taken for this one's
   */
  Properties topologyProperties(String clusterId) {
    Properties properties = new Properties();
    // what an operator may change
    properties.put(
        StreamsConfig.STATE_DIR_CONFIG,
        Path.of(System.getProperty("java.io.tmpdir"), "headwater-streams").toString());
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
                // nothing here goes by a record's time, and one that has none must not stop it
                StreamsConfig.DEFAULT_TIMESTAMP_EXTRACTOR_CLASS_CONFIG,
                WallclockTimestampExtractor.class)));
    Path folder = Path.of(properties.get(StreamsConfig.STATE_DIR_CONFIG).toString());
    properties.put(StreamsConfig.STATE_DIR_CONFIG, folder.resolve(clusterId).toString());
    return properties;
  }
}
