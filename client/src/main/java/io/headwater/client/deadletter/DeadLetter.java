package io.headwater.client.deadletter;

import io.headwater.schemas.contract.DeadLetterHeaders;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A refused record as it lies on the dead-letters topic.
 *
 * @param message the record
 */
public record DeadLetter(ConsumerRecord<byte[], byte[]> message) {
  /** Header by which Kafka Streams names the exception; its own letters have no reason. */
  private static final String EXCEPTION = "__streams.errors.exception";

  private static final String NO_REASON = "UNKNOWN";
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");

  /**
   * A place in the log.
   *
   * @param partition partition of the dead-letters topic
   * @param offset offset in it
   */
  public record Place(int partition, long offset) {
    private static final Pattern FORM = Pattern.compile("([0-9]{1,9})-([0-9]{1,18})");

    /**
     * Reads a place as it is printed.
     *
     * @throws IllegalArgumentException if the text is not a partition, '-' and an offset
     */
    public static Place parse(String text) {
      var parts = FORM.matcher(text);
      if (!parts.matches()) {
        throw new IllegalArgumentException(
            "'" + text + "' is not a partition and an offset, such as 0-42");
      }
      return new Place(Integer.parseInt(parts.group(1)), Long.parseLong(parts.group(2)));
    }

    @Override
    public String toString() {
      return partition + "-" + offset;
    }
  }

  /** Returns where it lies. */
  public Place place() {
    return new Place(message.partition(), message.offset());
  }

  /** Returns the name of the reason, or of the exception where there is none. */
  public String reason() {
    return header(DeadLetterHeaders.REASON)
        .or(() -> header(EXCEPTION).map(name -> name.substring(name.lastIndexOf('.') + 1)))
        .orElse(NO_REASON);
  }

  /** Returns what was wrong, in one sentence. */
  public String sentence() {
    return header(DeadLetterHeaders.MESSAGE).orElse("");
  }

  /** Returns the topic it was read from. */
  public Optional<String> topic() {
    return header(DeadLetterHeaders.TOPIC);
  }

  /** Returns the partition it was read from. */
  public Optional<Integer> partition() {
    return number(DeadLetterHeaders.PARTITION)
        .filter(partition -> partition <= Integer.MAX_VALUE)
        .map(Long::intValue);
  }

  /** Returns topic, partition and offset it was read from, as far as it says. */
  public String origin() {
    return topic().orElse("?")
        + "-"
        + header(DeadLetterHeaders.PARTITION).orElse("?")
        + " offset "
        + header(DeadLetterHeaders.OFFSET).orElse("?");
  }

  /** Returns how often the record was sent back before. */
  public long retries() {
    return number(DeadLetterHeaders.RETRIES).orElse(0L);
  }

  private Optional<Long> number(String name) {
    return header(name).filter(text -> NUMBER.matcher(text).matches()).map(Long::valueOf);
  }

  private Optional<String> header(String name) {
    return DeadLetterHeaders.textOf(message.headers(), name);
  }
}
