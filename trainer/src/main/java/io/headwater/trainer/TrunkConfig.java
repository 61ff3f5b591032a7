package io.headwater.trainer;

import static io.headwater.service.config.Allowed.aboveZeroTo;
import static io.headwater.service.config.Allowed.between;
import static io.headwater.service.config.Allowed.oneOf;
import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;

import io.headwater.model.LoraConfig;
import io.headwater.model.LoraConfig.Target;
import io.headwater.model.ModelConfig;
import io.headwater.model.TrunkTraining;
import io.headwater.service.config.Allowed;
import io.headwater.service.config.Settings;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigException;

/** What is trained of the trunk. */
public final class TrunkConfig {
  static final Settings SETTINGS = Settings.formerlyWithout("trainer.");

  /** All of the trunk is trained. */
  public static final String FULL = "full";

  /** Adapters are trained beside the trunk. */
  public static final String ADAPTERS = "adapters";

  /** Nothing of the trunk is trained. */
  public static final String FROZEN = "frozen";

  private static final String ALL = "all";
  private static final String HELD = "held";
  private static final String TRAINED = "trained";

  public static final String TRUNK =
      SETTINGS
          .string("trainer.trunk", FULL, oneOf(FULL, ADAPTERS, FROZEN))
          .neverWithoutPrefix()
          .doc(
              MEDIUM,
              "What is trained beside the tasks' modules: all of the trunk, adapters beside its"
                  + " weights (LoRA), so that a version weighs kilobytes to a few megabytes beyond"
                  + " the trunk, which is stored once, or nothing of it.");

  public static final String EMBEDDINGS =
      SETTINGS
          .string("trainer.trunk.embeddings", TRAINED, oneOf(TRAINED, HELD))
          .neverWithoutPrefix()
          .doc(
              MEDIUM,
              "Whether a trunk that is trained in full also trains its embeddings, which are half"
                  + " of a small encoder's parameters, or leaves them as they are.");

  public static final String RANK =
      SETTINGS
          .integer("trainer.adapters.rank", 8, between(1, 1_024))
          .neverWithoutPrefix()
          .doc(MEDIUM, "Rank of the adapters.");

  public static final String ALPHA =
      SETTINGS
          .number("trainer.adapters.alpha", 16, aboveZeroTo(10_000))
          .neverWithoutPrefix()
          .doc(MEDIUM, "What adapters add is multiplied by this number over their rank.");

  public static final String TARGETS =
      SETTINGS
          .list("trainer.adapters.targets", List.of(ALL), targets())
          .neverWithoutPrefix()
          .doc(
              MEDIUM,
              "Weights of each layer that have an adapter: some of query, key, value, output,"
                  + " gate, up and down, or all.");

  private static Allowed targets() {
    List<String> names = new ArrayList<>(List.of(ALL));
    for (Target target : Target.values()) {
      names.add(target.toString());
    }
    return Allowed.of(
        "all, or some of " + String.join(", ", names.subList(1, names.size())) + ", each once",
        Map.of(
            "minItems", 1, "uniqueItems", true, "items", Map.of("type", "string", "enum", names)),
        (key, value) -> {
          Allowed.distinct().ensureValid(key, value);
          if (!names.containsAll((List<?>) value)
              || (((List<?>) value).contains(ALL) && ((List<?>) value).size() > 1)) {
            throw new ConfigException(key, value, "must be all or some of " + names);
          }
        });
  }

  private final AbstractConfig config;
  private final Map<String, String> heeded = new TreeMap<>();
  private final TrunkTraining training;

  TrunkConfig(AbstractConfig config, ModelConfig shape) {
    this.config = config;
    this.training =
        switch (heed(TRUNK)) {
          case FULL -> new TrunkTraining.Full(heed(EMBEDDINGS).equals(HELD));
          case ADAPTERS -> new TrunkTraining.Adapters(lora(shape));
          case FROZEN -> new TrunkTraining.Frozen();
          default -> throw new AssertionError(config.getString(TRUNK)); // validated
        };
  }

  private String heed(String key) {
    heeded.put(key, config.getString(key));
    return config.getString(key);
  }

  private LoraConfig lora(ModelConfig shape) {
    int rank = config.getInt(RANK);
    double alpha = config.getDouble(ALPHA);
    Set<Target> targets = chosen(config.getList(TARGETS), shape);
    heeded.put(RANK, String.valueOf(rank));
    heeded.put(ALPHA, String.valueOf(alpha));
    heeded.put(TARGETS, String.join(",", targets.stream().map(Target::toString).toList()));
    return new LoraConfig(rank, alpha, targets);
  }

  private static Set<Target> chosen(List<String> names, ModelConfig shape) {
    Set<Target> known = Target.of(shape.family());
    if (names.equals(List.of(ALL))) {
      return known;
    }
    EnumSet<Target> chosen = EnumSet.noneOf(Target.class);
    for (Target target : Target.values()) {
      if (names.contains(target.toString())) {
        chosen.add(target);
      }
    }
    if (!known.containsAll(chosen)) {
      throw new ConfigException(
          "%s is %s but must be some of %s for a model of the type \"%s\", or %s"
              .formatted(
                  TARGETS,
                  String.join(",", names),
                  String.join(", ", known.stream().map(Target::toString).toList()),
                  shape.family().modelType(),
                  ALL));
    }
    return chosen;
  }

  /** Returns what is trained of the trunk. */
  public TrunkTraining training() {
    return training;
  }

  /** Returns the keys that decide it, with their values, set or default. */
  public Map<String, String> heeded() {
    return Map.copyOf(heeded);
  }
}
