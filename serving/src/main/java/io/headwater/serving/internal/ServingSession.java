package io.headwater.serving.internal;

import io.headwater.schemas.contract.Rejection;
import io.headwater.service.retry.Backoff;
import io.headwater.service.topic.OffsetTransaction;
import io.headwater.serving.RequestShare;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.header.Headers;

/**
 * Answers a share of the requests with one consumer and one transactional producer.
 *
 * <p>Requests of other shares are passed over. Answers, refusals, dead letters and offsets are
 * committed together. Any failure ends the session; the next one starts from the committed offsets,
 * so nothing is lost and nothing is answered twice. Used by one thread.
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
   * @param requests topic of the requests
   * @param batchSize most requests of a transaction
   * @param batchBytes bytes of requests after which no more are taken into a transaction
   */
  record Parts(
      String requests,
      int batchSize,
      long batchBytes,
      RequestReader reader,
      Responder responder,
      ReplyTopics replies,
      Outcomes outcomes,
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
    consumer.subscribe(List.of(parts.requests()), batch);
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
      parts
          .reader()
          .read(message, share)
          .ifPresent(
              read -> {
                Optional<Rejection> fault =
                    read.fault().or(() -> parts.replies().fault(message.headers(), this::exists));
                fault.ifPresentOrElse(
                    rejection -> handled.add(HandledRequest.refused(read.request(), rejection)),
                    () -> requests.add(read.request()));
              });
    }
    handled.addAll(parts.responder().handle(requests, sinceNanos));
    return handled;
  }

  /** Returns whether a topic exists and may be seen; none is created by asking. */
  private boolean exists(String topic) {
    try {
      List<PartitionInfo> partitions = consumer.partitionsFor(topic);
      return partitions != null && !partitions.isEmpty();
    } catch (InvalidTopicException | AuthorizationException e) {
      return false;
    }
  }

  private void commit(List<HandledRequest> handled) {
    Map<String, Exception> failed = new ConcurrentHashMap<>();
    try {
      OffsetTransaction.commit(
          producer,
          handled.stream().flatMap(this::records).toList(),
          batch.offsets(),
          consumer.groupMetadata(),
          (record, failure) -> failed.put(record.topic(), failure));
    } catch (RuntimeException e) {
      parts.replies().failed(failed);
      throw e;
    }
    batch.clear();
    committedNanos = System.nanoTime();
  }

  private Stream<ProducerRecord<byte[], byte[]>> records(HandledRequest one) {
    Headers headers = one.request().message().headers();
    return parts.outcomes().of(one, parts.replies().of(headers, this::exists)).stream();
  }
}
