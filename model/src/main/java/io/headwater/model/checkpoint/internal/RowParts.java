package io.headwater.model.checkpoint.internal;

import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;

/** Ranges of an array's rows, each small enough for a buffer. */
final class RowParts {
  /**
   * The largest buffer, in bytes: an array of several GB must not need a buffer as large as itself.
   */
  static final long MOST = 1L << 28;

  /** The largest row, in bytes. */
  private static final long MAX_ROW = 1L << 29;

  /**
   * Rows of an array.
   *
   * @param first first row
   * @param end row after the last
   * @param elements elements the rows have together
   */
  record Part(long first, long end, long elements) {
    Shape shape(Shape whole) {
      long[] dimensions = whole.getShape().clone();
      dimensions[0] = end - first;
      return new Shape(dimensions);
    }
  }

  private RowParts() {}

  /**
   * Returns the parts, in order; a single one if the array is small or has no rows.
   *
   * @param most most bytes of a part, unless a single row is larger
   * @throws IllegalArgumentException if a row is too large for a buffer
   */
  static List<Part> of(Shape shape, int elementBytes, long most) {
    long rows = shape.dimension() == 0 ? 1 : shape.get(0);
    long size = shape.size();
    if (size * elementBytes <= most) {
      return List.of(new Part(0, rows, size));
    }
    long row = size / rows;
    if (row * elementBytes > MAX_ROW) {
      throw new IllegalArgumentException(
          "rows of " + row * elementBytes + " bytes, but must have at most " + MAX_ROW);
    }
    long each = Math.max(1, most / (row * elementBytes));
    List<Part> parts = new ArrayList<>();
    for (long first = 0; first < rows; first += each) {
      long end = Math.min(rows, first + each);
      parts.add(new Part(first, end, (end - first) * row));
    }
    return parts;
  }
}
