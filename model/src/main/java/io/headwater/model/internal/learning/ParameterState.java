package io.headwater.model.internal.learning;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.headwater.model.internal.network.ParameterSpec;
import io.headwater.model.internal.network.StoredArrays;
import java.util.ArrayList;
import java.util.List;

/** Parameters with their moments and counters, in the order the programs take them. */
final class ParameterState {
  private static final String FIRST = "exp_avg.";
  private static final String SECOND = "exp_avg_sq.";
  private static final String COUNTER = "step.";
  private static final Shape SCALAR = new Shape();

  private final NDManager manager;
  private final List<ParameterSpec> specs = new ArrayList<>();
  private final NDList parameters = new NDList();
  private final NDList first = new NDList();
  private final NDList second = new NDList();
  private final NDList counters = new NDList();

  ParameterState(NDManager manager) {
    this.manager = manager;
  }

  /** Adds a parameter that starts now. */
  void add(ParameterSpec spec, NDArray value) {
    add(
        spec,
        value,
        manager.zeros(spec.shape()),
        manager.zeros(spec.shape()),
        manager.zeros(SCALAR));
  }

  /** Adds a parameter that goes on from stored moments. */
  void add(ParameterSpec spec, NDArray value, StoredArrays moments) {
    add(
        spec,
        value,
        moments.copy(FIRST + spec.name(), spec.shape(), manager),
        moments.copy(SECOND + spec.name(), spec.shape(), manager),
        moments.copy(COUNTER + spec.name(), SCALAR, manager));
  }

  private void add(ParameterSpec spec, NDArray value, NDArray m, NDArray v, NDArray counter) {
    specs.add(spec);
    parameters.add(value);
    first.add(m);
    second.add(v);
    counters.add(counter);
  }

  /**
   * Appends rows with moments of zero to a parameter, whose other rows and counter stay as they
   * are.
   *
   * @param grown the parameter with the rows
   * @param rows their values, of which a copy is made
   */
  void append(int index, ParameterSpec grown, NDArray rows) {
    try (NDArray zeros = rows.zerosLike()) {
      append(parameters, index, rows);
      append(first, index, zeros);
      append(second, index, zeros);
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

  int size() {
    return specs.size();
  }

  ParameterSpec spec(int index) {
    return specs.get(index);
  }

  NDArray parameter(int index) {
    return parameters.get(index);
  }

  /** Returns parameters, moments and counters, as the training program takes them. */
  List<NDList> lists() {
    return List.of(parameters, first, second, counters);
  }

  /** Returns 1 for each parameter that decays. */
  long[] decays() {
    return specs.stream().mapToLong(spec -> spec.decays() ? 1 : 0).toArray();
  }

  /** Copies moments and counters under their stored names. */
  NDList copyMoments(NDManager owner) {
    NDList copies = new NDList();
    for (int i = 0; i < specs.size(); i++) {
      String name = specs.get(i).name();
      copies.add(named(FIRST + name, first.get(i), owner));
      copies.add(named(SECOND + name, second.get(i), owner));
      copies.add(named(COUNTER + name, counters.get(i), owner));
    }
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
