package io.headwater.trainer;

import io.headwater.model.learning.OptimizerSettings.ScheduleFree;
import io.headwater.service.config.ServiceConfig;
import io.headwater.trainer.weighting.FamoWeighting;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.ValidString;
import org.apache.kafka.common.config.ConfigException;

/** Configuration of the trainer. */
public final class TrainerConfig extends ServiceConfig {
  /** Shape of a new trunk. */
  public static final String MODEL_SIZE = "model.size";

  /** Folder a new model starts from. */
  public static final String MODEL_INIT = "model.init";

  /** Tokenizer of a new model. */
  public static final String TOKENIZER_FILE = "tokenizer.file";

  /** Seed of everything random. */
  public static final String SEED = "seed";

  /** Threads of one operation. */
  public static final String THREADS = "threads";

  /** Tokens of a batch. */
  public static final String BATCH_TOKENS = "batch.tokens";

  /** Batches ready ahead of the step thread. */
  public static final String BATCH_QUEUE = "batch.queue";

  /** Records of a partition in a block. */
  public static final String BLOCK_RECORDS = "block.records";

  /** How long a short partition is waited for. */
  public static final String BLOCK_WAIT_MS = "block.wait.ms";

  /** Steps between checkpoints. */
  public static final String CHECKPOINT_STEPS = "checkpoint.steps";

  /** Time between checkpoints. */
  public static final String CHECKPOINT_INTERVAL_MS = "checkpoint.interval.ms";

  /** Most of the time that goes into writing checkpoints. */
  public static final String CHECKPOINT_SHARE = "checkpoint.share";

  /** Checkpoints kept. */
  public static final String CHECKPOINT_KEEP = "checkpoint.keep";

  /** Dead letters held back until a checkpoint. */
  public static final String DEAD_LETTER_BYTES = "dead.letter.buffer.bytes";

  /** How long examples wait for their task. */
  public static final String TASK_WAIT_MS = "task.wait.ms";

  /** How often tasks and topics are looked for. */
  public static final String DISCOVERY_INTERVAL_MS = "discovery.interval.ms";

  /** How long a silent leader keeps its right. */
  public static final String LEADER_SESSION_MS = "leader.session.ms";

  /** Checks the settings; see {@link ServiceConfig}. */
  public TrainerConfig(Map<String, ?> settings) {
    super(definition(), settings);
    refuseBesideInit(MODEL_SIZE);
    refuseBesideInit(TOKENIZER_FILE);
    refuseFamoAwayFromTheParameters();
  }

  /** Famo compares losses before and after an update, and both have to be the parameters'. */
  private void refuseFamoAwayFromTheParameters() {
    if (getString(WeightingConfig.STRATEGY).equals(FamoWeighting.NAME)
        && getString(OptimizerConfig.OPTIMIZER).equals(ScheduleFree.NAME)) {
      throw new ConfigException(
          "%s is %s but must be another where %s is %s, which takes gradients elsewhere than at the parameters"
              .formatted(
                  WeightingConfig.STRATEGY,
                  FamoWeighting.NAME,
                  OptimizerConfig.OPTIMIZER,
                  ScheduleFree.NAME));
    }
  }

  /** A folder brings its own shape and tokenizer. */
  private void refuseBesideInit(String key) {
    String value = originals().containsKey(key) ? getString(key) : "";
    if (init().isPresent() && !value.isEmpty()) {
      throw new ConfigException(
          key
              + " is "
              + value
              + " but must not be set beside "
              + MODEL_INIT
              + ", whose folder decides it");
    }
  }

  /** Returns the keys of the trainer, those of every service included. */
  public static ConfigDef definition() {
    ConfigDef model = ComputeConfig.define(modelKeys(ServiceConfig.definition()));
    return checkpointKeys(WeightingConfig.define(OptimizerConfig.define(streamKeys(model))));
  }

  private static ConfigDef modelKeys(ConfigDef definition) {
    return definition
        .define(
            MODEL_SIZE,
            ConfigDef.Type.STRING,
            "tiny",
            ValidString.in("tiny", "small", "base"),
            Importance.HIGH,
            "Shape of the trunk where no checkpoint has been announced yet.")
        .define(
            MODEL_INIT,
            ConfigDef.Type.STRING,
            "",
            Importance.HIGH,
            "A Hugging Face folder of type llama, mistral or qwen2 to start from where no checkpoint"
                + " has been announced yet; takes the place of model.size and tokenizer.file.")
        .define(
            TOKENIZER_FILE,
            ConfigDef.Type.STRING,
            "",
            Importance.HIGH,
            "A tokenizer.json, needed where no checkpoint has been announced yet.")
        .define(
            SEED,
            ConfigDef.Type.LONG,
            1L,
            Importance.MEDIUM,
            "Seed of initial weights, order of rows and everything else that is random.")
        .define(
            THREADS,
            ConfigDef.Type.INT,
            0,
            Range.atLeast(0),
            Importance.MEDIUM,
            "Threads of one tensor operation, part of what makes runs equal; 0 leaves it to the"
                + " engine.");
  }

