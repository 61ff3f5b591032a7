package io.headwater.evaluator.internal.scorer;

import io.headwater.evaluator.baseline.OnlineBaseline;
import io.headwater.model.serving.Answer;
import io.headwater.model.serving.PredictionOutput;
import io.headwater.schemas.LabeledExample;
import io.headwater.schemas.Prediction;
import io.headwater.schemas.RecordOrigin;
import io.headwater.schemas.Split;
import io.headwater.schemas.Topics;
import io.headwater.schemas.contract.SourcePartition;
import io.headwater.service.health.Heartbeat;
import io.headwater.service.retry.Backoff;
import io.headwater.service.topic.OffsetTransaction;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Tests baselines on examples, then trains them, with one consumer and one transactional producer.
 *
 * <p>Baselines are no model's own: the evaluators of all models share the consumer group, so that
 * each example is answered once. Any failure ends the session; the next one starts from the
 * committed offsets. Used by one thread.
 */
final class BaselineSession implements ConsumerRebalanceListener {
  private static final Duration POLL = Duration.ofMillis(100);

  /** How long it takes until a topic that was created again is noticed. */
  private static final Duration REFRESH = Duration.ofSeconds(5);

  private static final double NANOS_PER_MILLI = 1e6;

  private final Consumer<byte[], byte[]> consumer;
  private final Producer<byte[], byte[]> producer;
  private final Serializer<Prediction> serializer;
  private final TopicIds topicIds;
  private final Parts parts;
  private long refreshedNanos = System.nanoTime();

  /**
   * The parts that outlive a session.
   *
   * @param model name of the model beside which the baselines are tested
   * @param learnedThrough first offset that was not learned, by partition
   */
  record Parts(
      Topics topics,
      String model,
      ExampleIntake intake,
      List<OnlineBaseline> baselines,
      Map<SourcePartition, Long> learnedThrough,
      Heartbeat heartbeat,
      Backoff backoff) {}

  /** The contents of a transaction. */
  private record Batch(
      List<Prediction> predictions, Map<TopicPartition, OffsetAndMetadata> offsets) {
    Batch() {
      this(new ArrayList<>(), new HashMap<>());
    }
  }

  BaselineSession(
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
  }

  void run(CountDownLatch closed) {
    start();
    while (closed.getCount() > 0) {
      turn();
      parts.heartbeat().beat();
    }
  }

  /** Fences an earlier session of the same instance, and joins the group. */
  void start() {
    producer.initTransactions();
    consumer.subscribe(parts.topics().examplesPattern(), this);
  }

  /** Tests and trains the baselines on what one poll brings. */
  void turn() {
    ConsumerRecords<byte[], byte[]> polled = consumer.poll(POLL);
    if (System.nanoTime() - refreshedNanos >= REFRESH.toNanos()) {
      refresh();
    }
    consumer.resume(consumer.paused()); // those that waited are tried again with the next poll
    Batch batch = new Batch();
    for (TopicPartition partition : polled.partitions()) {
      take(partition, polled.records(partition), batch);
    }
    if (!batch.offsets().isEmpty()) {
      commit(batch);
      parts.backoff().reset();
    }
  }

  private void take(
      TopicPartition partition, List<ConsumerRecord<byte[], byte[]>> records, Batch batch) {
    Optional<SourcePartition> source = topicIds.of(partition);
    for (ConsumerRecord<byte[], byte[]> record : records) {
      ExampleIntake.Taken taken = parts.intake().take(record);
      if (source.isEmpty() || taken instanceof ExampleIntake.Taken.Wait) {
        consumer.seek(partition, record.offset());
        consumer.pause(List.of(partition));
        return;
      }
      if (taken instanceof ExampleIntake.Taken.Valid valid) {
        take(source.get(), record.offset(), valid.example(), batch);
      }
      batch.offsets().put(partition, new OffsetAndMetadata(record.offset() + 1));
    }
  }

  /**
   * Tests and trains on an example, unless that was done before a failure and its record is now
   * read again.
   */
  private void take(SourcePartition source, long offset, LabeledExample example, Batch batch) {
    if (offset < parts.learnedThrough().getOrDefault(source, 0L)) {
      return;
    }
    RecordOrigin origin = new RecordOrigin(source.topic(), source.partition(), offset);
    for (OnlineBaseline baseline : parts.baselines()) {
      long start = System.nanoTime();
      baseline
          .answer(example)
          .map(answer -> prediction(baseline, example, origin, answer, start))
          .ifPresent(batch.predictions()::add);
      baseline.learn(example);
    }
    parts.learnedThrough().put(source, offset + 1);
  }

  private Prediction prediction(
      OnlineBaseline baseline,
      LabeledExample example,
      RecordOrigin origin,
      Answer answer,
      long startNanos) {
    return PredictionOutput.set(
            Prediction.newBuilder()
                .setId(example.getId())
                .setTask(example.getTask())
                .setModel(baseline.name())
                .setVersion(0)
                .setLatestVersion(-1)
                .setBeside(parts.model())
                .setSplit(Split.PREQUENTIAL)
                .setOrigin(origin)
                .setLatencyMillis((System.nanoTime() - startNanos) / NANOS_PER_MILLI)
                .setPredictedAt(Instant.now()),
            answer)
        .build();
  }

  private void commit(Batch batch) {
    OffsetTransaction.commit(
        producer,
        PredictionRecords.of(parts.topics().baselinePredictions(), serializer, batch.predictions()),
        batch.offsets(),
        consumer.groupMetadata());
  }

  @Override
  public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
    refresh();
  }

  private void refresh() {
    topicIds.refresh(consumer.assignment());
    refreshedNanos = System.nanoTime();
  }

  @Override
  public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
    // what was polled before is committed before the next poll
  }
}
