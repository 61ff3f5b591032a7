package io.headwater.evaluator.internal.scorer;

import io.headwater.schemas.Prediction;
import io.headwater.schemas.RecordOrigin;
import io.headwater.schemas.Topics;
import io.headwater.schemas.contract.SourcePartition;
import io.headwater.service.health.Heartbeat;
import io.headwater.service.retry.Backoff;
import io.headwater.service.topic.OffsetTransaction;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Scores examples with one consumer and one transactional producer.
 *
 * <p>Any failure ends the session; the next one starts from the committed offsets, so nothing is
 * lost and nothing is written twice. Used by one thread.
 */
final class ScorerSession implements ConsumerRebalanceListener {
  private static final Duration IDLE_POLL = Duration.ofMillis(100);
  private static final Duration POSITION_TIMEOUT = Duration.ofSeconds(10);
  private static final int TURN = 32;
  private static final int MOST_ITEMS = 256;
  private static final int MOST_PASSED = 4096;
  private static final long ADAPT_NANOS = 1_000_000_000L;

  private final Consumer<byte[], byte[]> consumer;
  private final Producer<byte[], byte[]> producer;
  private final Serializer<Prediction> serializer;
  private final TopicIds topicIds;
  private final Parts parts;
  private final PartitionQueues queues;
  private final Map<TopicPartition, Long> committed = new HashMap<>();
  private long adaptedAtNanos = System.nanoTime();
  private boolean waiting = true;

  /**
   * The parts that outlive a session.
   *
   * @param queueBytes most bytes of examples read and not yet decided on
   */
  record Parts(
      Topics topics,
      long queueBytes,
      ScoringPolicy policy,
      Answerer answerer,
      Announcements announcements,
      LoadedVersions versions,
      SampleRate sample,
      ScorerCounters counters,
      MissedExamples missed,
      Heartbeat heartbeat,
      Backoff backoff) {}

  ScorerSession(
      Consumer<byte[], byte[]> consumer,
      Producer<byte[], byte[]> producer,
      Serializer<Prediction> serializer,
      TopicIds topicIds,
      Parts parts) {
    this.consumer = consumer;
    this.producer = producer;
    this.serializer = serializer;
    this.topicIds = topicIds;
    this.parts = parts;
    this.queues = new PartitionQueues(parts.queueBytes());
  }

  void run(CountDownLatch closed) {
    producer.initTransactions();
    consumer.subscribe(parts.topics().examplesPattern(), this);
    while (closed.getCount() > 0) {
      poll();
      if (parts.versions().update(next())) {
        // otherwise a topic that was deleted and created again would pass for the old one
        topicIds.refresh(queues.partitions());
      }
      adapt();
      ScoringBatch batch = take();
      passGaps(batch);
      waiting = batch.offsets().isEmpty();
      if (!batch.offsets().isEmpty() && parts.answerer().answer(batch, closed)) {
        commit(batch);
        parts.counters().add(batch.tally());
        parts.missed().add(batch.tally().skipped());
        parts.backoff().reset();
      }
      parts.missed().sayIfDue();
      parts.heartbeat().beat();
    }
  }

  /** Polls until a batch's worth of records was queued or no more are at hand. */
  private void poll() {
    Duration wait = waiting ? IDLE_POLL : Duration.ZERO;
    int queued = 0;
    int last;
    do {
      ConsumerRecords<byte[], byte[]> polled = consumer.poll(wait);
      queues.add(polled, consumer);
      queues.regulate(consumer);
      last = polled.count();
      queued += last;
      wait = Duration.ZERO;
    } while (last > 0 && queued < MOST_ITEMS);
  }

  private Map<SourcePartition, Long> next() {
    Map<SourcePartition, Long> next = new HashMap<>();
    for (TopicPartition partition : queues.partitions()) {
      Optional<ConsumerRecord<byte[], byte[]>> head = queues.next(partition);
      long offset =
          head.isPresent() ? head.get().offset() : consumer.position(partition, POSITION_TIMEOUT);
      topicIds.of(partition).ifPresent(source -> next.put(source, offset));
    }
    return next;
  }

  private void adapt() {
    long now = System.nanoTime();
    if (now - adaptedAtNanos >= ADAPT_NANOS) {
      adaptedAtNanos = now;
      var loadable = parts.announcements().loadable();
      if (!loadable.isEmpty()) {
        long behind =
            next().entrySet().stream()
                .mapToLong(
                    entry ->
                        loadable.lastEntry().getValue().nextOffset(entry.getKey())
                            - entry.getValue())
                .filter(lag -> lag > 0)
                .sum();
        parts.sample().adapt(behind);
      }
    }
  }

  private ScoringBatch take() {
    ScoringBatch batch = new ScoringBatch();
    int passed = 0;
    boolean moved = true;
    while (moved && batch.items() < MOST_ITEMS && passed < MOST_PASSED) {
      moved = false;
      for (TopicPartition partition : queues.partitions()) {
        Optional<SourcePartition> source = topicIds.of(partition);
        int taken = source.isPresent() ? take(partition, source.get(), batch) : 0;
        passed += taken;
        moved |= taken > 0;
      }
    }
    return batch;
  }

  /**
   * Passes what holds no record, such as the marker at the end of a transaction, and commits the
   * start of a partition that was just assigned. The trainer keeps the versions that the committed
   * offsets need, and would keep one for a marker as it does for a record.
   */
  private void passGaps(ScoringBatch batch) {
    for (TopicPartition partition : queues.partitions()) {
      if (queues.next(partition).isEmpty()) {
        long position = consumer.position(partition, POSITION_TIMEOUT);
        if (position != committed.getOrDefault(partition, -1L)) {
          batch.passTo(partition, position);
        }
      }
    }
  }

  private int take(TopicPartition partition, SourcePartition source, ScoringBatch batch) {
    int taken = 0;
    for (Optional<ConsumerRecord<byte[], byte[]>> head = queues.next(partition);
        taken < TURN && head.isPresent();
        head = queues.next(partition)) {
      ConsumerRecord<byte[], byte[]> record = head.get();
      ScoringDecision decision = parts.policy().decide(source, record);
      if (decision instanceof ScoringDecision.Wait) {
        break;
      }
      queues.remove(partition);
      batch.pass(record);
      taken++;
      RecordOrigin origin = new RecordOrigin(record.topic(), record.partition(), record.offset());
      if (decision instanceof ScoringDecision.Score score) {
        batch.add(score, origin);
      } else if (decision instanceof ScoringDecision.Skip skip) {
        batch.tally().skip(skip.reason());
      }
    }
    return taken;
  }

  private void commit(ScoringBatch batch) {
    OffsetTransaction.commit(
        producer,
        PredictionRecords.of(parts.topics().predictions(), serializer, batch.predictions()),
        batch.offsets(),
        consumer.groupMetadata());
    batch.offsets().forEach((partition, next) -> committed.put(partition, next.offset()));
  }

  @Override
  public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
    queues.own(partitions);
    topicIds.refresh(queues.partitions());
  }

  @Override
  public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
    queues.disown(partitions);
    committed.keySet().removeAll(partitions);
  }
}
