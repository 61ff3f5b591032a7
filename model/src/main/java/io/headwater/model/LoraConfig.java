package io.headwater.model;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/**
 * Adapters of a trunk: beside chosen weights {@code W} of every layer, a product of two thin
 * matrices that learns in their place.
 *
 * <p>The layer computes {@code W x + alpha / rank B A x}, with {@code A} (rank, inputs) and {@code
 * B} (outputs, rank), which starts at zero (Hu and others, "LoRA: Low-Rank Adaptation of Large
 * Language Models", 2021).
 *
 * @param rank rows of {@code A} and columns of {@code B}
 * @param alpha numerator of the factor of what an adapter adds
 * @param targets weights that have an adapter
 */
public record LoraConfig(int rank, double alpha, Set<Target> targets) {

  /** A weight of a layer that may have an adapter. */
  public enum Target {
    /** Query projection. */
    QUERY,
    /** Key projection. */
    KEY,
    /** Value projection. */
    VALUE,
    /** Output projection of attention. */
    OUTPUT,
    /** Gate projection of a gated feed-forward part. */
    GATE,
    /** Up projection of the feed-forward part. */
    UP,
    /** Down projection of the feed-forward part. */
    DOWN;

    /**
     * Returns the weights of a family's layers that are modules of their own. GPT-2 has its
     * queries, keys and values in one, which PEFT can only adapt as a whole.
     */
    public static Set<Target> of(TrunkFamily family) {
      EnumSet<Target> targets = EnumSet.allOf(Target.class);
      if (!family.parts().has(TrunkParts.Part.GATE)) {
        targets.remove(GATE);
      }
      if (family == TrunkFamily.GPT2) {
        targets.removeAll(EnumSet.of(QUERY, KEY, VALUE));
      }
      return targets;
    }

    /** Returns the name in lower case, as settings write it. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Copies the targets.
   *
   * @throws IllegalArgumentException if a number is out of its range or there is no target
   */
  public LoraConfig {
    if (rank < 1) {
      throw new IllegalArgumentException("rank is " + rank + " but must be at least 1");
    }
    if (!(alpha > 0) || !Double.isFinite(alpha)) {
      throw new IllegalArgumentException("alpha is " + alpha + " but must be finite and above 0");
    }
    if (targets.isEmpty()) {
      throw new IllegalArgumentException("targets are empty but must be at least one weight");
    }
    targets = Collections.unmodifiableSet(EnumSet.copyOf(targets));
  }

  /** Returns the factor of what an adapter adds. */
  public double factor() {
    return alpha / rank;
  }
}