  private static ConfigDef streamKeys(ConfigDef definition) {
    return definition
        .define(
            BATCH_TOKENS,
            ConfigDef.Type.INT,
            1024,
            Range.atLeast(1),
            Importance.HIGH,
            "Most input and target tokens of a batch, padding not counted.")
        .define(
            BATCH_QUEUE,
            ConfigDef.Type.INT,
            8,
            Range.atLeast(1),
            Importance.LOW,
            "Most batches ready ahead of the step thread; a new task's first step comes after them.")
        .define(
            BLOCK_RECORDS,
            ConfigDef.Type.INT,
            64,
            Range.atLeast(1),
            Importance.MEDIUM,
            "Records each partition gives to a block.")
        .define(
            BLOCK_WAIT_MS,
            ConfigDef.Type.LONG,
            200L,
            Range.atLeast(0),
            Importance.MEDIUM,
            "How long a block waits for a partition that is at the end of its log.")
        .define(
            TASK_WAIT_MS,
            ConfigDef.Type.LONG,
            60_000L,
            Range.atLeast(0),
            Importance.MEDIUM,
            "How long examples wait for the specification of their task before they become dead"
                + " letters.")
        .define(
            DISCOVERY_INTERVAL_MS,
            ConfigDef.Type.LONG,
            1_000L,
            Range.atLeast(10),
            Importance.LOW,
            "How often new tasks, topics and partitions are looked for.")
        .define(
            LEADER_SESSION_MS,
            ConfigDef.Type.INT,
            10_000,
            Range.atLeast(1_000),
            Importance.LOW,
            "After how long a silent trainer loses its model to another, within the broker's"
                + " limits for group sessions.");
  }

  private static ConfigDef checkpointKeys(ConfigDef definition) {
    return definition
        .define(
            CHECKPOINT_STEPS,
            ConfigDef.Type.LONG,
            200L,
            Range.atLeast(1),
            Importance.MEDIUM,
            "A checkpoint is made after this many steps, if not sooner.")
        .define(
            CHECKPOINT_INTERVAL_MS,
            ConfigDef.Type.LONG,
            10_000L,
            Range.atLeast(1),
            Importance.MEDIUM,
            "A checkpoint is made after this long if anything has advanced.")
        .define(
            CHECKPOINT_SHARE,
            ConfigDef.Type.DOUBLE,
            0.05,
            Range.between(1e-4, 1),
            Importance.LOW,
            "Most of the time that goes into writing checkpoints, which takes processors from"
                + " learning: after one that took a second the next waits 20 at 0.05.")
        .define(
            CHECKPOINT_KEEP,
            ConfigDef.Type.INT,
            5,
            Range.atLeast(1),
            Importance.MEDIUM,
            "How many of the newest checkpoints are kept beside those a channel points at.")
        .define(
            DEAD_LETTER_BYTES,
            ConfigDef.Type.LONG,
            16L << 20,
            Range.atLeast(1),
            Importance.LOW,
            "A checkpoint is made when the dead letters that wait for it hold this many bytes.");
  }

  /** Returns the tokenizer of a new model, where one is given. */
  public Optional<Path> tokenizerFile() {
    return path(TOKENIZER_FILE);
  }

  /** Returns the folder a new model starts from, where one is given. */
  public Optional<Path> init() {
    return path(MODEL_INIT);
  }

  private Optional<Path> path(String key) {
    String path = getString(key);
    return path.isEmpty() ? Optional.empty() : Optional.of(Path.of(path));
  }

  /**
   * Returns where and how the model computes; starts the engine.
   *
   * @throws ConfigException if there is no such device here, in one sentence
   */
  public ComputeConfig compute() {
    return new ComputeConfig(this);
  }

  /** Returns how the model is updated. */
  public OptimizerConfig optimizer() {
    return new OptimizerConfig(this);
  }

  /** Returns how the weights of the tasks' losses move. */
  public WeightingConfig weighting() {
    return new WeightingConfig(this);
  }

  /** Returns a setting in milliseconds as a duration. */
  public Duration millis(String key) {
    return Duration.ofMillis(getLong(key));
  }

  /** Returns the id of the model's trainer group. */
  public String group() {
    return getString(TOPIC_PREFIX) + modelName() + "-trainer";
  }
}
