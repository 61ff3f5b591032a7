package io.headwater.bench;

import ai.djl.Device;
import io.headwater.model.Precision;
import io.headwater.model.internal.reference.MatrixProduct;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;

/** The rate of the best square matrix product, tried in several sizes. */
final class MatrixRate implements AutoCloseable {
  /**
   * Every size is multiplied for so long, on every device: as long as steps are, and long enough
   * for a clock that changes its rate under load.
   */
  static final long LEAST_NANOS = 300_000_000;

  private static final List<Integer> SIZES = List.of(1024, 2048, 4096);
  private static final List<Integer> GPU_SIZES = List.of(1024, 2048, 4096, 8192);

  private final List<Size> sizes = new ArrayList<>();
  private double best;

  /** A product, and how often it is multiplied at once, which the first measurement finds. */
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
   * Work that was done again and again.
   *
   * @param times how often
   * @param nanos how long it took
   */
  record Repetition(int times, long nanos) {}

  MatrixRate(Device device, List<Integer> sizes, Precision precision) {
    for (int size : sizes) {
      this.sizes.add(new Size(new MatrixProduct(device, size, precision)));
    }
  }

  /** Returns the sizes among which a device's best is. */
  static List<Integer> sizes(Device device) {
    return device.isGpu() ? GPU_SIZES : SIZES;
  }

  /**
   * Does work so many times, or as many more as take long enough.
   *
   * @param work is told how often
   * @return the last time it was done, which took at least {@link #LEAST_NANOS}
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

  /** Returns the best size's operations a second, measured now. */
  double measure() {
    double rate = sizes.stream().mapToDouble(Size::rate).max().orElseThrow();
    best = Math.max(best, rate);
    return rate;
  }

  /** Returns the best of all measurements so far. */
  double best() {
    return best;
  }

  @Override
  public void close() {
    sizes.forEach(size -> size.product.close());
  }
}
