package io.headwater.trainer.internal.leadership;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits to own the journal's single partition in the model's trainer group, and then keeps it.
 *
 * <p>Nothing is read from the journal here; its partition only stands for the right to train.
 */
public final class Leadership implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Leadership.class);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration CLOSE = Duration.ofSeconds(2);

  private final Consumer<byte[], byte[]> consumer;
  private final String journalTopic;
  private final BooleanSupplier over;
  private final java.util.function.Consumer<Throwable> onLost;
  private final CountDownLatch elected = new CountDownLatch(1);
  private final AtomicReference<Map<TopicPartition, OffsetAndMetadata>> uncommitted =
      new AtomicReference<>(Map.of());
  private final Thread thread;
  private volatile boolean closing;

  /**
   * Joins the group.
   *
   * @param consumer consumer of the group, owned by this object
   * @param over tells whether to give up the right to train, whatever other threads are doing
   * @param onLost called with a {@link LeadershipLostException} if the partition is taken away
   *     after it was won, or with why the group failed
   */
  public Leadership(
      Consumer<byte[], byte[]> consumer,
      String journalTopic,
      BooleanSupplier over,
      java.util.function.Consumer<Throwable> onLost) {
    this.consumer = consumer;
    this.journalTopic = journalTopic;
    this.over = over;
    this.onLost = onLost;
    this.thread = new Thread(this::run, "trainer-leadership");
    thread.setDaemon(true);
    thread.start();
  }

  /** Waits at most {@code time} for the right to train; returns whether it was won. */
  public boolean await(Duration time) throws InterruptedException {
    return elected.await(time.toNanos(), TimeUnit.NANOSECONDS);
  }

  /**
   * Commits the group's offsets soon, without waiting. They only serve lag monitors, so those of a
   * partition that no longer exists are dropped, and newer ones take the place of those that wait.
   */
  public void commit(Map<TopicPartition, OffsetAndMetadata> offsets) {
    uncommitted.set(Map.copyOf(offsets));
  }

  private void run() {
    try {
      consumer.subscribe(List.of(journalTopic), new Listener());
      while (!closing && !over.getAsBoolean()) {
        poll();
      }
    } catch (WakeupException e) {
      LOG.debug("Leadership is given up", e);
    } catch (RuntimeException e) {
      if (!closing) {
        onLost.accept(new KafkaException("the trainer's group failed", e));
      }
    } finally {
      leave();
    }
  }

  /** Commits what is left, and leaves the group if the broker answers. */
  private void leave() {
    try {
      commit();
    } catch (KafkaException e) {
      LOG.debug("The last offsets of the trainer's group are not committed", e);
    } finally {
      consumer.close(CloseOptions.timeout(CLOSE));
    }
  }

  private void poll() {
    try {
      // Records are skipped: the partition is paused as soon as it is assigned.
      consumer.poll(POLL);
      commit();
    } catch (RetriableException e) {
      LOG.warn(
          "Cannot reach the trainer's group now ({}); trying again in {} ms",
          e.toString(),
          POLL.toMillis());
    }
  }

  private void commit() {
    Map<TopicPartition, OffsetAndMetadata> offsets = uncommitted.getAndSet(Map.of());
    if (!offsets.isEmpty()) {
      consumer.commitAsync(
          offsets,
          (all, failure) -> {
            if (failure != null) {
              LOG.debug("Not all offsets of the trainer's group are committed", failure);
            }
          });
    }
  }

  @Override
  public void close() {
    closing = true;
    consumer.wakeup();
    try {
      thread.join(TimeUnit.SECONDS.toMillis(3));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private final class Listener implements ConsumerRebalanceListener {
    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
      consumer.pause(partitions);
      if (!partitions.isEmpty()) {
        elected.countDown();
      }
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
      if (!closing && !partitions.isEmpty()) {
        onLost.accept(
            new LeadershipLostException("another trainer of this model was given " + partitions));
      }
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
      if (!closing && !partitions.isEmpty()) {
        onLost.accept(
            new LeadershipLostException(
                "the trainer's group has not heard of this one for longer than"
                    + " trainer.leader.session.ms, and another may lead"));
      }
    }
  }
}
