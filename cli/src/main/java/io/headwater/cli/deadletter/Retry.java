package io.headwater.cli.deadletter;

import io.headwater.schemas.TopicCatalogue;
import io.headwater.schemas.config.ServiceConfig;
import io.headwater.schemas.contract.DeadLetterHeaders;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Sends refused records back to where they came from, each once.
 *
 * <p>Records and the marks that remember them are written in one transaction, under an id that all
 * retries of an installation share: of two at once the later one stops the earlier, and sees all
 * that it committed.
 */
public final class Retry {
  private static final int TRANSACTION_RECORDS = 500;
  private static final long TRANSACTION_BYTES = 32L << 20;

  private final ServiceConfig config;
  private final DeadLetterLog letters;
  private final Selection selection;
  private final boolean again;
  private final Map<String, Optional<Integer>> partitions = new HashMap<>();
  private RetryMarks open = new RetryMarks();
  private int openRecords;
  private long openBytes;
  private long committed;
  private long sent;
  private long before;
  private long homeless;

  /**
   * What was done.
   *
   * @param sent letters sent back
   * @param before letters that were meant but had been sent back before
   * @param homeless letters that were meant but whose topic is unknown or gone
   */
  public record Outcome(long sent, long before, long homeless) {}

  /**
   * Prepares.
   *
   * @param selection which letters are meant
   * @param again whether those that were sent back before are sent once more
   */
  public Retry(ServiceConfig config, DeadLetterLog letters, Selection selection, boolean again) {
    this.config = config;
    this.letters = letters;
    this.selection = selection;
    this.again = again;
  }

  /** Says what would be done. */
  public Outcome rehearse() {
    try (Admin admin = Admin.create(config.adminProperties())) {
      each(admin, letter -> {});
    }
    return new Outcome(sent, before, homeless);
  }

  /**
   * Sends them.
   *
   * @throws IllegalStateException if another retry was started meanwhile; what was not committed is
   *     left to it
   */
  public Outcome run() {
    try (Admin admin = Admin.create(config.adminProperties());
        Producer<byte[], byte[]> producer = producer()) {
      // Before the marks are read, so that nobody else can add one from here on.
      producer.initTransactions();
      each(admin, letter -> send(producer, letter));
      commit(producer);
    } catch (ProducerFencedException | InvalidProducerEpochException e) {
      throw new IllegalStateException(
          "Another retry was started, which goes on where this one stopped, after "
              + committed
              + " dead letters",
          e);
    }
    return new Outcome(sent, before, homeless);
  }

  private void each(Admin admin, Consumer<DeadLetter> action) {
    RetryMarks marks = new RetryMarks();
    letters.read(Optional.empty(), message -> marks.read(message.headers()));
    letters.read(
        Optional.empty(),
        message -> {
          DeadLetter letter = new DeadLetter(message);
          if (RetryMarks.isMark(message.headers()) || !selection.has(letter)) {
            return;
          }
          if (!again && marks.contains(letter.place())) {
            before++;
          } else if (letter.topic().flatMap(topic -> partitionsOf(admin, topic)).isEmpty()) {
            homeless++;
          } else {
            action.accept(letter);
            sent++;
          }
        });
  }

  private Producer<byte[], byte[]> producer() {
    return new KafkaProducer<>(
        config.producerProperties(
            Map.of(
                ProducerConfig.TRANSACTIONAL_ID_CONFIG,
                config.topics().deadLetters() + "-retry",
                ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
                "true",
                ProducerConfig.ACKS_CONFIG,
                "all",
                ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
                TopicCatalogue.LARGEST_DEAD_LETTER)),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  @SuppressWarnings("FutureReturnValueIgnored") // the commit fails where a send has failed
  private void send(Producer<byte[], byte[]> producer, DeadLetter letter) {
    if (openRecords == 0) {
      producer.beginTransaction();
    }
    producer.send(original(letter));
    open.add(letter.place());
    openRecords++;
    openBytes += Math.max(0, letter.message().serializedValueSize());
    if (openRecords >= TRANSACTION_RECORDS || openBytes >= TRANSACTION_BYTES) {
      commit(producer);
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // the commit fails where a send has failed
  private void commit(Producer<byte[], byte[]> producer) {
    if (openRecords == 0) {
      return;
    }
    ProducerRecord<byte[], byte[]> mark =
        new ProducerRecord<>(config.topics().deadLetters(), null, null);
    mark.headers().add(DeadLetterHeaders.RETRIED, open.text().getBytes(StandardCharsets.UTF_8));
    producer.send(mark);
    producer.commitTransaction();
    committed += openRecords;
    open = new RetryMarks();
    openRecords = 0;
    openBytes = 0;
  }

  /**
   * Returns the record as it was; its time is that of the retry, or it might be removed at once.
   */
  private ProducerRecord<byte[], byte[]> original(DeadLetter letter) {
    String topic = letter.topic().orElseThrow();
    int count = partitions.get(topic).orElseThrow();
    // Producers in other languages place keys differently, and a key's records stay in order.
    Integer partition = letter.partition().filter(wanted -> wanted < count).orElse(null);
    ProducerRecord<byte[], byte[]> original =
        new ProducerRecord<>(topic, partition, letter.message().key(), letter.message().value());
    for (Header header : letter.message().headers()) {
      if (!DeadLetterHeaders.isError(header.key())
          && !header.key().equals(DeadLetterHeaders.RETRIES)) {
        original.headers().add(header);
      }
    }
    original
        .headers()
        .add(
            DeadLetterHeaders.RETRIES,
            Long.toString(letter.retries() + 1).getBytes(StandardCharsets.UTF_8));
    return original;
  }

  /** Returns how many partitions a topic has, or nothing where it does not exist. */
  private Optional<Integer> partitionsOf(Admin admin, String topic) {
    return partitions.computeIfAbsent(
        topic,
        name -> {
          try {
            return Optional.of(
                admin
                    .describeTopics(List.of(name))
                    .topicNameValues()
                    .get(name)
                    .get()
                    .partitions()
                    .size());
          } catch (InterruptedException e) {
            throw new InterruptException(e);
          } catch (ExecutionException e) {
            // Anybody may write a dead letter, and anything into its headers.
            if (e.getCause() instanceof UnknownTopicOrPartitionException
                || e.getCause() instanceof InvalidTopicException) {
              return Optional.empty();
            }
            throw e.getCause() instanceof KafkaException cause
                ? cause
                : new KafkaException(e.getCause());
          }
        });
  }
}
