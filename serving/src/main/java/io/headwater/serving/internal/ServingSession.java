package io.headwater.serving.internal;

import io.headwater.schemas.Prediction;
import io.headwater.schemas.Topics;
import io.headwater.schemas.contract.DeadLetter;
import io.headwater.schemas.contract.Validated;
import io.headwater.service.health.Heartbeat;
import io.headwater.service.retry.Backoff;
import io.headwater.service.retry.Retry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Answers requests with one consumer and one transactional producer.
 *
 * <p>Answers, dead letters and offsets are committed together. Any failure ends the session; the
 * next one starts from the committed offsets, so nothing is lost and nothing is answered twice.
 * Used by one thread.
 */
final class ServingSession {
  private static final Duration IDLE_POLL = Duration.ofMillis(100);

  private final Consumer<byte[], byte[]> consumer;
  private final Producer<byte[], byte[]> producer;
  private final Parts parts;
  private final RequestBatch batch;

  /**
   * The parts that outlive a session.
   *
   * @param batchSize most requests of a transaction
   * @param batchBytes bytes of requests after which no more are taken into a transaction
   * @param largestLetter maximum size of a dead letter in bytes
   * @param heartbeat beats after every successful turn
   */
  record Parts(
      Topics topics,
      int batchSize,
      long batchBytes,
      RequestReader reader,
      Responder responder,
      Serializer<Prediction> serializer,
      int largestLetter,
      ServingCounters counters,
      Heartbeat heartbeat,
      Backoff backoff) {}

  ServingSession(ServingClients clients, Parts parts) {
    this.consumer = clients.consumer();
    this.producer = clients.producer();
    this.parts = parts;
    this.batch = new RequestBatch(parts.batchSize(), parts.batchBytes());
  }

  /** Answers requests while {@code goesOn} returns true. */
  void run(BooleanSupplier goesOn) {
    producer.initTransactions();
    consumer.subscribe(List.of(parts.topics().requests()), batch);
    while (goesOn.getAsBoolean()) {
      take();
      if (!batch.isEmpty()) {
        List<HandledRequest> handled = handle(batch.records());
        commit(handled, batch.offsets());
        batch.clear();
        parts.counters().add(handled);
        parts.backoff().reset();
      }
      parts.heartbeat().beat();
    }
  }

  /** Polls until the batch is full or no more requests are at hand. */
  private void take() {
    ConsumerRecords<byte[], byte[]> polled = consumer.poll(IDLE_POLL);
    while (!polled.isEmpty()) {
      batch.add(polled);
      if (batch.isFull()) {
        return;
      }
      polled = consumer.poll(Duration.ZERO);
    }
  }

  private List<HandledRequest> handle(List<ConsumerRecord<byte[], byte[]>> taken) {
    long sinceNanos = System.nanoTime();
    List<ReceivedRequest> requests = new ArrayList<>();
    List<HandledRequest> handled = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> message : taken) {
      Validated<ReceivedRequest> read = parts.reader().read(message);
      if (read instanceof Validated.Accepted<ReceivedRequest> request) {
        requests.add(request.value());
      } else if (read instanceof Validated.Refused<ReceivedRequest> refused) {
        handled.add(HandledRequest.refused(message, refused.rejection()));
      }
    }
    handled.addAll(parts.responder().handle(requests, sinceNanos));
    return handled;
  }

  @SuppressWarnings("FutureReturnValueIgnored") // the commit fails if a send has failed
  private void commit(
      List<HandledRequest> handled, Map<TopicPartition, OffsetAndMetadata> offsets) {
    List<ProducerRecord<byte[], byte[]>> records =
        handled.stream().map(one -> record(one)).toList();
    producer.beginTransaction();
    try {
      records.forEach(producer::send);
      producer.sendOffsetsToTransaction(offsets, consumer.groupMetadata());
      producer.commitTransaction();
    } catch (RuntimeException e) {
      abort(e);
      throw e;
    }
  }

  private ProducerRecord<byte[], byte[]> record(HandledRequest request) {
    return request
        .result()
        .fold(
            this::record,
            rejection ->
                DeadLetter.of(
                    parts.topics().deadLetters(),
                    request.message(),
                    rejection,
                    parts.largestLetter()));
  }

  private ProducerRecord<byte[], byte[]> record(Prediction prediction) {
    String topic = parts.topics().predictions();
    return new ProducerRecord<>(
        topic,
        prediction.getId().getBytes(StandardCharsets.UTF_8),
        Retry.BETWEEN_POLLS.call(
            "write an answer", () -> parts.serializer().serialize(topic, prediction)));
  }

  private void abort(RuntimeException cause) {
    try {
      producer.abortTransaction();
    } catch (KafkaException e) {
      cause.addSuppressed(e); // the next session's producer fences this transaction
    }
  }
}
