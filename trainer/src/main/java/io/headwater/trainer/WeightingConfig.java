package io.headwater.trainer;

import static io.headwater.service.config.Allowed.atLeast;
import static io.headwater.service.config.Allowed.between;
import static io.headwater.service.config.Allowed.oneOf;
import static org.apache.kafka.common.config.ConfigDef.Importance.LOW;
import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;

import io.headwater.service.config.Settings;
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

/** How the tasks' losses are weighted: the strategy and its settings. */
public final class WeightingConfig {
  static final Settings SETTINGS = Settings.formerlyWithout("trainer.");

  /** Names of all strategies. */
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

  /** Names of the strategies that compare the tasks' gradients of the trunk. */
  static final List<String> OF_GRADIENTS =
      List.of(GradNormWeighting.NAME, PcGradWeighting.NAME, CosineWeighting.NAME);

  public static final String STRATEGY =
      SETTINGS
          .string(
              "trainer.weighting.strategy",
              EqualWeighting.NAME,
              oneOf(NAMES.toArray(String[]::new)))
          .doc(
              MEDIUM,
              "How the weights of the tasks' losses move; gradnorm, pcgrad and cosine take each"
                  + " task's gradient alone, famo measures the losses once more, live reads the"
                  + " metrics topic.");

  public static final String LEARNING_RATE =
      SETTINGS
          .optionalNumber("trainer.weighting.learning.rate", between(1e-9, 1))
          .doc(
              LOW,
              "How fast the weights of uncertainty, gradnorm, famo and cosine move; other"
                  + " strategies ignore it; if unset .01 for uncertainty, .025 for the other"
                  + " three.");

  public static final String TEMPERATURE =
      SETTINGS
          .number("trainer.weighting.dwa.temperature", DwaWeighting.TEMPERATURE, atLeast(1e-3))
          .doc(LOW, "Temperature of dwa; the higher, the nearer to equal weights.");

  public static final String PERIOD_STEPS =
      SETTINGS
          .integer("trainer.weighting.dwa.period.steps", DwaWeighting.PERIOD_STEPS, atLeast(1))
          .doc(
              LOW,
              "Steps of a task over which dwa averages its losses, since a stream has no epochs.");

  public static final String ALPHA =
      SETTINGS
          .number("trainer.weighting.gradnorm.alpha", GradNormWeighting.ALPHA, between(0, 10))
          .doc(LOW, "How strongly gradnorm pulls tasks to a common rate of learning.");

  public static final String DECAY =
      SETTINGS
          .number("trainer.weighting.famo.decay", FamoWeighting.DECAY, between(0, 1))
          .doc(LOW, "Decay of famo's logits towards equal shares.");

  public static final String GAIN =
      SETTINGS
          .number("trainer.weighting.live.gain", LiveWeighting.GAIN, between(0, 1000))
          .doc(
              LOW,
              "Weight live adds for a fall of a task's rolling quality by 1; 10 doubles the weight"
                  + " at a fall of .1.");

  public static final String LIMIT =
      SETTINGS
          .number("trainer.weighting.live.limit", LiveWeighting.LIMIT, between(1, 10))
          .doc(LOW, "Greatest weight live gives a task, before weights are scaled.");

  public static final String HORIZON =
      SETTINGS
          .integer("trainer.weighting.live.horizon", LiveWeighting.HORIZON, atLeast(1))
          .doc(LOW, "Readings over which live forgets how well a task once did.");

  private final AbstractConfig config;
  private final Map<String, String> heeded = new TreeMap<>();

  WeightingConfig(AbstractConfig config) {
    this.config = config;
    heeded.put(STRATEGY, create().name());
  }

  /** Returns a new strategy without any state. */
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

  /** Returns the keys that this strategy uses, with their values, set or default. */
  public Map<String, String> heeded() {
    return Map.copyOf(heeded);
  }
}
