package io.headwater.model.learning;

/**
 * Settings of an optimizer; the rate comes with each step. Norms and biases never decay.
 *
 * <p>With g the clipped gradient, theta the parameter, eta the rate: decoupled decay takes {@code
 * eta * weightDecay * theta} off the parameter beside the update, coupled decay adds {@code
 * weightDecay * theta} to the gradient first.
 */
public sealed interface OptimizerSettings {

  /** Returns the name under which state is stored; no optimizer reads the state of another. */
  String name();

  /** Returns the factor of the weight decay, at least 0. */
  double weightDecay();

  /**
   * AdamW (Loshchilov and Hutter 2019).
   *
   * @param beta1 decay of the first moment, in [0, 1)
   * @param beta2 decay of the second moment, in [0, 1)
   * @param weightDecay decoupled decay, at least 0
   * @param epsilon added to the root of the second moment, above 0
   */
  record AdamW(double beta1, double beta2, double weightDecay, double epsilon)
      implements OptimizerSettings {
    /** Name of the optimizer. */
    public static final String NAME = "adamw";

    /** Betas .9 and .98, decay .01, epsilon 1e-8. */
    public static final AdamW DEFAULT = new AdamW(0.9, 0.98, 0.01, 1e-8);

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException if a number is out of its range
     */
    public AdamW {
      requireShare("beta1", beta1);
      requireShare("beta2", beta2);
      requireDecay(weightDecay);
      requirePositive(epsilon);
    }

    @Override
    public String name() {
      return NAME;
    }
  }

  /**
   * Stochastic gradient descent.
   *
   * @param weightDecay coupled decay, at least 0
   */
  record Sgd(double weightDecay) implements OptimizerSettings {
    /** Name of the optimizer. */
    public static final String NAME = "sgd";

    /** No decay. */
    public static final Sgd DEFAULT = new Sgd(0);

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException if a number is out of its range
     */
    public Sgd {
      requireDecay(weightDecay);
    }

    @Override
    public String name() {
      return NAME;
    }
  }

  /**
   * Gradient descent with momentum (Sutskever et al. 2013, in PyTorch's form): the buffer becomes
   * {@code momentum * buffer + g}.
   *
   * @param momentum share of the buffer that stays, in [0, 1)
   * @param nesterov whether the step is along {@code g + momentum * buffer}, not the buffer
   * @param weightDecay coupled decay, at least 0
   */
  record Momentum(double momentum, boolean nesterov, double weightDecay)
      implements OptimizerSettings {
    /** Name of the optimizer. */
    public static final String NAME = "momentum";

    /** Momentum .9, no decay. */
    public static final Momentum DEFAULT = new Momentum(0.9, false, 0);

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException if a number is out of its range
     */
    public Momentum {
      requireShare("momentum", momentum);
      requireDecay(weightDecay);
    }

    @Override
    public String name() {
      return NAME;
    }
  }

  /**
   * Adagrad (Duchi et al. 2011): steps shrink with the sum of all squared gradients.
   *
   * @param weightDecay coupled decay, at least 0
   * @param epsilon added to the root of the sum, above 0
   */
  record Adagrad(double weightDecay, double epsilon) implements OptimizerSettings {
    /** Name of the optimizer. */
    public static final String NAME = "adagrad";

    /** No decay, epsilon 1e-10. */
    public static final Adagrad DEFAULT = new Adagrad(0, 1e-10);

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException if a number is out of its range
     */
    public Adagrad {
      requireDecay(weightDecay);
      requirePositive(epsilon);
    }

    @Override
    public String name() {
      return NAME;
    }
  }

  /**
   * RMSProp (Tieleman and Hinton 2012), neither centred nor with momentum.
   *
   * @param smoothing decay of the mean of squared gradients, in [0, 1)
   * @param weightDecay coupled decay, at least 0
   * @param epsilon added to the root of the mean, above 0
   */
  record RmsProp(double smoothing, double weightDecay, double epsilon)
      implements OptimizerSettings {
    /** Name of the optimizer. */
    public static final String NAME = "rmsprop";

    /** Smoothing .99, no decay, epsilon 1e-8. */
    public static final RmsProp DEFAULT = new RmsProp(0.99, 0, 1e-8);

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException if a number is out of its range
     */
    public RmsProp {
      requireShare("smoothing", smoothing);
      requireDecay(weightDecay);
      requirePositive(epsilon);
    }

    @Override
    public String name() {
      return NAME;
    }
  }

