package io.headwater.cli.demo;

import io.headwater.client.ExampleProducer;
import io.headwater.ingest.transfer.RateLimiter;
import io.headwater.schemas.LabeledExample;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;

/**
 * Produces the stream's examples, at a given rate or as fast as they are learned.
 *
 * <p>As fast as they are learned means that a bounded number is on the topics and not yet trained:
 * a longer queue would only make the evaluator's model look older than it is.
 */
final class DemoProducer implements AutoCloseable {
  private static final long AHEAD = 1_000;
  private static final long NAP_MILLIS = 5;

  private final Iterator<LabeledExample> stream;
  private final ExampleProducer producer;
  private final LongSupplier settled;
  private final RateLimiter limiter;
  private final boolean unbounded;
  private final AtomicLong produced = new AtomicLong();
  private final AtomicReference<Throwable> failure = new AtomicReference<>();
  private final Thread thread;
  private volatile boolean stopped;
  private volatile boolean exhausted;

  /**
   * Starts producing.
   *
   * @param settled examples that are trained or refused so far
   * @param rate examples a second; 0 for as fast as they are learned
   */
  DemoProducer(
      Iterator<LabeledExample> stream,
      ExampleProducer producer,
      LongSupplier settled,
      double rate) {
    this.stream = stream;
    this.producer = producer;
    this.settled = settled;
    this.unbounded = rate == 0;
    this.limiter = unbounded ? RateLimiter.unbounded() : RateLimiter.perSecond(rate);
    this.thread = new Thread(this::produce, "demo-feed");
    thread.start();
  }

  private void produce() {
    try {
      long sent = 0;
      while (!stopped && stream.hasNext()) {
        limiter.await();
        while (unbounded && !stopped && sent - settled.getAsLong() > AHEAD) {
          Thread.sleep(NAP_MILLIS);
        }
        var unused =
            producer
                .send(stream.next())
                .whenComplete(
                    (metadata, problem) -> {
                      if (problem == null) {
                        produced.incrementAndGet();
                      } else {
                        failure.compareAndSet(null, problem);
                      }
                    });
        sent++;
      }
      exhausted = !stream.hasNext();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException problem) {
      failure.compareAndSet(null, problem);
    }
  }

  /** Returns the examples the broker has acknowledged. */
  long produced() {
    return produced.get();
  }

  /** Returns whether the stream has come to its end. */
  boolean exhausted() {
    return exhausted;
  }

  /** Returns why producing failed, if it did. */
  Optional<Throwable> failure() {
    return Optional.ofNullable(failure.get());
  }

  /** Stops producing; everything sent is acknowledged afterwards. */
  @Override
  public void close() {
    stopped = true;
    thread.interrupt();
    try {
      thread.join();
      producer.flush();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
