package io.headwater.cli.bench;

import ai.djl.Device;
import io.headwater.model.Precision;
import io.headwater.model.reference.MatrixProduct;
import java.util.ArrayList;
import java.util.List;

/** The rate of the best square matrix product, tried in several sizes. */
final class MatrixRate implements AutoCloseable {
  /** Operations of one measurement of a size, so that small products are not lost in the clock. */
  private static final double WORK = 20e9;

  private final List<MatrixProduct> products = new ArrayList<>();
  private double best;

  MatrixRate(Device device, List<Integer> sizes, Precision precision) {
    for (int size : sizes) {
      products.add(new MatrixProduct(device, size, precision));
    }
  }

  /** Returns the best size's operations a second, measured now. */
  double measure() {
    double rate = 0;
    for (MatrixProduct product : products) {
      int times = (int) Math.max(1, Math.round(WORK / product.flops()));
      long start = System.nanoTime();
      product.multiply(times);
      rate = Math.max(rate, times * product.flops() / (System.nanoTime() - start) * 1e9);
    }
    best = Math.max(best, rate);
    return rate;
  }

  /** Returns the best of all measurements so far. */
  double best() {
    return best;
  }

  @Override
  public void close() {
    products.forEach(MatrixProduct::close);
  }
}
