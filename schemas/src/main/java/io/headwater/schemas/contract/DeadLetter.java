package io.headwater.schemas.contract;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * A refused record on the dead-letters topic: key, value and headers as they arrived, plus headers
 * that say where it came from, why it was refused, and by whom.
 *
 * <p>The headers for message, topic, partition and offset have the names and form (UTF-8 text) that
 * Kafka Streams uses in its dead-letter queue, so that one reader serves both. The added headers
 * come last, each once and in one order: reason, message, topic, partition, offset, timestamp, and
 * then topic id and model if there are such. A header of the same name that arrived with the record
 * lies before them; it is part of the record and is never taken for an added one. What is missing
 * or malformed reads as empty.
 *
 * @param message the record on the dead-letters topic
 */
// Longer than most classes: a third is Javadoc, and writing and reading one form stand together.
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

  /**
   * Kafka's id of that topic, so that a topic of the same name that was created later is told
   * apart; only on letters of {@code train}.
   */
  public static final String TOPIC_ID = "__headwater.errors.topic.id";

  /** Name of the model that refused the record; not on letters of {@code bridge}. */
  public static final String MODEL = "__headwater.errors.model";

  /**
   * How often the record was sent back to its topic; only on records that were sent back. It
   * informs whoever reads the topic; Headwater itself counts by its marks.
   */
  public static final String RETRIES = "__headwater.retries";

  /**
   * Locations of dead letters that were sent back. Only on a mark: a record without key and value
   * that lies among the dead letters but is not one of them. A mark has no other headers than this
   * and the next, and so differs from any letter, whatever headers the refused record had.
   */
  public static final String RETRIED = "__headwater.retried";

  /** Where the records then came to lie, and how often they had been sent back; only on a mark. */
  public static final String RETURNED = "__headwater.retried.to";

  /**
   * Name of the exception, from Kafka Streams; the letters that it writes itself have no reason.
   */
  private static final String EXCEPTION = "__streams.errors.exception";

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
   * A record that was refused.
   *
   * @param message the record as it arrived
   * @param rejection why it was refused
   * @param topicId Kafka's id of the topic it was read from, if it is known
   * @param model name of the model that refused it, if a model did
   */
  public record Refusal(
      ConsumerRecord<byte[], byte[]> message,
      Rejection rejection,
      Optional<String> topicId,
      Optional<String> model) {

    /** Makes the refusal of a record for reasons that have nothing to do with a model. */
    public Refusal(ConsumerRecord<byte[], byte[]> message, Rejection rejection) {
      this(message, rejection, Optional.empty(), Optional.empty());
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
    return of(deadLetters, new Refusal(refused, rejection));
  }

  /** Returns the dead letter to send, as {@link #of(String, ConsumerRecord, Rejection)} does. */
  public static ProducerRecord<byte[], byte[]> of(String deadLetters, Refusal refusal) {
    ConsumerRecord<byte[], byte[]> refused = refusal.message();
    ProducerRecord<byte[], byte[]> letter =
        new ProducerRecord<>(deadLetters, null, refused.key(), refused.value(), refused.headers());
    describe(refusal, letter.headers());
    return letter;
  }

  private static void describe(Refusal refusal, Headers headers) {
    ConsumerRecord<byte[], byte[]> refused = refusal.message();
    add(headers, REASON, refusal.rejection().reason().name());
    add(headers, MESSAGE, refusal.rejection().detail());
    add(headers, TOPIC, refused.topic());
    add(headers, PARTITION, Integer.toString(refused.partition()));
    add(headers, OFFSET, Long.toString(refused.offset()));
    add(headers, TIMESTAMP, Long.toString(refused.timestamp()));
    refusal.topicId().ifPresent(id -> add(headers, TOPIC_ID, id));
    refusal.model().ifPresent(model -> add(headers, MODEL, model));
  }

  /**
   * Returns the dead letter to send for a record that was refused for reasons that have nothing to
   * do with a model, as {@link #of(String, Refusal, int)} does.
   */
  public static ProducerRecord<byte[], byte[]> of(
      String deadLetters,
      ConsumerRecord<byte[], byte[]> refused,
      Rejection rejection,
      int largest) {
    return of(deadLetters, new Refusal(refused, rejection), largest);
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
      String deadLetters, Refusal refusal, int largest) {
    ProducerRecord<byte[], byte[]> letter = of(deadLetters, refusal);
    if (fits(letter, largest)) {
      return letter;
    }
    ProducerRecord<byte[], byte[]> withoutValue =
        new ProducerRecord<>(deadLetters, null, letter.key(), null, letter.headers());
    if (fits(withoutValue, largest)) {
      return withoutValue;
    }
    ProducerRecord<byte[], byte[]> least = new ProducerRecord<>(deadLetters, null, null);
    describe(refusal, least.headers());
    return least;
  }

  private static boolean fits(ProducerRecord<byte[], byte[]> letter, int largest) {
    return RecordSize.of(letter.key(), letter.value(), letter.headers()) <= largest;
  }

  /** Returns the reason that a dead letter's headers give, if it is a {@link RejectionReason}. */
  public static Optional<RejectionReason> reasonOf(Headers headers) {
    return LetterHeaders.of(headers)
        .text(REASON)
        .flatMap(
            name ->
                Arrays.stream(RejectionReason.values())
                    .filter(reason -> reason.name().equals(name))
                    .findFirst());
  }

  /** Returns the text of the last header that has a name, whoever gave it to the record. */
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

  /** Returns the time the refused record was stamped with, in milliseconds since 1970. */
  public Optional<Long> timestamp() {
    return number(TIMESTAMP);
  }

  /** Returns Kafka's id of the topic the refused record was read from. */
  public Optional<String> topicId() {
    return text(TOPIC_ID);
  }

  /** Returns the name of the model that refused the record. */
  public Optional<String> model() {
    return text(MODEL);
  }

  /**
   * Returns the record to send back: key, value and headers as they arrived, and beside them {@link
   * #RETRIES}.
   *
   * <p>It is stamped with the time it is sent, since an old record might be removed before it is
   * read.
   *
   * @param topic topic to send it to
   * @param partition partition to send it to; empty to let the key decide
   * @param retries how often the record will then have been sent back
   */
  public ProducerRecord<byte[], byte[]> original(
      String topic, Optional<Integer> partition, long retries) {
    ProducerRecord<byte[], byte[]> original =
        new ProducerRecord<>(topic, partition.orElse(null), message.key(), message.value());
    LetterHeaders.of(message.headers()).arrived().stream()
        .filter(header -> !header.key().equals(RETRIES))
        .forEach(original.headers()::add);
    add(original.headers(), RETRIES, Long.toString(retries));
    return original;
  }

  /**
   * Returns the letter without the record's key, value and headers, which can be large: what is
   * left says where the record came from and why it was refused.
   */
  public DeadLetter described() {
    return new DeadLetter(
        new ConsumerRecord<>(
            message.topic(),
            message.partition(),
            message.offset(),
            message.timestamp(),
            message.timestampType(),
            ConsumerRecord.NULL_SIZE,
            ConsumerRecord.NULL_SIZE,
            null,
            null,
            new RecordHeaders(LetterHeaders.of(message.headers()).added()),
            Optional.empty()));
  }

  private Optional<Long> number(String name) {
    return text(name).filter(text -> NUMBER.matcher(text).matches()).map(Long::valueOf);
  }

  private Optional<String> text(String name) {
    return LetterHeaders.of(message.headers()).text(name);
  }
}
