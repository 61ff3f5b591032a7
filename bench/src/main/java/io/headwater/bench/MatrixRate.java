package io.headwater.bench;

import ai.djl.Device;
import io.headwater.model.Precision;
import io.headwater.model.internal.reference.MatrixProduct;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;

/** Measures the rate of square matrix products and keeps the best of several sizes. */
final class MatrixRate implements AutoCloseable {
  /**
   * Least time that each size is multiplied for, on every device: about as long as a step, and long
   * enough for a processor clock that changes under load to settle.
   */
  static final long LEAST_NANOS = 300_000_000;

  private static final List<Integer> SIZES = List.of(1024, 2048, 4096);
  private static final List<Integer> GPU_SIZES = List.of(1024, 2048, 4096, 8192);

  private final List<Size> sizes = new ArrayList<>();
  private double best;

  /** A product and its number of repetitions, which the first measurement finds. */
  private static final class Size {
    private final MatrixProduct product;
    private int times = 1;

    Size(MatrixProduct product) {
      this.product = product;
    }

    double rate() {
      Repetition last = repeat(product::multiply, times);
      times = last.times();
      return last.times() * product.flops() * 1e9 / last.nanos();
    }
  }

  /**
   * A timed repetition of some work.
   *
   * @param times number of repetitions
   * @param nanos time of all of them, in nanoseconds
   */
  record Repetition(int times, long nanos) {}

  MatrixRate(Device device, List<Integer> sizes, Precision precision) {
    for (int size : sizes) {
      this.sizes.add(new Size(new MatrixProduct(device, size, precision)));
    }
  }

  /** Returns the matrix sizes to try on a device. */
  static List<Integer> sizes(Device device) {
    return device.isGpu() ? GPU_SIZES : SIZES;
  }

  /**
   * Repeats work {@code times} times, doubling the number until it takes long enough.
   *
   * @param work does the given number of repetitions
   * @return the last measurement, which took at least {@link #LEAST_NANOS}
   */
  static Repetition repeat(IntConsumer work, int times) {
    while (true) {
      long start = System.nanoTime();
      work.accept(times);
      long nanos = System.nanoTime() - start;
      if (nanos >= LEAST_NANOS) {
        return new Repetition(times, nanos);
      }
      times = Math.multiplyExact(times, 2);
    }
  }

  /** Measures all sizes and returns the best one's operations per second. */
  double measure() {
    double rate = sizes.stream().mapToDouble(Size::rate).max().orElseThrow();
    best = Math.max(best, rate);
    return rate;
  }

  /** Returns the best rate of all measurements so far. */
  double best() {
    return best;
  }

  @Override
  public void close() {
    sizes.forEach(size -> size.product.close());
  }
}
