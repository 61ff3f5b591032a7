package io.headwater.trainer;

import static io.headwater.service.config.Allowed.atLeast;
import static io.headwater.service.config.Allowed.between;
import static io.headwater.service.config.Allowed.distinctOrNone;
import static io.headwater.service.config.Allowed.oneOf;
import static org.apache.kafka.common.config.ConfigDef.Importance.HIGH;
import static org.apache.kafka.common.config.ConfigDef.Importance.LOW;
import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;

import io.headwater.model.ModelConfig;
import io.headwater.model.checkpoint.ScoringBacklog;
import io.headwater.model.learning.OptimizerSettings.ScheduleFree;
import io.headwater.service.config.ServiceConfig;
import io.headwater.service.config.Settings;
import io.headwater.trainer.weighting.FamoWeighting;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.kafka.common.config.ConfigException;

/**
 * Configuration of the trainer.
 *
 * <p>Keys are also accepted without the prefix {@code trainer.}, which they once lacked.
 */
// Longer than most classes: most of it declares keys, each with its doc.
public final class TrainerConfig extends ServiceConfig {
  private static final Settings SETTINGS = Settings.formerlyWithout("trainer.");

  public static final String MODEL_INIT =
      SETTINGS
          .string("trainer.model.init", ModelInit.MINI_LM)
          .doc(
              HIGH,
              "What a new model starts from if no checkpoint has been announced yet: minilm is the"
                  + " encoder all-MiniLM-L6-v2; random draws a trunk of trainer.model.size; else a"
                  + " Hugging Face folder of type llama, mistral, qwen2, qwen3, gpt2, bert,"
                  + " roberta, xlm-roberta or distilbert, or an ONNX export of a BERT encoder; if unset random where trainer.model.size or"
                  + " trainer.tokenizer.file is set.");

  public static final String MODEL_INIT_LAYERS =
      SETTINGS
          .integer("trainer.model.init.layers", 0, atLeast(0))
          .neverWithoutPrefix()
          .doc(
              MEDIUM,
              "How many layers a new model takes of what it starts from, the first ones; 0 takes all"
                  + " of them, and 3 of minilm's 6 halve the cost.");

  public static final String MODEL_SIZE =
      SETTINGS
          .string("trainer.model.size", "tiny", oneOf("tiny", "small", "base"))
          .doc(HIGH, "Shape of the trunk of a new model that starts at random.");

  public static final String TOKENIZER_FILE =
      SETTINGS
          .string("trainer.tokenizer.file", "")
          .doc(HIGH, "A tokenizer.json, needed by a new model that starts at random.");

  public static final String SEED =
      SETTINGS
          .longInteger("trainer.seed", 1)
          .doc(
              MEDIUM, "Seed of initial weights, order of rows and everything else that is random.");

  public static final String THREADS =
      SETTINGS
          .integer("trainer.threads", 0, atLeast(0))
          .doc(
              MEDIUM,
              "Threads of one tensor operation, part of what makes runs equal; 0 leaves it to the"
                  + " engine.");

  public static final String BATCH_TOKENS =
      SETTINGS
          .integer("trainer.batch.tokens", 1024, atLeast(1))
          .doc(HIGH, "Most input and target tokens of a batch, padding not counted.");

  public static final String BATCH_QUEUE =
      SETTINGS
          .integer("trainer.batch.queue", 8, atLeast(1))
          .doc(
              LOW,
              "Most batches ready ahead of the step thread; a new task's first step comes after"
                  + " them.");

  public static final String BLOCK_RECORDS =
      SETTINGS
          .integer("trainer.block.records", 64, atLeast(1))
          .doc(MEDIUM, "Most records each partition gives to a block.");

  public static final String BLOCK_BYTES =
      SETTINGS
          .longInteger("trainer.block.bytes", 32L << 20, atLeast(1))
          .neverWithoutPrefix()
          .doc(
              MEDIUM,
              "Bytes of the records of a block, shared evenly by the partitions: each gives records"
                  + " until its share is reached, and at least one. Three times as many are read"
                  + " ahead.");

  public static final String BLOCK_WAIT_MS =
      SETTINGS
          .longInteger("trainer.block.wait.ms", 200, atLeast(0))
          .doc(MEDIUM, "How long a block waits for a partition that is at the end of its log.");

  public static final String CHECKPOINT_STEPS =
      SETTINGS
          .longInteger("trainer.checkpoint.steps", 200, atLeast(1))
          .doc(MEDIUM, "A checkpoint is made after this many steps, if not sooner.");

