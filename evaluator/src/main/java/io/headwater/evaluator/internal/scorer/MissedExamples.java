package io.headwater.evaluator.internal.scorer;

import java.time.Duration;
import java.util.Map;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says aloud how many examples no version can score any more, at once and then at intervals; used
 * by one thread.
 */
final class MissedExamples {
  private static final Logger log = LoggerFactory.getLogger(MissedExamples.class);
  private static final Duration BETWEEN = Duration.ofSeconds(10);

  private final LongSupplier nanoTime;
  private long saidAtNanos;
  private long said;
  private long total;

  /** Makes an instance that has counted nothing yet. */
  MissedExamples(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.saidAtNanos = nanoTime.getAsLong() - BETWEEN.toNanos();
  }

  /** Counts what was skipped and committed. */
  void add(Map<SkipReason, Long> skipped) {
    total += skipped.getOrDefault(SkipReason.NO_LEGAL_VERSION, 0L);
  }

  /** Says what was not said yet, unless something was said just now. */
  void sayIfDue() {
    if (nanoTime.getAsLong() - saidAtNanos >= BETWEEN.toNanos()) {
      say();
    }
  }

  /** Says what was not said yet. */
  void say() {
    if (total > said) {
      log.warn(
          "{} examples are not scored and never will be ({} since the start): every version that is"
              + " still stored was trained on them",
          total - said,
          total);
      said = total;
      saidAtNanos = nanoTime.getAsLong();
    }
  }
}
