package io.headwater.model.internal.reference;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.HashMap;
import java.util.Map;
import java.util.function.ToDoubleBiFunction;

/**
 * Numbers and tables as arrays that live as long as their manager: a temporary array made of a Java
 * number is freed at once, while the graph still refers to its memory.
 */
final class Constants {
  private final NDManager manager;
  private final Map<Double, NDArray> numbers = new HashMap<>();

  Constants(NDManager manager) {
    this.manager = manager;
  }

  NDArray number(double value) {
    return numbers.computeIfAbsent(value, v -> manager.create((float) (double) v));
  }

  NDArray table(int rows, int columns, ToDoubleBiFunction<Integer, Integer> value) {
    float[] values = new float[rows * columns];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        values[i * columns + j] = (float) value.applyAsDouble(i, j);
      }
    }
    return manager.create(values, new Shape(rows, columns));
  }

  NDArray floats(float[] values, long... shape) {
    return manager.create(values, new Shape(shape));
  }

  NDArray longs(long[] values, long... shape) {
    return manager.create(values, new Shape(shape));
  }
}
