package io.headwater.trainer;

import static io.headwater.service.config.Allowed.aboveZeroTo;
import static io.headwater.service.config.Allowed.atLeast;
import static io.headwater.service.config.Allowed.between;
import static io.headwater.service.config.Allowed.oneOf;
import static org.apache.kafka.common.config.ConfigDef.Importance.HIGH;
import static org.apache.kafka.common.config.ConfigDef.Importance.LOW;
import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;

import io.headwater.model.learning.OptimizerSettings;
import io.headwater.model.learning.OptimizerSettings.Adagrad;
import io.headwater.model.learning.OptimizerSettings.Adam;
import io.headwater.model.learning.OptimizerSettings.AdamW;
import io.headwater.model.learning.OptimizerSettings.Adaptive;
import io.headwater.model.learning.OptimizerSettings.Momentum;
import io.headwater.model.learning.OptimizerSettings.RmsProp;
import io.headwater.model.learning.OptimizerSettings.ScheduleFree;
import io.headwater.model.learning.OptimizerSettings.Sgd;
import io.headwater.model.learning.RateFactors;
import io.headwater.service.config.Settings;
import io.headwater.trainer.internal.schedule.LearningRateSchedule;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.common.config.AbstractConfig;

/**
 * How the model is updated: the optimizer, its settings and its learning rates. A setting that is
 * not set takes the optimizer's default value.
 */
public final class OptimizerConfig {
  static final Settings SETTINGS = Settings.formerlyWithout("trainer.");

  /** Default learning rate of each optimizer. */
  private static final Map<String, Double> RATES =
      Map.of(
          AdamW.NAME, 2e-3,
          Sgd.NAME, 0.3,
          Momentum.NAME, 0.03,
          Adagrad.NAME, 0.02,
          RmsProp.NAME, 1e-3,
          Adam.NAME, 2e-3,
          Adaptive.NAME, 2e-3,
          ScheduleFree.NAME, 4e-3);

  /** What is taken of an optimizer's default rate, and the default factor for tasks' modules. */
  private record Start(double share, double moduleFactor) {
    static Start of(boolean encoder, String trunk) {
      return switch (trunk) {
        // An encoder is always pretrained, and its modules are new.
        case TrunkConfig.FULL -> encoder ? new Start(0.05, 10) : new Start(1, 1);
        case TrunkConfig.ADAPTERS -> new Start(0.5, 1);
        case TrunkConfig.FROZEN -> new Start(1.5, 1);
        default -> throw new AssertionError(trunk); // validated
      };
    }
  }

  /** Names of all optimizers, sorted. */
  public static final List<String> NAMES = RATES.keySet().stream().sorted().toList();

  public static final String OPTIMIZER =
      SETTINGS
          .string("trainer.optimizer", AdamW.NAME, oneOf(NAMES.toArray(String[]::new)))
          .doc(
              MEDIUM,
              "How gradients become updates; from a checkpoint of another optimizer only the"
                  + " parameters are taken, not the optimizer's state.");

  public static final String LEARNING_RATE =
      SETTINGS
          .optionalNumber("trainer.optimizer.learning.rate", between(0, 10))
          .doc(
              HIGH,
              "Learning rate after warm-up; if unset .002 for adamw, adam and adaptive, .3 for"
                  + " sgd, .03 for momentum, .02 for adagrad, .001 for rmsprop, .004 for"
                  + " schedule-free; of that a twentieth on an encoder that is trained in full, half for"
                  + " adapters and one and a half for modules on a frozen trunk.");

  public static final String MODULE_RATE_FACTOR =
      SETTINGS
          .optionalNumber("trainer.optimizer.module.rate.factor", between(0, 1_000))
          .neverWithoutPrefix()
          .doc(
              MEDIUM,
              "Factor of the learning rate for the tasks' own modules, which are new where the"
                  + " trunk is pretrained; if unset 10 on an encoder that is trained in full, else 1.");