  public static final String CHECKPOINT_INTERVAL_MS =
      SETTINGS
          .longInteger("trainer.checkpoint.interval.ms", 10_000, atLeast(1))
          .doc(MEDIUM, "A checkpoint is made after this long if anything has advanced.");

  public static final String CHECKPOINT_MAX_INTERVAL_MS =
      SETTINGS
          .longInteger("trainer.checkpoint.max.interval.ms", 60_000, atLeast(1))
          .neverWithoutPrefix()
          .doc(
              MEDIUM,
              "A checkpoint is made after this long if anything has advanced, whatever"
                  + " trainer.checkpoint.share says; one that takes longer to write makes the"
                  + " trainer unhealthy.");

  public static final String CHECKPOINT_SHARE =
      SETTINGS
          .number("trainer.checkpoint.share", 0.05, between(1e-4, 1))
          .doc(
              LOW,
              "Largest share of the time that checkpoints may take from learning, which stands still"
                  + " while the model is copied and lacks the processor that encodes the copy: at"
                  + " 0.05, the next one waits for 20 s after one that took a second.");

  public static final String CHECKPOINT_AHEAD_MS =
      SETTINGS
          .longInteger("trainer.checkpoint.ahead.ms", 600_000, atLeast(1))
          .neverWithoutPrefix()
          .doc(
              LOW,
              "How long learning goes on while no checkpoint can be written or announced; then it"
                  + " waits for one, since a crash would lose what is in none.");

  public static final String CHECKPOINT_KEEP =
      SETTINGS
          .integer("trainer.checkpoint.keep", 5, atLeast(1))
          .doc(
              MEDIUM,
              "How many of the newest checkpoints are kept beside those a channel points at.");

  public static final String CHECKPOINT_KEEP_BEHIND =
      SETTINGS
          .integer("trainer.checkpoint.keep.behind", 3, atLeast(0))
          .neverWithoutPrefix()
          .doc(
              MEDIUM,
              "How many older checkpoints are kept at most for evaluators that are behind, beside"
                  + " the newest; one is enough to score all they have missed, more score it with"
                  + " newer versions, and with 0 it is lost.");

  public static final String CHECKPOINT_EVALUATORS =
      SETTINGS
          .list(
              "trainer.checkpoint.evaluators",
              List.of(ScoringBacklog.USUAL_EVALUATOR),
              distinctOrNone())
          .neverWithoutPrefix()
          .doc(
              LOW,
              "The evaluator.group of each evaluator that checkpoints are kept for while it is"
                  + " behind.");

  public static final String DEAD_LETTER_BYTES =
      SETTINGS
          .longInteger("trainer.dead.letter.buffer.bytes", 16L << 20, atLeast(1))
          .doc(
              LOW,
              "A checkpoint is made when the dead letters that wait for it hold this many bytes;"
                  + " learning waits when those not published yet hold three times as many.");

  public static final String DEAD_LETTER_WAIT_MS =
      SETTINGS
          .longInteger("trainer.dead.letter.wait.ms", 30_000, atLeast(0))
          .neverWithoutPrefix()
          .doc(
              LOW,
              "Once a dead letter has waited this long, trainer.checkpoint.share does not put off"
                  + " the checkpoint that publishes it.");

  public static final String TASK_WAIT_MS =
      SETTINGS
          .longInteger("trainer.task.wait.ms", 60_000, atLeast(0))
          .doc(
              MEDIUM,
              "How long examples wait for the specification of their task before they become dead"
                  + " letters.");

  public static final String DISCOVERY_INTERVAL_MS =
      SETTINGS
          .longInteger("trainer.discovery.interval.ms", 1_000, atLeast(10))
          .doc(LOW, "How often new tasks, topics and partitions are looked for.");

  public static final String LEADER_SESSION_MS =
      SETTINGS
          .integer("trainer.leader.session.ms", 10_000, atLeast(1_000))
          .doc(
              LOW,
              "After how long a silent trainer loses its model to another, within the broker's"
                  + " limits for group sessions.");

  /** Checks the settings; see {@link ServiceConfig}. */
  public TrainerConfig(Map<String, ?> settings) {
    super(definition(), settings);
    refuseBesideInit(MODEL_SIZE);
    refuseBesideInit(TOKENIZER_FILE);
    refuseLayersOfRandomWeights();
    refuseFamoAwayFromTheParameters();
    refuseGradientsOfAFrozenTrunk();
  }

