package io.headwater.trainer;

import io.headwater.trainer.weighting.CosineWeighting;
import io.headwater.trainer.weighting.DwaWeighting;
import io.headwater.trainer.weighting.EqualWeighting;
import io.headwater.trainer.weighting.FamoWeighting;
import io.headwater.trainer.weighting.GradNormWeighting;
import io.headwater.trainer.weighting.LiveWeighting;
import io.headwater.trainer.weighting.PcGradWeighting;
import io.headwater.trainer.weighting.TaskWeighting;
import io.headwater.trainer.weighting.UncertaintyWeighting;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.LambdaValidator;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.ValidString;

/** How the weights of the tasks' losses move: the strategy and its settings. */
public final class WeightingConfig {
  /** Names of the strategies there are. */
  public static final List<String> NAMES =
      List.of(
          EqualWeighting.NAME,
          UncertaintyWeighting.NAME,
          DwaWeighting.NAME,
          GradNormWeighting.NAME,
          FamoWeighting.NAME,
          PcGradWeighting.NAME,
          CosineWeighting.NAME,
          LiveWeighting.NAME);

  /** Which strategy. */
  public static final String STRATEGY = "weighting.strategy";

  /** Learning rate of the numbers that uncertainty, gradnorm, famo and cosine learn. */
  public static final String LEARNING_RATE = "weighting.learning.rate";

  /** Temperature of dwa. */
  public static final String TEMPERATURE = "weighting.dwa.temperature";

  /** Period of dwa. */
  public static final String PERIOD_STEPS = "weighting.dwa.period.steps";

  /** Strength of gradnorm. */
  public static final String ALPHA = "weighting.gradnorm.alpha";

  /** Decay of famo's logits. */
  public static final String DECAY = "weighting.famo.decay";

  /** How much weight a fall gives. */
  public static final String GAIN = "weighting.live.gain";

  /** Greatest weight live gives. */
  public static final String LIMIT = "weighting.live.limit";

  /** How long live remembers. */
  public static final String HORIZON = "weighting.live.horizon";

  private static final Range RATES = Range.between(1e-9, 1);

  private final AbstractConfig config;
  private final Map<String, String> heeded = new TreeMap<>();

  WeightingConfig(AbstractConfig config) {
    this.config = config;
    heeded.put(STRATEGY, create().name());
  }

  static ConfigDef define(ConfigDef definition) {
    return liveKeys(
        definition
            .define(
                STRATEGY,
                ConfigDef.Type.STRING,
                EqualWeighting.NAME,
                ValidString.in(NAMES.toArray(String[]::new)),
                Importance.MEDIUM,
                "How the weights of the tasks' losses move; gradnorm, pcgrad and cosine take each"
                    + " task's gradient alone, famo measures the losses once more, live reads the"
                    + " metrics topic.")
            .define(
                LEARNING_RATE,
                ConfigDef.Type.DOUBLE,
                null,
                LambdaValidator.with(WeightingConfig::unsetOrRate, RATES::toString),
                Importance.LOW,
                "How fast the weights of uncertainty, gradnorm, famo and cosine move, which no other"
                    + " strategy heeds; where unset .01 for uncertainty, .025 for the other"
                    + " three.")
            .define(
                TEMPERATURE,
                ConfigDef.Type.DOUBLE,
                DwaWeighting.TEMPERATURE,
                Range.atLeast(1e-3),
                Importance.LOW,
                "Temperature of dwa; the higher, the nearer to equal weights.")
            .define(
                PERIOD_STEPS,
                ConfigDef.Type.INT,
                DwaWeighting.PERIOD_STEPS,
                Range.atLeast(1),
                Importance.LOW,
                "Steps of a task over which dwa averages its losses, since a stream has no epochs.")
            .define(
                ALPHA,
                ConfigDef.Type.DOUBLE,
                GradNormWeighting.ALPHA,
                Range.between(0, 10),
                Importance.LOW,
                "How strongly gradnorm pulls tasks to a common rate of learning.")
            .define(
                DECAY,
                ConfigDef.Type.DOUBLE,
                FamoWeighting.DECAY,
                Range.between(0, 1),
                Importance.LOW,
                "Decay of famo's logits towards equal shares."));
  }

  private static ConfigDef liveKeys(ConfigDef definition) {
    return definition
        .define(
            GAIN,
            ConfigDef.Type.DOUBLE,
            LiveWeighting.GAIN,
            Range.between(0, 1000),
            Importance.LOW,
            "Weight live adds for a fall of a task's rolling quality by 1; 10 doubles the weight at"
                + " a fall of .1.")
        .define(
            LIMIT,
            ConfigDef.Type.DOUBLE,
            LiveWeighting.LIMIT,
            Range.between(1, 10),
            Importance.LOW,
            "Greatest weight live gives a task, before weights are scaled.")
        .define(
            HORIZON,
            ConfigDef.Type.INT,
            LiveWeighting.HORIZON,
            Range.atLeast(1),
            Importance.LOW,
            "Readings over which live forgets how well a task once did.");
  }

  private static void unsetOrRate(String key, Object value) {
    if (value != null) {
      RATES.ensureValid(key, value);
    }
  }

  /** Returns a new strategy, which has seen nothing. */
  public TaskWeighting create() {
    String name = config.getString(STRATEGY);
    return switch (name) {
      case EqualWeighting.NAME -> new EqualWeighting();
      case UncertaintyWeighting.NAME -> new UncertaintyWeighting(rate(UncertaintyWeighting.RATE));
      case DwaWeighting.NAME -> new DwaWeighting(number(TEMPERATURE), count(PERIOD_STEPS));
      case GradNormWeighting.NAME ->
          new GradNormWeighting(number(ALPHA), rate(GradNormWeighting.RATE));
      case FamoWeighting.NAME -> new FamoWeighting(rate(FamoWeighting.RATE), number(DECAY));
      case PcGradWeighting.NAME -> new PcGradWeighting();
      case CosineWeighting.NAME -> new CosineWeighting(rate(CosineWeighting.RATE));
      case LiveWeighting.NAME -> new LiveWeighting(number(GAIN), number(LIMIT), count(HORIZON));
      default -> throw new AssertionError(name); // validated
    };
  }

  private double rate(double usual) {
    double value = Optional.ofNullable(config.getDouble(LEARNING_RATE)).orElse(usual);
    heeded.put(LEARNING_RATE, String.valueOf(value));
    return value;
  }

  private double number(String key) {
    heeded.put(key, String.valueOf(config.getDouble(key)));
    return config.getDouble(key);
  }

  private int count(String key) {
    heeded.put(key, String.valueOf(config.getInt(key)));
    return config.getInt(key);
  }

  /** Returns the keys the strategy heeds, with the values they have, set or usual. */
  public Map<String, String> heeded() {
    return Map.copyOf(heeded);
  }
}
