package io.headwater.bench;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class MatrixRateTest {

  /** Work of 2 ms, of a device that would do thousands in the time a measurement needs. */
  private static void work(int times) {
    long end = System.nanoTime() + times * 2_000_000L;
    while (System.nanoTime() < end) {
      LockSupport.parkNanos(end - System.nanoTime());
    }
  }

  @Test
  void shouldRepeatFastWorkUntilItTakesLongEnough() {
    List<Integer> tried = new ArrayList<>();

    MatrixRate.Repetition last =
        MatrixRate.repeat(
            times -> {
              tried.add(times);
              work(times);
            },
            1);

    assertThat(last.nanos()).isGreaterThanOrEqualTo(MatrixRate.LEAST_NANOS);
    assertThat(last.times()).isEqualTo(tried.get(tried.size() - 1)).isBetween(2, 256);
    assertThat(tried).startsWith(1, 2).hasSizeLessThan(10);
  }

  @Test
  void shouldGoOnFromTheNumberItIsGiven() {
    List<Integer> tried = new ArrayList<>();

    MatrixRate.repeat(
        times -> {
          tried.add(times);
          work(times);
        },
        256);

    assertThat(tried).containsExactly(256);
  }

  @Test
  void shouldTryLargerProductsOnAGpu() {
    assertThat(MatrixRate.sizes(Device.gpu(0))).contains(8192);
    assertThat(MatrixRate.sizes(Device.cpu())).doesNotContain(8192).contains(4096);
  }
}
