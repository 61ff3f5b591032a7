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
 * <p>The number of examples on the topics that are not trained on yet is bounded: a longer queue
 * would only make the evaluator's model look older than it is.
 */
final class DemoProducer implements AutoCloseable {
  private static final long AHEAD = 1_000;
  private static final long NAP_MILLIS = 5;

  private final Iterator<LabeledExample> stream;
  private final ExampleProducer producer;
  private final LongSupplier settled;
  private final RateLimiter limiter;
  private final AtomicLong produced = new AtomicLong();
  private final AtomicReference<Throwable> failure = new AtomicReference<>();
  private final Thread thread;
  private volatile boolean stopped;
  private volatile boolean exhausted;

  /**
   * Starts producing.
   *
   * @param settled returns the number of examples trained on or refused so far
   * @param rate most examples per second; 0 for as fast as they are learned
   */
  DemoProducer(
      Iterator<LabeledExample> stream,
      ExampleProducer producer,
      LongSupplier settled,
      double rate) {
    this.stream = stream;
    this.producer = producer;
    this.settled = settled;
    this.limiter = rate == 0 ? RateLimiter.unbounded() : RateLimiter.perSecond(rate);
    this.thread = new Thread(this::produce, "demo-feed");
    thread.start();
  }

  private void produce() {
    try {
      long sent = 0;
      while (!stopped && stream.hasNext()) {
        limiter.await();
        while (!stopped && sent - settled.getAsLong() > AHEAD) {
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

  /** Returns the number of examples the broker has acknowledged. */
  long produced() {
    return produced.get();
  }

  /** Returns whether all examples of the stream have been sent. */
  boolean exhausted() {
    return exhausted;
  }

  /** Returns why producing failed, if it did. */
  Optional<Throwable> failure() {
    return Optional.ofNullable(failure.get());
  }

  /** Stops producing, and returns when everything sent is acknowledged. */
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
