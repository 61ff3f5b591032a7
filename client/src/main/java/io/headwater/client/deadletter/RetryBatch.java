package io.headwater.client.deadletter;

import io.headwater.schemas.KafkaFutures;
import io.headwater.schemas.contract.DeadLetter.Location;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;

/** The letters that one transaction of a retry sends back. */
public final class RetryBatch {
  /** Greatest age of a batch; far below the time after which the brokers abort a transaction. */
  public static final Duration LONGEST = Duration.ofSeconds(10);

  private static final int RECORDS = 500;
  private static final long BYTES = 32L << 20;

  private final long begun;
  private final RetryMarks marks = new RetryMarks();
  private final List<Sent> sent = new ArrayList<>();
  private int records;
  private long bytes;

  /** A record on its way, and how often it will have been sent back. */
  private record Sent(Future<RecordMetadata> where, long retries) {}

  /**
   * Starts an empty batch.
   *
   * @param now current value of {@link System#nanoTime}
   */
  public RetryBatch(long now) {
    this.begun = now;
  }

  /**
   * Adds a letter whose record is being sent.
   *
   * @param size bytes of the letter
   * @param where where the record will lie
   * @param retries how often it will have been sent back
   */
  public void add(Location letter, long size, Future<RecordMetadata> where, long retries) {
    add(letter);
    sent.add(new Sent(where, retries));
    bytes += size;
  }

  /** Adds a letter whose record was sent for another letter. */
  public void add(Location letter) {
    marks.add(letter);
    records++;
  }

  /** Returns whether the batch should be committed, since it is full or old. */
  public boolean isDue(long now) {
    return records >= RECORDS || bytes >= BYTES || isOlderThan(LONGEST, now);
  }

  /** Returns whether the batch was begun at least {@code age} ago. */
  public boolean isOlderThan(Duration age, long now) {
    return now - begun >= age.toNanos();
  }

  /** Returns how many letters were added. */
  public int records() {
    return records;
  }

  /**
   * Returns the marks of all letters; waits for the records that are being sent.
   *
   * @throws org.apache.kafka.common.KafkaException if a record could not be sent
   */
  public RetryMarks marks() {
    for (Sent one : sent) {
      RecordMetadata where = KafkaFutures.await(one.where());
      marks.addReturned(
          new TopicPartition(where.topic(), where.partition()), where.offset(), one.retries());
    }
    sent.clear();
    return marks;
  }
}