  public static final String LAYER_RATE_FACTOR =
      SETTINGS
          .number("trainer.optimizer.layer.rate.factor", 1.0, aboveZeroTo(1))
          .neverWithoutPrefix()
          .doc(
              LOW,
              "Factor of the learning rate from each layer of the trunk to the one below it, the"
                  + " embeddings being the lowest.");

  public static final String WARM_UP_STEPS =
      SETTINGS
          .longInteger("trainer.optimizer.warmup.steps", 40, atLeast(0))
          .doc(MEDIUM, "Steps over which the learning rate rises to its value.");

  public static final String CLIP_NORM =
      SETTINGS
          .number("trainer.optimizer.clip.norm", 1.0, atLeast(1e-9))
          .doc(MEDIUM, "Greatest global L2 norm of a gradient; greater ones are rescaled.");

  public static final String BETA1 =
      SETTINGS
          .number("trainer.optimizer.beta1", 0.9, between(0, 0.999999))
          .doc(
              LOW,
              "Decay of the first moment of adamw, adam and adaptive; for schedule-free how near"
                  + " the gradient is taken to the average.");

  public static final String BETA2 =
      SETTINGS
          .optionalNumber("trainer.optimizer.beta2", between(0, 0.999999))
          .doc(
              LOW,
              "Decay of the second moment; if unset .98 for adamw, .999 for adam, adaptive and"
                  + " schedule-free.");

  public static final String WEIGHT_DECAY =
      SETTINGS
          .optionalNumber("trainer.optimizer.weight.decay", between(0, 10))
          .doc(
              LOW,
              "Weight decay of matrices, decoupled for adamw and schedule-free and added to the"
                  + " gradient for the others; if unset .01 for adamw, 0 for the others.");

  public static final String EPSILON =
      SETTINGS
          .optionalNumber("trainer.optimizer.epsilon", between(1e-30, 1))
          .doc(
              LOW,
              "Added to the roots of squared gradients before they divide; if unset 1e-10 for"
                  + " adagrad, 1e-8 for the others.");

  public static final String MOMENTUM =
      SETTINGS
          .number("trainer.optimizer.momentum", Momentum.DEFAULT.momentum(), between(0, 0.999999))
          .doc(LOW, "Share of momentum's buffer that stays from step to step.");

  public static final String NESTEROV =
      SETTINGS
          .flag("trainer.optimizer.momentum.nesterov", Momentum.DEFAULT.nesterov())
          .doc(LOW, "Whether momentum looks ahead, as Nesterov's does.");

  public static final String SMOOTHING =
      SETTINGS
          .number(
              "trainer.optimizer.rmsprop.smoothing",
              RmsProp.DEFAULT.smoothing(),
              between(0, 0.999999))
          .doc(LOW, "Decay of rmsprop's mean of squared gradients.");

  public static final String RATE_DECAY =
      SETTINGS
          .number("trainer.optimizer.adaptive.rate.decay", 0.9999, aboveZeroTo(1))
          .doc(LOW, "Factor on adaptive's learning rate from step to step.");

  public static final String HORIZON =
      SETTINGS
          .longInteger(
              "trainer.optimizer.schedule.free.horizon", ScheduleFree.DEFAULT.horizon(), atLeast(1))
          .doc(LOW, "Most updates over which schedule-free averages, since a stream drifts.");

  private final AbstractConfig config;
  private final Map<String, String> heeded = new TreeMap<>();
  private final OptimizerSettings settings;
  private final double rate;
  private final RateFactors rateFactors;
  private final double rateDecay;

  OptimizerConfig(AbstractConfig config, boolean encoder) {
    this.config = config;
    String name = config.getString(OPTIMIZER);
    heeded.put(OPTIMIZER, name);
    Start start = Start.of(encoder, config.getString(TrunkConfig.TRUNK));
    this.rate = number(LEARNING_RATE, RATES.get(name) * start.share());
    this.rateFactors =
        new RateFactors(
            number(MODULE_RATE_FACTOR, start.moduleFactor()), number(LAYER_RATE_FACTOR, 1));
    this.rateDecay = name.equals(Adaptive.NAME) ? number(RATE_DECAY, 1) : 1;
    this.settings = settings(name);
    heeded.put(WARM_UP_STEPS, String.valueOf(config.getLong(WARM_UP_STEPS)));
    heeded.put(CLIP_NORM, String.valueOf(clipNorm()));
  }

