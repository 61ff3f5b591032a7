package io.headwater.evaluator.scorer.internal;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads compacted topics from their beginning and goes on for ever, outside of any group. */
public final class TopicFollower implements Runnable, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(TopicFollower.class);
  private static final Duration POLL = Duration.ofMillis(250);

  private final Supplier<Consumer<byte[], byte[]>> consumers;
  private final Map<String, Handler> handlers;
  private final CountDownLatch caughtUp = new CountDownLatch(1);
  private final CountDownLatch closed = new CountDownLatch(1);

  /** Takes a topic's records in; one that throws a RetriableException is given again. */
  @FunctionalInterface
  public interface Handler {
    /** Takes a record in. */
    void accept(ConsumerRecord<byte[], byte[]> record);
  }

  /**
   * Prepares; {@link #run} reads.
   *
   * @param consumers makes a consumer without group, whose isolation is read_committed
   * @param handlers handlers by topic
   */
  public TopicFollower(
      Supplier<Consumer<byte[], byte[]>> consumers, Map<String, Handler> handlers) {
    this.consumers = consumers;
    this.handlers = Map.copyOf(handlers);
  }

  /** Waits until everything that was there at the start is read, and returns whether it is. */
  public boolean awaitCaughtUp(Duration timeout) throws InterruptedException {
    return caughtUp.await(timeout.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void run() {
    Backoff backoff = new Backoff(closed);
    while (closed.getCount() > 0) {
      try (Consumer<byte[], byte[]> consumer = consumers.get()) {
        follow(consumer, backoff);
      } catch (WakeupException e) {
        log.debug("Woken up");
      } catch (RuntimeException e) {
        log.warn("Cannot read {}; trying again in {}", handlers.keySet(), backoff.next(), e);
        backoff.await();
      }
    }
  }

  private void follow(Consumer<byte[], byte[]> consumer, Backoff backoff) {
    List<TopicPartition> partitions =
        handlers.keySet().stream()
            .flatMap(topic -> consumer.partitionsFor(topic).stream())
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    Map<TopicPartition, Long> ends = new HashMap<>(consumer.endOffsets(partitions));
    while (closed.getCount() > 0) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        accept(record);
        backoff.reset();
      }
      ends.entrySet().removeIf(end -> consumer.position(end.getKey()) >= end.getValue());
      if (ends.isEmpty()) {
        caughtUp.countDown();
      }
    }
  }

  private void accept(ConsumerRecord<byte[], byte[]> record) {
    try {
      handlers.get(record.topic()).accept(record);
    } catch (RetriableException e) {
      throw e;
    } catch (RuntimeException e) {
      log.warn("Passing over offset {} of {}", record.offset(), record.topic(), e);
    }
  }

  @Override
  public void close() {
    closed.countDown();
  }
}
