package io.headwater.model.internal.learning;

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
import java.util.ArrayList;
import java.util.List;

/**
 * An optimizer as the program takes it.
 *
 * @param optimizer name under which its state is stored
 * @param code number of the rule in the program
 * @param slots what it keeps for each parameter, first the number of updates
 * @param numbers weight decay, then the rule's own
 */
record UpdateRule(String optimizer, long code, List<Slot> slots, List<Double> numbers) {
  private static final Slot STEP = new Slot("step", Start.COUNTER);
  private static final Slot FIRST_MOMENT = new Slot("exp_avg", Start.ZEROS);
  private static final Slot SECOND_MOMENT = new Slot("exp_avg_sq", Start.ZEROS);
  private static final Slot BUFFER = new Slot("momentum_buffer", Start.ZEROS);
  private static final Slot SUM = new Slot("sum", Start.ZEROS);
  private static final Slot MEAN_SQUARE = new Slot("square_avg", Start.ZEROS);
  private static final Slot BASE = new Slot("z", Start.PARAMETER);
  private static final Slot WEIGHTS = new Slot("weight_sum", Start.COUNTER);
  private static final Slot GREATEST_RATE = new Slot("lr_max", Start.COUNTER);

  UpdateRule {
    slots = List.copyOf(slots);
    numbers = List.copyOf(numbers);
  }

  /** Returns whether gradients are taken elsewhere than at the parameters. */
  boolean moves() {
    return slots.contains(BASE);
  }

  static UpdateRule of(OptimizerSettings settings) {
    if (settings instanceof AdamW s) {
      return rule(s, 0, moments(), s.beta1(), s.beta2(), s.epsilon());
    } else if (settings instanceof Adam s) {
      return rule(s, 1, moments(), s.beta1(), s.beta2(), s.epsilon());
    } else if (settings instanceof Adaptive s) {
      return rule(s, 1, moments(), s.beta1(), s.beta2(), s.epsilon());
    } else if (settings instanceof Sgd s) {
      return rule(s, 2, List.of());
    } else if (settings instanceof Momentum s) {
      return rule(s, 3, List.of(BUFFER), s.momentum(), s.nesterov() ? 1 : 0);
    } else if (settings instanceof Adagrad s) {
      return rule(s, 4, List.of(SUM), s.epsilon());
    } else if (settings instanceof RmsProp s) {
      return rule(s, 5, List.of(MEAN_SQUARE), s.epsilon(), s.smoothing());
    } else if (settings instanceof ScheduleFree s) {
      List<Slot> slots = List.of(SECOND_MOMENT, BASE, WEIGHTS, GREATEST_RATE);
      return rule(s, 6, slots, s.beta1(), s.beta2(), s.epsilon(), 1.0 / s.horizon());
    }
    throw new AssertionError(settings); // sealed
  }

  private static List<Slot> moments() {
    return List.of(FIRST_MOMENT, SECOND_MOMENT);
  }

  private static UpdateRule rule(
      OptimizerSettings settings, long code, List<Slot> own, double... numbers) {
    List<Slot> slots = new ArrayList<>(List.of(STEP));
    slots.addAll(own);
    List<Double> all = new ArrayList<>(List.of(settings.weightDecay()));
    for (double number : numbers) {
      all.add(number);
    }
    return new UpdateRule(settings.name(), code, slots, all);
  }
}