  /**
   * Adam (Kingma and Ba 2015).
   *
   * @param beta1 decay of the first moment, in [0, 1)
   * @param beta2 decay of the second moment, in [0, 1)
   * @param weightDecay coupled decay, at least 0
   * @param epsilon added to the root of the second moment, above 0
   */
  record Adam(double beta1, double beta2, double weightDecay, double epsilon)
      implements OptimizerSettings {
    /** Name of the optimizer. */
    public static final String NAME = "adam";

    /** Betas .9 and .999, no decay, epsilon 1e-8. */
    public static final Adam DEFAULT = new Adam(0.9, 0.999, 0, 1e-8);

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException if a number is out of its range
     */
    public Adam {
      requireShare("beta1", beta1);
      requireShare("beta2", beta2);
      requireDecay(weightDecay);
      requirePositive(epsilon);
    }

    @Override
    public String name() {
      return NAME;
    }
  }

  /**
   * The published recipe for large language models (arXiv 2412.04718): a gradient rescaled to a
   * global norm, moments with bias correction, {@code theta -= eta m / (sqrt(v) + epsilon)}. Its
   * rates {@code eta_0 gamma^t} come with the steps.
   *
   * @param beta1 decay of the first moment, in [0, 1)
   * @param beta2 decay of the second moment, in [0, 1)
   * @param weightDecay coupled decay, at least 0
   * @param epsilon added to the root of the second moment, above 0
   */
  record Adaptive(double beta1, double beta2, double weightDecay, double epsilon)
      implements OptimizerSettings {
    /** Name of the optimizer. */
    public static final String NAME = "adaptive";

    /** Betas .9 and .999, no decay, epsilon 1e-8. */
    public static final Adaptive DEFAULT = new Adaptive(0.9, 0.999, 0, 1e-8);

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException if a number is out of its range
     */
    public Adaptive {
      requireShare("beta1", beta1);
      requireShare("beta2", beta2);
      requireDecay(weightDecay);
      requirePositive(epsilon);
    }

    @Override
    public String name() {
      return NAME;
    }
  }

  /**
   * Schedule-free AdamW (Defazio et al. 2024) with a bounded horizon: gradients are taken at {@code
   * y = (1 - beta1) z + beta1 x}, the base point z moves by AdamW without a first moment, and the
   * parameters x, which are what is evaluated and exported, are an average of the z. The newest z
   * weighs at least {@code 1 / horizon}, because a stream drifts.
   *
   * @param beta1 how near to the average the gradient is taken, in [0, 1)
   * @param beta2 decay of the second moment, in [0, 1)
   * @param weightDecay decoupled decay, at y, at least 0
   * @param epsilon added to the root of the second moment, above 0
   * @param horizon number of updates after which the average forgets as fast as it takes in, at
   *     least 1
   */
  record ScheduleFree(double beta1, double beta2, double weightDecay, double epsilon, long horizon)
      implements OptimizerSettings {
    /** Name of the optimizer. */
    public static final String NAME = "schedule-free";

    /** Betas .9 and .999, no decay, epsilon 1e-8, a horizon of 1000. */
    public static final ScheduleFree DEFAULT = new ScheduleFree(0.9, 0.999, 0, 1e-8, 1000);

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException if a number is out of its range
     */
    public ScheduleFree {
      requireShare("beta1", beta1);
      requireShare("beta2", beta2);
      requireDecay(weightDecay);
      requirePositive(epsilon);
      require(horizon >= 1, "horizon", horizon, "at least 1");
    }

    @Override
    public String name() {
      return NAME;
    }
  }

  private static void requireShare(String name, double value) {
    require(value >= 0 && value < 1, name, value, "in [0, 1)");
  }

  private static void requireDecay(double value) {
    require(value >= 0 && Double.isFinite(value), "weightDecay", value, "at least 0");
  }

  private static void requirePositive(double value) {
    require(value > 0 && Double.isFinite(value), "epsilon", value, "above 0");
  }

  private static void require(boolean holds, String name, Number value, String allowed) {
    if (!holds) {
      throw new IllegalArgumentException(name + " is " + value + " but must be " + allowed);
    }
  }
}
