package io.headwater.service.retry;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/** Time that passes only where somebody waits; it tells of closing after so many waits. */
final class FakeTime implements Closing, LongSupplier {
  final List<Duration> waits = new ArrayList<>();
  private final int closingIn;
  private long nanos = 5_000_000_000L;

  FakeTime(int closingIn) {
    this.closingIn = closingIn;
  }

  static FakeTime open() {
    return new FakeTime(Integer.MAX_VALUE);
  }

  @Override
  public boolean await(Duration time) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    if (time.isZero()) {
      return waits.size() >= closingIn;
    }
    waits.add(time);
    pass(time);
    return waits.size() >= closingIn;
  }

  void pass(Duration time) {
    nanos += time.toNanos();
  }

  Duration waited() {
    return waits.stream().reduce(Duration.ZERO, Duration::plus);
  }

  @Override
  public long getAsLong() {
    return nanos;
  }
}
