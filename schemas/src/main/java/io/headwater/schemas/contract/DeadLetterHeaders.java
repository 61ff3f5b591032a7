package io.headwater.schemas.contract;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * Headers that say where a dead letter comes from and why it was refused.
 *
 * <p>Names and form (UTF-8 text) of message, topic, partition and offset are those Kafka Streams
 * gives the records of its dead-letter queue, so that one reader serves both.
 */
public final class DeadLetterHeaders {
  /** What was wrong, in one sentence. */
  public static final String MESSAGE = "__streams.errors.message";

  /** Topic the record was read from. */
  public static final String TOPIC = "__streams.errors.topic";

  /** Partition the record was read from. */
  public static final String PARTITION = "__streams.errors.partition";

  /** Offset the record was read from. */
  public static final String OFFSET = "__streams.errors.offset";

  /** Name of the {@link RejectionReason}. */
  public static final String REASON = "__headwater.errors.reason";

  /** Timestamp of the refused record, in milliseconds since 1970. */
  public static final String TIMESTAMP = "__headwater.errors.timestamp";

  /** How often the record was sent back to its topic, in a record that was. */
  public static final String RETRIES = "__headwater.retries";

  /**
   * Places of dead letters that were sent back: the one header of a record that is no dead letter
   * but a mark among them, without key and value.
   */
  public static final String RETRIED = "__headwater.retried";

  private static final List<String> ERRORS = List.of("__streams.errors.", "__headwater.errors.");

  private DeadLetterHeaders() {}

  /**
   * Returns the dead letter of a record: key, value and headers as they were, and beside them the
   * headers of this class.
   *
   * <p>The dead letter is stamped with the time it is sent, so that an old record is not at once
   * removed again.
   *
   * @param deadLetters topic of dead letters
   */
  public static ProducerRecord<byte[], byte[]> deadLetter(
      String deadLetters, ConsumerRecord<byte[], byte[]> refused, Rejection rejection) {
    ProducerRecord<byte[], byte[]> letter =
        new ProducerRecord<>(deadLetters, null, refused.key(), refused.value(), refused.headers());
    add(letter.headers(), REASON, rejection.reason().name());
    add(letter.headers(), MESSAGE, rejection.detail());
    add(letter.headers(), TOPIC, refused.topic());
    add(letter.headers(), PARTITION, Integer.toString(refused.partition()));
    add(letter.headers(), OFFSET, Long.toString(refused.offset()));
    add(letter.headers(), TIMESTAMP, Long.toString(refused.timestamp()));
    return letter;
  }

  /**
   * Returns the dead letter of a record, without its value where it would be larger than the topic
   * takes, and without key and headers of the record where that is not enough: better a letter that
   * says where the record is than none, or than to stand still before it.
   *
   * @param largest most bytes that the topic of dead letters takes and the producer sends
   */
  public static ProducerRecord<byte[], byte[]> deadLetter(
      String deadLetters,
      ConsumerRecord<byte[], byte[]> refused,
      Rejection rejection,
      int largest) {
    ProducerRecord<byte[], byte[]> letter = deadLetter(deadLetters, refused, rejection);
    if (fits(letter, largest)) {
      return letter;
    }
    ProducerRecord<byte[], byte[]> withoutValue =
        new ProducerRecord<>(deadLetters, null, letter.key(), null, letter.headers());
    if (fits(withoutValue, largest)) {
      return withoutValue;
    }
    ProducerRecord<byte[], byte[]> least = new ProducerRecord<>(deadLetters, null, null);
    Arrays.stream(letter.headers().toArray())
        .filter(header -> isError(header.key()))
        .forEach(least.headers()::add);
    return least;
  }

  private static boolean fits(ProducerRecord<byte[], byte[]> letter, int largest) {
    return RecordSize.of(letter.key(), letter.value(), letter.headers()) <= largest;
  }

  /** Returns whether a header says why and where from a record was refused. */
  public static boolean isError(String name) {
    return ERRORS.stream().anyMatch(name::startsWith);
  }

  /** Returns the reason a dead letter was refused, where its headers give one. */
  public static Optional<RejectionReason> reasonOf(Headers headers) {
    return textOf(headers, REASON)
        .flatMap(
            name ->
                Arrays.stream(RejectionReason.values())
                    .filter(reason -> reason.name().equals(name))
                    .findFirst());
  }

  /** Returns the text of the last header of a name. */
  public static Optional<String> textOf(Headers headers, String name) {
    return Optional.ofNullable(headers.lastHeader(name))
        .map(Header::value)
        .map(value -> new String(value, StandardCharsets.UTF_8));
  }

  private static void add(Headers headers, String name, String text) {
    headers.add(name, text.getBytes(StandardCharsets.UTF_8));
  }
}
