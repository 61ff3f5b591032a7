package io.headwater.model.internal.learning;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.headwater.model.internal.layout.Layout;
import io.headwater.model.internal.layout.OptimizerArrays.OptimizerCode;
import io.headwater.model.internal.layout.OptimizerArrays.OptimizerNumber;
import io.headwater.model.internal.layout.OptimizerArrays.OptimizerSetting;
import io.headwater.model.internal.learning.Slot.Start;
import io.headwater.model.internal.network.ParameterSpec;
import io.headwater.model.internal.network.Staging;
import io.headwater.model.internal.network.StoredArrays;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/** Parameters and the optimizer's state of each, in the order the programs take them. */
final class ParameterState {
  private final NDManager manager;
  private final UpdateRule rule;
  private final int firstTrained;
  private final List<ParameterSpec> specs = new ArrayList<>();
  private final NDList parameters = new NDList();
  private final List<NDList> kept = new ArrayList<>(); // one list for each slot

  /**
   * Makes a state without parameters.
   *
   * @param firstTrained number of parameters, the first to be added, that stay as they are and have
   *     no state
   */
  ParameterState(NDManager manager, UpdateRule rule, int firstTrained) {
    this.manager = manager;
    this.rule = rule;
    this.firstTrained = firstTrained;
    rule.slots().forEach(slot -> kept.add(new NDList()));
  }

  /** Adds a new parameter, with fresh optimizer state. */
  void add(ParameterSpec spec, NDArray value) {
    specs.add(spec);
    parameters.add(value);
    for (int s = 0; s < kept.size(); s++) {
      kept.get(s).add(isTrained(size() - 1) ? slot(s).create(value, manager) : empty());
    }
  }

  private boolean isTrained(int index) {
    return index >= firstTrained;
  }

  private NDArray empty() {
    return manager.create(new Shape(0));
  }

  /**
   * Adds a parameter that continues from stored state; with fresh state if it is trained but had
   * none.
   */
  void add(ParameterSpec spec, NDArray value, StoredArrays state) {
    if (!isTrained(size()) || !state.has(slot(0).stored(spec.name()))) {
      add(spec, value);
      return;
    }
    specs.add(spec);
    parameters.add(value);
    for (int s = 0; s < kept.size(); s++) {
      Slot slot = slot(s);
      kept.get(s).add(state.copy(slot.stored(spec.name()), slot.shape(spec.shape()), manager));
    }
  }

  private Slot slot(int index) {
    return rule.slots().get(index);
  }

  /**
   * Appends new rows to a parameter; its other rows and its counters stay as they are.
   *
   * @param grown specification of the parameter with the new rows
   * @param rows their values, which are copied
   */
  void append(int index, ParameterSpec grown, NDArray rows) {
    append(parameters, index, rows);
    for (int s = 0; s < kept.size(); s++) {
      if (slot(s).start() != Start.COUNTER) {
        try (NDArray started = slot(s).create(rows, manager)) {
          append(kept.get(s), index, started);
        }
      }
    }
    specs.set(index, grown);
  }

  private void append(NDList list, int index, NDArray rows) {
    try (NDArray old = list.get(index)) {
      NDArray whole = old.concat(rows, 0);
      whole.attach(manager);
      list.set(index, whole);
    }
  }

  /** Returns a manager on the parameters' device for short-lived arrays. */
  NDManager newScope() {
    return manager.newSubManager();
  }

  int size() {
    return specs.size();
  }

  ParameterSpec spec(int index) {
    return specs.get(index);
  }

  NDArray parameter(int index) {
    return parameters.get(index);
  }

  /** Returns the parameters. */
  NDList parameters() {
    return parameters;
  }

  /** Returns the optimizer's state, slot after slot. */
  NDList kept() {
    NDList all = new NDList(kept.size() * specs.size());
    kept.forEach(all::addAll);
    return all;
  }

  /** Returns whether gradients are taken at a point other than the parameters. */
  boolean moves() {
    return rule.moves();
  }

  /**
   * Returns the arrays of {@link OptimizerSetting}, in host memory.
   *
   * @param rateFactors factor of the rate for each parameter
   */
  NDList settings(
      double learningRate, double[] rateFactors, double clipNorm, NDManager host, Staging staging) {
    double[] numbers =
        Layout.doubles(
            OptimizerNumber.class,
            name ->
                switch (name) {
                  case RATE -> learningRate;
                  case CLIP_NORM -> clipNorm;
                  default -> rule.number(name);
                });
    return Layout.arrays(
        OptimizerSetting.class,
        setting ->
            switch (setting) {
              case NUMBERS -> staging.doubles(host, numbers);
              case CODES -> staging.longs(host, codes());
              case RATE_FACTORS -> staging.doubles(host, rateFactors);
            });
  }

  private long[] codes() {
    return Layout.withRun(
            OptimizerCode.class,
            name ->
                switch (name) {
                  case RULE -> List.of((long) rule.rule().number());
                  case FIRST_TRAINED -> List.of((long) firstTrained);
                  case DECAYS -> specs.stream().map(spec -> spec.decays() ? 1L : 0L).toList();
                })
        .stream()
        .mapToLong(Long::longValue)
        .toArray();
  }

  /** Visits the parameters, then the optimizer's state, by their stored names. */
  void forEach(BiConsumer<String, NDArray> ofModel, BiConsumer<String, NDArray> ofOptimizer) {
    for (int i = 0; i < specs.size(); i++) {
      ofModel.accept(specs.get(i).name(), parameters.get(i));
    }
    for (int s = 0; s < kept.size(); s++) {
      for (int i = firstTrained; i < specs.size(); i++) {
        ofOptimizer.accept(slot(s).stored(specs.get(i).name()), kept.get(s).get(i));
      }
    }
  }

  /** Copies the optimizer's state under its stored names. */
  NDList copyKept(NDManager owner) {
    NDList copies = new NDList(StoredOptimizer.mark(rule.optimizer(), owner));
    forEach((name, parameter) -> {}, (name, array) -> copies.add(named(name, array, owner)));
    return copies;
  }

  /** Copies a parameter under its stored name. */
  NDArray copyParameter(int index, NDManager owner) {
    return named(specs.get(index).name(), parameters.get(index), owner);
  }

  private static NDArray named(String name, NDArray array, NDManager owner) {
    NDArray copy = StoredArrays.copy(array, owner);
    copy.setName(name);
    return copy;
  }
}
