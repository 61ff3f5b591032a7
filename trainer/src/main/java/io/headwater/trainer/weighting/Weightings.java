package io.headwater.trainer.weighting;

import java.util.List;

/** The weighting strategies, by name. */
public final class Weightings {
  /** Names the configuration may give. */
  public static final List<String> NAMES = List.of(EqualWeighting.NAME, UncertaintyWeighting.NAME);

  private Weightings() {}

  /**
   * Makes a strategy.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  public static TaskWeighting create(String name) {
    return switch (name) {
      case EqualWeighting.NAME -> new EqualWeighting();
      case UncertaintyWeighting.NAME -> new UncertaintyWeighting();
      default ->
          throw new IllegalArgumentException(
              "weighting.strategy is " + name + " but must be one of " + NAMES);
    };
  }
}
