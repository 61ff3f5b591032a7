package io.headwater.model.internal.layout;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/**
 * Fills lists and arrays in the order of an enum's constants.
 *
 * <p>Callers pass a switch over the constants, so the compiler reports one that is left out.
 */
public final class Layout {
  private Layout() {}

  /** Returns one integer for each constant. */
  public static <K extends Enum<K> & ProgramName> long[] longs(
      Class<K> names, ToLongFunction<K> value) {
    return constants(names).mapToLong(value).toArray();
  }

  /** Returns one real for each constant. */
  public static <K extends Enum<K> & ProgramName> double[] doubles(
      Class<K> names, ToDoubleFunction<K> value) {
    return constants(names).mapToDouble(value).toArray();
  }

  /** Returns one array for each constant. */
  public static <K extends Enum<K> & ProgramName> NDList arrays(
      Class<K> names, Function<K, NDArray> value) {
    return new NDList(list(names, value));
  }

  /** Returns one value for each constant. */
  public static <K extends Enum<K> & ProgramName, V> List<V> list(
      Class<K> names, Function<K, V> value) {
    return constants(names).map(value).toList();
  }

  /**
   * Returns one value for each constant but the last, followed by any number of values for the
   * last.
   *
   * @throws IllegalArgumentException if another constant does not have exactly one value
   */
  public static <K extends Enum<K> & ProgramName, V> List<V> withRun(
      Class<K> names, Function<K, List<V>> values) {
    List<V> all = new ArrayList<>();
    for (K name : names.getEnumConstants()) {
      if (all.size() != name.number()) {
        throw new IllegalArgumentException(
            "%s.%s would be at position %d but must be at %d"
                .formatted(names.getSimpleName(), name.name(), all.size(), name.number()));
      }
      all.addAll(values.apply(name));
    }
    return all;
  }

  private static <K extends Enum<K> & ProgramName> Stream<K> constants(Class<K> names) {
    return Stream.of(names.getEnumConstants());
  }
}
