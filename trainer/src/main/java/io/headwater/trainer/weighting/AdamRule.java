package io.headwater.trainer.weighting;

/**
 * Adam (Kingma and Ba 2015) for single numbers, as PyTorch implements it: {@code g += decay x},
 * then {@code x -= rate m_hat / (sqrt(v_hat) + epsilon)}.
 *
 * @param rate learning rate
 * @param beta1 decay of the first moment
 * @param beta2 decay of the second moment
 * @param decay coupled weight decay
 */
record AdamRule(double rate, double beta1, double beta2, double decay) {
  private static final double EPSILON = 1e-8;

  /**
   * A number and its moments.
   *
   * @param value the number
   * @param mean mean of its gradients
   * @param square mean of their squares
   * @param updates updates so far
   */
  record Moving(double value, double mean, double square, long updates) {
    static Moving from(double value) {
      return new Moving(value, 0, 0, 0);
    }

    String text() {
      return value + " " + mean + " " + square + " " + updates;
    }

    /** Returns the number clamped to ±{@code bound}, with its moments unchanged. */
    Moving within(double bound) {
      return new Moving(Math.max(-bound, Math.min(bound, value)), mean, square, updates);
    }

    static Moving parse(String text) {
      String[] parts = text.split(" ", -1);
      return new Moving(
          Double.parseDouble(parts[0]),
          Double.parseDouble(parts[1]),
          Double.parseDouble(parts[2]),
          Long.parseLong(parts[3]));
    }
  }

  /** Returns Adam with the default betas, 0.9 and 0.999, and no decay. */
  static AdamRule at(double rate) {
    return new AdamRule(rate, 0.9, 0.999, 0);
  }

  /** Returns the number after a step against its gradient. */
  Moving descend(Moving number, double slope) {
    double gradient = slope + decay * number.value();
    long t = number.updates() + 1;
    double m = beta1 * number.mean() + (1 - beta1) * gradient;
    double v = beta2 * number.square() + (1 - beta2) * gradient * gradient;
    double mHat = m / (1 - StrictMath.pow(beta1, (double) t));
    double vHat = v / (1 - StrictMath.pow(beta2, (double) t));
    return new Moving(number.value() - rate * mHat / (Math.sqrt(vHat) + EPSILON), m, v, t);
  }
}
