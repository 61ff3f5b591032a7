package io.headwater.model.internal.learning;

import io.headwater.model.learning.StepTimes;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Supplier;

/** Adds up the time of a step's phases; time in no other phase counts as the host's. */
final class PhaseClock {
  /** The phases that are calls of programs. */
  enum Phase {
    FORWARD,
    BACKWARD,
    OPTIMIZER
  }

  private final long begun = System.nanoTime();
  private final Map<Phase, Long> spent = new EnumMap<>(Phase.class);

  /** Does work and adds its time to a phase. */
  <T> T time(Phase phase, Supplier<T> work) {
    long start = System.nanoTime();
    T result = work.get();
    spent.merge(phase, System.nanoTime() - start, Long::sum);
    return result;
  }

  /** Returns the times until now. */
  StepTimes times() {
    long forward = spent.getOrDefault(Phase.FORWARD, 0L);
    long backward = spent.getOrDefault(Phase.BACKWARD, 0L);
    long optimizer = spent.getOrDefault(Phase.OPTIMIZER, 0L);
    long whole = System.nanoTime() - begun;
    return new StepTimes(whole - forward - backward - optimizer, forward, backward, optimizer);
  }
}