  /** Refuses strategies that compare the tasks' gradients of the trunk where it has none. */
  private void refuseGradientsOfAFrozenTrunk() {
    String strategy = getString(WeightingConfig.STRATEGY);
    if (getString(TrunkConfig.TRUNK).equals(TrunkConfig.FROZEN)
        && WeightingConfig.OF_GRADIENTS.contains(strategy)) {
      throw new ConfigException(
          "%s is %s but must be another strategy if %s is %s, which leaves no gradients to compare"
              .formatted(
                  WeightingConfig.STRATEGY, strategy, TrunkConfig.TRUNK, TrunkConfig.FROZEN));
    }
  }

  /**
   * Refuses famo with schedule-free: famo compares the losses before and after an update, and both
   * must be losses at the parameters.
   */
  private void refuseFamoAwayFromTheParameters() {
    if (getString(WeightingConfig.STRATEGY).equals(FamoWeighting.NAME)
        && getString(OptimizerConfig.OPTIMIZER).equals(ScheduleFree.NAME)) {
      throw new ConfigException(
          ("%s is %s but must be another strategy if %s is %s, which takes gradients elsewhere"
                  + " than at the parameters")
              .formatted(
                  WeightingConfig.STRATEGY,
                  FamoWeighting.NAME,
                  OptimizerConfig.OPTIMIZER,
                  ScheduleFree.NAME));
    }
  }

  /** Refuses a key beside weights that are trained, which have their own shape and tokenizer. */
  private void refuseBesideInit(String key) {
    if (isSet(key) && !init().isRandom()) {
      throw new ConfigException(
          "%s is %s but must not be set beside %s=%s, which decides it"
              .formatted(key, getString(key), MODEL_INIT, init()));
    }
  }

  private void refuseLayersOfRandomWeights() {
    if (getInt(MODEL_INIT_LAYERS) > 0 && init().isRandom()) {
      throw new ConfigException(
          "%s is %d but must not be set where a model starts at random, whose layers %s decides"
              .formatted(MODEL_INIT_LAYERS, getInt(MODEL_INIT_LAYERS), MODEL_SIZE));
    }
  }

  /** Returns whether a key is set to anything but nothing. */
  private boolean isSet(String key) {
    return originals().containsKey(key) && !getString(key).isEmpty();
  }

  /** Returns the trainer's keys, including those of every service. */
  public static Settings definition() {
    return ServiceConfig.definition()
        .with(SETTINGS)
        .with(ComputeConfig.SETTINGS)
        .with(TrunkConfig.SETTINGS)
        .with(OptimizerConfig.SETTINGS)
        .with(WeightingConfig.SETTINGS);
  }

  /** Returns the consumer groups of the evaluators that checkpoints are kept for. */
  public List<String> scorerGroups() {
    return getList(CHECKPOINT_EVALUATORS).stream()
        .map(evaluator -> ScoringBacklog.groupOf(evaluator, modelName()))
        .toList();
  }

  /** Returns the file of the tokenizer for a new model, if one is configured. */
  public Optional<Path> tokenizerFile() {
    String path = getString(TOKENIZER_FILE);
    return path.isEmpty() ? Optional.empty() : Optional.of(Path.of(path));
  }

  /** Returns what a new model starts from. */
  public ModelInit init() {
    if (isInitSet()) {
      return new ModelInit(getString(MODEL_INIT));
    }
    boolean random = isSet(MODEL_SIZE) || isSet(TOKENIZER_FILE);
    return new ModelInit(random ? ModelInit.RANDOM : ModelInit.MINI_LM);
  }

  /** Returns whether the user says what a new model starts from. */
  public boolean isInitSet() {
    return isSet(MODEL_INIT);
  }

  /** Returns how many layers a new model takes of what it starts from; empty for all. */
  public OptionalInt initLayers() {
    int layers = getInt(MODEL_INIT_LAYERS);
    return layers == 0 ? OptionalInt.empty() : OptionalInt.of(layers);
  }

  /**
   * Returns where and how the model computes, and starts the engine.
   *
   * @throws ConfigException if this machine lacks the device; its message is one sentence
   */
  public ComputeConfig compute() {
    return new ComputeConfig(this);
  }

  /** Returns how a model that starts from random weights is updated. */
  public OptimizerConfig optimizer() {
    return new OptimizerConfig(this, false);
  }

  /** Returns how a model of the given shape is updated; rates that are not set depend on it. */
  public OptimizerConfig optimizer(ModelConfig shape) {
    return new OptimizerConfig(this, !shape.family().isCausal());
  }

  /**
   * Returns what is trained of the trunk of a model of the given shape.
   *
   * @throws ConfigException if an adapter is to stand beside a weight that the trunk lacks
   */
  public TrunkConfig trunk(ModelConfig shape) {
    return new TrunkConfig(this, shape);
  }

  /** Returns how the tasks' losses are weighted. */
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
