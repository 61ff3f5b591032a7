package io.headwater.serving.internal;

import io.headwater.schemas.TopicCatalogue;
import io.headwater.schemas.Topics;
import io.headwater.schemas.contract.Excerpt;
import io.headwater.schemas.contract.Rejection;
import io.headwater.schemas.contract.RejectionReason;
import io.headwater.schemas.contract.ReplyHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * Decides which topics replies are copied to; used by one thread.
 *
 * <p>Whoever may write requests could otherwise have the service write to any topic that it may
 * write to itself. Only topics that were set up for replies are taken, and none of Headwater's own.
 * A topic that cannot be written to would hold up all requests, so it is left alone for a while.
 */
final class ReplyTopics {
  /** How long a topic counts as present; a topic that was deleted is noticed by then. */
  private static final Duration PRESENT = Duration.ofSeconds(5);

  /** How long a topic is left alone after it could not be written to. */
  private static final Duration LEFT_ALONE = Duration.ofMinutes(5);

  private final Topics topics;
  private final List<String> starts;
  private final LongSupplier nanos;
  private final Map<String, Long> seen = new HashMap<>();
  private final Map<String, Failure> failures = new HashMap<>();

  private record Failure(long nanos, String reason) {}

  /**
   * Takes what is allowed.
   *
   * @param starts what the name of a topic for replies starts with; one of them is enough
   * @param nanos the clock, as {@link System#nanoTime()}
   */
  ReplyTopics(Topics topics, List<String> starts, LongSupplier nanos) {
    this.topics = topics;
    this.starts = List.copyOf(starts);
    this.nanos = nanos;
  }

  /** Returns the topic that a record's headers name for its reply. */
  static Optional<String> named(Headers headers) {
    return value(headers, ReplyHeaders.REPLY_TO)
        .map(Header::value)
        .map(name -> new String(name, StandardCharsets.UTF_8));
  }

  /** Returns the correlation id among a record's headers, unless it is too long to be sent back. */
  static Optional<Header> correlationId(Headers headers) {
    return value(headers, ReplyHeaders.CORRELATION_ID)
        .filter(header -> header.value().length <= ReplyHeaders.LONGEST);
  }

  private static Optional<Header> value(Headers headers, String name) {
    return Optional.ofNullable(headers.lastHeader(name)).filter(header -> header.value() != null);
  }

  /**
   * Returns why a request cannot be replied to as its headers ask.
   *
   * @param exists whether there is a topic of this name
   */
  Optional<Rejection> fault(Headers headers, Predicate<String> exists) {
    Optional<Header> id = value(headers, ReplyHeaders.CORRELATION_ID);
    if (id.isPresent() && correlationId(headers).isEmpty()) {
      return Optional.of(
          new Rejection(
              RejectionReason.TOO_LARGE,
              "%s has %d bytes but must have at most %d"
                  .formatted(
                      ReplyHeaders.CORRELATION_ID, id.get().value().length, ReplyHeaders.LONGEST)));
    }
    return named(headers).flatMap(topic -> faultOf(topic, exists));
  }

  /** Returns the topic that the reply to a record is copied to, if one is named and allowed. */
  Optional<String> of(Headers headers, Predicate<String> exists) {
    return named(headers).filter(topic -> faultOf(topic, exists).isEmpty());
  }

  private Optional<Rejection> faultOf(String topic, Predicate<String> exists) {
    if (starts.stream().noneMatch(topic::startsWith)
        || TopicCatalogue.isInternal(topics, topic)
        || topics.isExamples(topic)) {
      return refused(topic, "start with " + String.join(" or ", starts));
    }
    Failure failure = failures.get(topic);
    if (failure != null && nanos.getAsLong() - failure.nanos() < LEFT_ALONE.toNanos()) {
      return refused(topic, "be one that can be written to, which failed: " + failure.reason());
    }
    Long last = seen.get(topic);
    if (last == null || nanos.getAsLong() - last >= PRESENT.toNanos()) {
      seen.remove(topic);
      if (!exists.test(topic)) {
        return refused(topic, "exist: a service creates no topics for replies");
      }
      seen.put(topic, nanos.getAsLong());
    }
    return Optional.empty();
  }

  private static Optional<Rejection> refused(String topic, String must) {
    return Optional.of(
        new Rejection(
            RejectionReason.REPLY_TOPIC_REFUSED,
            ReplyHeaders.REPLY_TO + " is " + Excerpt.of(topic) + " but must " + must));
  }

  /**
   * Leaves topics for replies alone for a while if nothing else failed: where a topic of
   * Headwater's own failed as well, the brokers are to blame.
   *
   * @param failed topics that a transaction could not write to, and why
   */
  void failed(Map<String, Exception> failed) {
    if (failed.keySet().stream().noneMatch(topic -> TopicCatalogue.isInternal(topics, topic))) {
      failed.forEach(
          (topic, cause) ->
              failures.put(topic, new Failure(nanos.getAsLong(), Excerpt.of(cause.getMessage()))));
    }
  }
}
