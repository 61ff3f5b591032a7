package io.headwater.model.internal.learning;

import io.headwater.model.internal.layout.Layout;
import io.headwater.model.internal.layout.OptimizerArrays.MomentSlot;
import io.headwater.model.internal.layout.OptimizerArrays.MomentumSlot;
import io.headwater.model.internal.layout.OptimizerArrays.OptimizerNumber;
import io.headwater.model.internal.layout.OptimizerArrays.Rule;
import io.headwater.model.internal.layout.OptimizerArrays.ScheduleFreeSlot;
import io.headwater.model.internal.layout.OptimizerArrays.SquareSlot;
import io.headwater.model.internal.layout.OptimizerArrays.StateSlot;
import io.headwater.model.internal.learning.Slot.Start;
import io.headwater.model.learning.OptimizerSettings;
import io.headwater.model.learning.OptimizerSettings.Adagrad;
import io.headwater.model.learning.OptimizerSettings.Adam;
import io.headwater.model.learning.OptimizerSettings.AdamW;
import io.headwater.model.learning.OptimizerSettings.Adaptive;
import io.headwater.model.learning.OptimizerSettings.Momentum;
import io.headwater.model.learning.OptimizerSettings.RmsProp;
import io.headwater.model.learning.OptimizerSettings.ScheduleFree;
import io.headwater.model.learning.OptimizerSettings.Sgd;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** An optimizer in the form that the programs take. */
final class UpdateRule {
  private static final Slot BASE_POINT = new Slot("z", Start.PARAMETER);

  private final String optimizer;
  private final Rule rule;
  private final List<Slot> slots;
  private final Map<OptimizerNumber, Double> numbers = new EnumMap<>(OptimizerNumber.class);

  private UpdateRule(OptimizerSettings settings, Rule rule, List<Slot> own) {
    this.optimizer = settings.name();
    this.rule = rule;
    this.slots =
        List.copyOf(
            Layout.withRun(
                StateSlot.class,
                slot ->
                    switch (slot) {
                      case UPDATES -> List.of(new Slot("step", Start.COUNTER));
                      case OF_RULE -> own;
                    }));
    numbers.put(OptimizerNumber.WEIGHT_DECAY, settings.weightDecay());
  }

  static UpdateRule of(OptimizerSettings settings) {
    if (settings instanceof AdamW s) {
      return adam(s, Rule.ADAMW, s.beta1(), s.beta2(), s.epsilon());
    } else if (settings instanceof Adam s) {
      return adam(s, Rule.ADAM, s.beta1(), s.beta2(), s.epsilon());
    } else if (settings instanceof Adaptive s) {
      return adam(s, Rule.ADAM, s.beta1(), s.beta2(), s.epsilon());
    } else if (settings instanceof Sgd s) {
      return new UpdateRule(s, Rule.SGD, List.of());
    } else if (settings instanceof Momentum s) {
      return new UpdateRule(s, Rule.MOMENTUM, momentumSlots())
          .with(OptimizerNumber.MOMENTUM, s.momentum())
          .with(OptimizerNumber.NESTEROV, s.nesterov() ? 1 : 0);
    } else if (settings instanceof Adagrad s) {
      return new UpdateRule(s, Rule.ADAGRAD, squareSlots("sum"))
          .with(OptimizerNumber.EPSILON, s.epsilon());
    } else if (settings instanceof RmsProp s) {
      return new UpdateRule(s, Rule.RMSPROP, squareSlots("square_avg"))
          .with(OptimizerNumber.EPSILON, s.epsilon())
          .with(OptimizerNumber.SMOOTHING, s.smoothing());
    } else if (settings instanceof ScheduleFree s) {
      return new UpdateRule(s, Rule.SCHEDULE_FREE, scheduleFreeSlots())
          .with(OptimizerNumber.BETA1, s.beta1())
          .with(OptimizerNumber.BETA2, s.beta2())
          .with(OptimizerNumber.EPSILON, s.epsilon())
          .with(OptimizerNumber.LEAST_SHARE, 1.0 / s.horizon());
    }
    throw new AssertionError(settings); // sealed
  }

  private static UpdateRule adam(
      OptimizerSettings settings, Rule rule, double beta1, double beta2, double epsilon) {
    return new UpdateRule(settings, rule, momentSlots())
        .with(OptimizerNumber.BETA1, beta1)
        .with(OptimizerNumber.BETA2, beta2)
        .with(OptimizerNumber.EPSILON, epsilon);
  }

  private UpdateRule with(OptimizerNumber name, double number) {
    numbers.put(name, number);
    return this;
  }

  private static List<Slot> momentSlots() {
    return Layout.list(
        MomentSlot.class,
        slot ->
            switch (slot) {
              case FIRST -> new Slot("exp_avg", Start.ZEROS);
              case SECOND -> new Slot("exp_avg_sq", Start.ZEROS);
            });
  }

  private static List<Slot> momentumSlots() {
    return Layout.list(
        MomentumSlot.class,
        slot ->
            switch (slot) {
              case BUFFER -> new Slot("momentum_buffer", Start.ZEROS);
            });
  }

  private static List<Slot> squareSlots(String name) {
    return Layout.list(
        SquareSlot.class,
        slot ->
            switch (slot) {
              case SQUARES -> new Slot(name, Start.ZEROS);
            });
  }

  private static List<Slot> scheduleFreeSlots() {
    return Layout.list(
        ScheduleFreeSlot.class,
        slot ->
            switch (slot) {
              case SECOND_MOMENT -> new Slot("exp_avg_sq", Start.ZEROS);
              case BASE_POINT -> BASE_POINT;
              case WEIGHT_SUM -> new Slot("weight_sum", Start.COUNTER);
              case GREATEST_RATE -> new Slot("lr_max", Start.COUNTER);
            });
  }

  /** Returns the name under which the optimizer's state is stored. */
  String optimizer() {
    return optimizer;
  }

  /** Returns the rule the program follows. */
  Rule rule() {
    return rule;
  }

  /** Returns what is kept for each parameter. */
  List<Slot> slots() {
    return slots;
  }

  /** Returns a number of the rule, or 0 if the rule does not use it. */
  double number(OptimizerNumber name) {
    return numbers.getOrDefault(name, 0.0);
  }

  /** Returns whether gradients are taken at a point other than the parameters. */
  boolean moves() {
    return slots.contains(BASE_POINT);
  }
}