  private OptimizerSettings settings(String name) {
    return switch (name) {
      case AdamW.NAME -> {
        AdamW usual = AdamW.DEFAULT;
        yield new AdamW(
            number(BETA1, usual.beta1()),
            number(BETA2, usual.beta2()),
            number(WEIGHT_DECAY, usual.weightDecay()),
            number(EPSILON, usual.epsilon()));
      }
      case Sgd.NAME -> new Sgd(number(WEIGHT_DECAY, Sgd.DEFAULT.weightDecay()));
      case Momentum.NAME -> {
        heeded.put(NESTEROV, String.valueOf(config.getBoolean(NESTEROV)));
        yield new Momentum(
            number(MOMENTUM, Momentum.DEFAULT.momentum()),
            config.getBoolean(NESTEROV),
            number(WEIGHT_DECAY, Momentum.DEFAULT.weightDecay()));
      }
      case Adagrad.NAME ->
          new Adagrad(
              number(WEIGHT_DECAY, Adagrad.DEFAULT.weightDecay()),
              number(EPSILON, Adagrad.DEFAULT.epsilon()));
      case RmsProp.NAME ->
          new RmsProp(
              number(SMOOTHING, RmsProp.DEFAULT.smoothing()),
              number(WEIGHT_DECAY, RmsProp.DEFAULT.weightDecay()),
              number(EPSILON, RmsProp.DEFAULT.epsilon()));
      case Adam.NAME -> {
        Adam usual = Adam.DEFAULT;
        yield new Adam(
            number(BETA1, usual.beta1()),
            number(BETA2, usual.beta2()),
            number(WEIGHT_DECAY, usual.weightDecay()),
            number(EPSILON, usual.epsilon()));
      }
      case Adaptive.NAME -> {
        Adaptive usual = Adaptive.DEFAULT;
        yield new Adaptive(
            number(BETA1, usual.beta1()),
            number(BETA2, usual.beta2()),
            number(WEIGHT_DECAY, usual.weightDecay()),
            number(EPSILON, usual.epsilon()));
      }
      case ScheduleFree.NAME -> {
        heeded.put(HORIZON, String.valueOf(config.getLong(HORIZON)));
        ScheduleFree usual = ScheduleFree.DEFAULT;
        yield new ScheduleFree(
            number(BETA1, usual.beta1()),
            number(BETA2, usual.beta2()),
            number(WEIGHT_DECAY, usual.weightDecay()),
            number(EPSILON, usual.epsilon()),
            config.getLong(HORIZON));
      }
      default -> throw new AssertionError(name); // validated
    };
  }

  /** Returns a key's value, or the default if it is not set. */
  private double number(String key, double usual) {
    double value = Optional.ofNullable(config.getDouble(key)).orElse(usual);
    heeded.put(key, String.valueOf(value));
    return value;
  }

  /** Returns the optimizer's settings. */
  public OptimizerSettings settings() {
    return settings;
  }

  /** Returns the greatest global L2 norm of a gradient. */
  public double clipNorm() {
    return config.getDouble(CLIP_NORM);
  }

  /** Returns the factors of the learning rate for parts of the model. */
  public RateFactors rateFactors() {
    return rateFactors;
  }

  /** Returns the learning rates. */
  public LearningRateSchedule schedule() {
    return LearningRateSchedule.constantAfterWarmUp(rate, config.getLong(WARM_UP_STEPS))
        .decaying(rateDecay);
  }

  /** Returns the keys that this optimizer uses, with their values, set or default. */
  public Map<String, String> heeded() {
    return Map.copyOf(heeded);
  }
}
