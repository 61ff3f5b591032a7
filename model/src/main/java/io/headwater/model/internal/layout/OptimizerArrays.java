package io.headwater.model.internal.layout;

/** What the optimizers' methods take, keep and return. */
public final class OptimizerArrays {
  private OptimizerArrays() {}

  /** The rules. Those from {@link #ADAGRAD} on wait for the device. */
  public enum Rule implements ProgramName {
    /** Adam with decoupled weight decay. */
    ADAMW,
    /** Adam. */
    ADAM,
    /** Plain gradient descent. */
    SGD,
    /** Gradient descent with momentum. */
    MOMENTUM,
    /** Gradients over the root of the sum of their squares. */
    ADAGRAD,
    /** Gradients over the root of the mean of their squares. */
    RMSPROP,
    /** Schedule-free AdamW. */
    SCHEDULE_FREE
  }

  /** The settings of an update. */
  public enum OptimizerSetting implements ProgramName {
    /** Reals: {@link OptimizerNumber}. */
    NUMBERS,
    /** Integers: {@link OptimizerCode}. */
    CODES,
    /** Reals: factor of the learning rate for each parameter. */
    RATE_FACTORS
  }

  /** The numbers of an update; 0 for those the rule does not use. */
  public enum OptimizerNumber implements ProgramName {
    /** Learning rate. */
    RATE,
    /** Greatest norm of the gradient; a greater one is scaled down to it. */
    CLIP_NORM,
    /** Weight decay. */
    WEIGHT_DECAY,
    /** Number added to a divisor. */
    EPSILON,
    /** Share the first moment keeps; of schedule-free, the weight of the average against z. */
    BETA1,
    /** Share the second moment keeps. */
    BETA2,
    /** Share the momentum buffer keeps. */
    MOMENTUM,
    /** 1 for Nesterov's momentum. */
    NESTEROV,
    /** Share the mean of squares keeps. */
    SMOOTHING,
    /** Least share of the newest base point in the average. */
    LEAST_SHARE
  }

  /** The codes of an update. */
  public enum OptimizerCode implements ProgramName {
    /** The {@link Rule}. */
    RULE,
    /** Index of the first parameter that is trained. */
    FIRST_TRAINED,
    /** Here begins a flag for each parameter: 1 if it decays, else 0. */
    DECAYS
  }

  /** The state. A slot has one tensor for each parameter; slots lie end to end. */
  public enum StateSlot implements ProgramName {
    /** Number of updates the parameter has had. */
    UPDATES,
    /** Here begin the slots of the rule: one of the enums below, none for {@link Rule#SGD}. */
    OF_RULE
  }

  /** Slots of AdamW and Adam. */
  public enum MomentSlot implements ProgramName {
    /** First moment. */
    FIRST,
    /** Second moment. */
    SECOND
  }

  /** Slot of momentum. */
  public enum MomentumSlot implements ProgramName {
    /** Decaying sum of gradients. */
    BUFFER
  }

  /** Slot of Adagrad and RMSProp. */
  public enum SquareSlot implements ProgramName {
    /** Sum or mean of squares. */
    SQUARES
  }

  /** Slots of schedule-free AdamW. */
  public enum ScheduleFreeSlot implements ProgramName {
    /** Second moment. */
    SECOND_MOMENT,
    /** Base point z. */
    BASE_POINT,
    /** Sum of the weights of the average. */
    WEIGHT_SUM,
    /** Greatest rate so far. */
    GREATEST_RATE
  }

  /** What {@code descend} returns. */
  public enum UpdateResult implements ProgramName {
    /** Norm of the gradient before clipping. */
    GRADIENT_NORM,
    /** Number of elements updated; 0 if the update was skipped. */
    UPDATED
  }
}
