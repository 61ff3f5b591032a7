package io.headwater.trainer.weighting;

import java.util.Collections;
import java.util.List;

/** Turns logits into shares that sum to 1. */
final class Softmax {
  private Softmax() {}

  /** Returns {@code e^x_i / sum_j e^x_j} without overflow, however large the logits are. */
  static List<Double> of(List<Double> logits) {
    double greatest = Collections.max(logits);
    List<Double> powers = logits.stream().map(x -> StrictMath.exp(x - greatest)).toList();
    double sum = Vectors.sum(powers);
    return powers.stream().map(power -> power / sum).toList();
  }
}
