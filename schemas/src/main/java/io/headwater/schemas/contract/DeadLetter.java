package io.headwater.schemas.contract;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * A refused record on the dead-letters topic: key, value and headers as they arrived, plus headers
 * that say where it came from and why it was refused.
 *
 * <p>The headers for message, topic, partition and offset have the names and form (UTF-8 text) that
 * Kafka Streams uses in its dead-letter queue, so that one reader serves both. Anybody may write to
 * the topic, so a header that is missing or malformed reads as empty.
 *
 * @param message the record on the dead-letters topic
 */
public record DeadLetter(ConsumerRecord<byte[], byte[]> message) {
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

  /** How often the record was sent back to its topic; only on records that were sent back. */
  public static final String RETRIES = "__headwater.retries";

  /**
   * Locations of dead letters that were sent back. It is the only header of a mark: a record
   * without key and value that lies among the dead letters but is not one of them.
   */
  public static final String RETRIED = "__headwater.retried";

  /**
   * Name of the exception, from Kafka Streams; the letters that it writes itself have no reason.
   */
  private static final String EXCEPTION = "__streams.errors.exception";

  private static final List<String> ERRORS = List.of("__streams.errors.", "__headwater.errors.");
  private static final String NO_REASON = "UNKNOWN";
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");

  /**
   * Location of a dead letter on its topic, not of the refused record.
   *
   * @param partition partition of the dead-letters topic
   * @param offset offset in that partition
   */
  public record Location(int partition, long offset) {
    private static final Pattern FORM = Pattern.compile("([0-9]{1,9})-([0-9]{1,18})");

    /**
     * Reads a location in the form of {@link #toString()}.
     *
     * @throws IllegalArgumentException if the text is not a partition, '-' and an offset
     */
    public static Location parse(String text) {
      Matcher parts = FORM.matcher(text);
      if (!parts.matches()) {
        throw new IllegalArgumentException(
            "'" + text + "' is not a partition and an offset, such as 0-42");
      }
      return new Location(Integer.parseInt(parts.group(1)), Long.parseLong(parts.group(2)));
    }

    @Override
    public String toString() {
      return partition + "-" + offset;
    }
  }

  /**
   * Returns the dead letter to send for a refused record, whatever its size.
   *
   * <p>It is stamped with the time it is sent, so that an old record is not removed again at once.
   *
   * @param deadLetters name of the dead-letters topic
   */
  public static ProducerRecord<byte[], byte[]> of(
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
   * Returns the dead letter to send for a refused record. It lacks the value if the letter would be
   * larger than the topic takes, and also the key and the record's headers if that is not enough: a
   * letter that only says where the record is serves better than none, or than a service that stops
   * at the record.
   *
   * @param largest largest dead letter, in bytes, that the topic takes and the producer sends
   */
  public static ProducerRecord<byte[], byte[]> of(
      String deadLetters,
      ConsumerRecord<byte[], byte[]> refused,
      Rejection rejection,
      int largest) {
    ProducerRecord<byte[], byte[]> letter = of(deadLetters, refused, rejection);
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

  private static boolean isError(String name) {
    return ERRORS.stream().anyMatch(name::startsWith);
  }

  /** Returns the reason in a dead letter's headers, if it is a {@link RejectionReason}. */
  public static Optional<RejectionReason> reasonOf(Headers headers) {
    return textOf(headers, REASON)
        .flatMap(
            name ->
                Arrays.stream(RejectionReason.values())
                    .filter(reason -> reason.name().equals(name))
                    .findFirst());
  }

  /** Returns the text of the last header that has a name. */
  public static Optional<String> textOf(Headers headers, String name) {
    return Optional.ofNullable(headers.lastHeader(name))
        .map(Header::value)
        .map(value -> new String(value, StandardCharsets.UTF_8));
  }

  private static void add(Headers headers, String name, String text) {
    headers.add(name, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Returns where the letter is on its topic. */
  public Location location() {
    return new Location(message.partition(), message.offset());
  }

  /** Returns the name of the reason, or that of the exception if the letter has no reason. */
  public String reason() {
    return text(REASON)
        .or(() -> text(EXCEPTION).map(name -> name.substring(name.lastIndexOf('.') + 1)))
        .orElse(NO_REASON);
  }

  /** Returns what was wrong, in one sentence; empty if the letter does not say. */
  public String sentence() {
    return text(MESSAGE).orElse("");
  }

  /** Returns the topic the refused record was read from. */
  public Optional<String> topic() {
    return text(TOPIC);
  }

  /** Returns the partition the refused record was read from. */
  public Optional<Integer> partition() {
    return number(PARTITION)
        .filter(partition -> partition <= Integer.MAX_VALUE)
        .map(Long::intValue);
  }

  /** Returns the offset the refused record was read from. */
  public Optional<Long> offset() {
    return number(OFFSET);
  }

  /**
   * Returns topic, partition and offset the refused record was read from, with "?" for unknown
   * ones.
   */
  public String origin() {
    return topic().orElse("?")
        + "-"
        + text(PARTITION).orElse("?")
        + " offset "
        + text(OFFSET).orElse("?");
  }

  /** Returns how often the record had been sent back before. */
  public long retries() {
    return number(RETRIES).orElse(0L);
  }

  /**
   * Returns the record to send back: key, value and headers as they arrived, with one more retry
   * counted.
   *
   * <p>It is stamped with the time it is sent, since an old record might be removed before it is
   * read.
   *
   * @param topic topic to send it to
   * @param partition partition to send it to; empty to let the key decide
   */
  public ProducerRecord<byte[], byte[]> original(String topic, Optional<Integer> partition) {
    ProducerRecord<byte[], byte[]> original =
        new ProducerRecord<>(topic, partition.orElse(null), message.key(), message.value());
    for (Header header : message.headers()) {
      if (!isError(header.key()) && !header.key().equals(RETRIES)) {
        original.headers().add(header);
      }
    }
    add(original.headers(), RETRIES, Long.toString(retries() + 1));
    return original;
  }

  private Optional<Long> number(String name) {
    return text(name).filter(text -> NUMBER.matcher(text).matches()).map(Long::valueOf);
  }

  private Optional<String> text(String name) {
    return textOf(message.headers(), name);
  }
}
