package io.headwater.serving.internal;

import io.headwater.schemas.Prediction;
import io.headwater.schemas.Topics;
import io.headwater.schemas.contract.DeadLetter;
import io.headwater.schemas.contract.Validated;
import io.headwater.service.retry.Backoff;
import io.headwater.service.retry.Retry;
import io.headwater.service.topic.OffsetTransaction;
import io.headwater.serving.RequestShare;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Answers a share of the requests with one consumer and one transactional producer.
 *
 * <p>Requests of other shares are passed over. Answers, dead letters and offsets are committed
 * together. Any failure ends the session; the next one starts from the committed offsets, so
 * nothing is lost and nothing is answered twice. Used by one thread.
 */
final class ServingSession {
  /** How long it takes at most until offsets are committed that were only passed over. */
  private static final Duration PASSING = Duration.ofSeconds(5);

  private final Consumer<byte[], byte[]> consumer;
  private final Producer<byte[], byte[]> producer;
  private final RequestShare share;
  private final Parts parts;
  private final RequestBatch batch;
  private long committedNanos = System.nanoTime();

  /**
   * The parts that outlive a session.
   *
   * @param model name of the model that is served
   * @param batchSize most requests of a transaction
   * @param batchBytes bytes of requests after which no more are taken into a transaction
   * @param largestLetter maximum size of a dead letter in bytes
   */
  record Parts(
      Topics topics,
      String model,
      int batchSize,
      long batchBytes,
      RequestReader reader,
      Responder responder,
      Serializer<Prediction> serializer,
      int largestLetter,
      ServingCounters counters,
      Backoff backoff) {}

  ServingSession(ServingClients clients, RequestShare share, Parts parts) {
    this.consumer = clients.consumer();
    this.producer = clients.producer();
    this.share = share;
    this.parts = parts;
    this.batch = new RequestBatch(parts.batchSize(), parts.batchBytes());
  }

  /** Fences an earlier session of the same instance, and joins the group. */
  void start() {
    producer.initTransactions();
    consumer.subscribe(List.of(parts.topics().requests()), batch);
  }

  /**
   * Answers the requests that arrive.
   *
   * @param longest how long to wait if there are none
   */
  void turn(Duration longest) {
    take(longest);
    List<HandledRequest> handled = handle(batch.removeRecords());
    if (!handled.isEmpty() || isPassingDue()) {
      commit(handled);
      parts.counters().add(handled);
      parts.backoff().reset();
    }
  }

  private boolean isPassingDue() {
    return !batch.offsets().isEmpty() && System.nanoTime() - committedNanos >= PASSING.toNanos();
  }

  /** Polls until the batch is full or no more requests are at hand. */
  private void take(Duration longest) {
    ConsumerRecords<byte[], byte[]> polled = consumer.poll(longest);
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
      Optional<Validated<ReceivedRequest>> read = parts.reader().read(message, share);
      if (read.isPresent() && read.get() instanceof Validated.Accepted<ReceivedRequest> request) {
        requests.add(request.value());
      } else if (read.isPresent()
          && read.get() instanceof Validated.Refused<ReceivedRequest> refused) {
        handled.add(HandledRequest.refused(message, refused.rejection()));
      }
    }
    handled.addAll(parts.responder().handle(requests, sinceNanos));
    return handled;
  }

  private void commit(List<HandledRequest> handled) {
    OffsetTransaction.commit(
        producer,
        handled.stream().map(one -> record(one)).toList(),
        batch.offsets(),
        consumer.groupMetadata());
    batch.clear();
    committedNanos = System.nanoTime();
  }

  private ProducerRecord<byte[], byte[]> record(HandledRequest request) {
    return request
        .result()
        .fold(
            this::record,
            rejection ->
                DeadLetter.of(
                    parts.topics().deadLetters(),
                    new DeadLetter.Refusal(
                        request.message(), rejection, Optional.empty(), Optional.of(parts.model())),
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
}
