package io.headwater.client.deadletter;

import io.headwater.schemas.KafkaFutures;
import io.headwater.schemas.TopicCatalogue;
import io.headwater.schemas.contract.DeadLetter;
import io.headwater.service.config.ServiceConfig;
import java.time.Duration;
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
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Sends refused records back to the topics they came from, each once, although each model that
 * refuses a record writes a letter of its own.
 *
 * <p>Records and the marks that remember them are written in the same transaction. All retries of
 * an installation share one transactional id: of two at the same time, the later one stops the
 * earlier, and sees everything that the earlier one committed.
 */
// Longer than most classes: trying and sending go through the same letters in one transaction.
public final class DeadLetterRetry {
  private static final Duration TRANSACTION_TIMEOUT = Duration.ofMinutes(1);

  private final ServiceConfig config;
  private final DeadLetterLog letters;
  private final DeadLetterFilter wanted;
  private final boolean again;
  private final Consumer<String> say;
  private final Map<String, Optional<Integer>> partitions = new HashMap<>();
  private final RetryMarks marks = new RetryMarks();
  private final RetriedRecords retried = new RetriedRecords();
  private final RetriedRecords taken = new RetriedRecords();
  private Optional<RetryBatch> open = Optional.empty();
  private long committed;
  private long sent;
  private long copies;
  private long before;
  private long homeless;

  /**
   * Counts of what was done.
   *
   * @param sent letters whose records were sent back
   * @param copies selected letters whose records were sent back now for another letter
   * @param before selected letters whose records had been sent back before
   * @param homeless selected letters whose topic is unknown, gone, or must not be written to
   */
  public record Outcome(long sent, long copies, long before, long homeless) {}

  /** What is done with the selected letters; each method is given one. */
  private interface Action {
    void send(DeadLetter letter);

    /** Notes that the record of a letter needs no more sending. */
    void note(DeadLetter letter);

    /** Runs after every record of the topic, selected or not. */
    void pass();
  }

  /**
   * Makes a retry that has sent nothing yet; call {@link #run} to send, or {@link #rehearse} to
   * count only.
   *
   * @param wanted selects the letters
   * @param again whether to send letters once more that were sent back before
   * @param say takes messages for a user who waits
   */
  public DeadLetterRetry(
      ServiceConfig config,
      DeadLetterLog letters,
      DeadLetterFilter wanted,
      boolean again,
      Consumer<String> say) {
    this.config = config;
    this.letters = letters;
    this.wanted = wanted;
    this.again = again;
    this.say = say;
  }

  /** Returns what {@link #run} would do, without sending anything. */
  public Outcome rehearse() {
    try (Admin admin = Admin.create(config.adminProperties())) {
      each(admin, new Rehearsal());
    }
    return outcome();
  }

  private Outcome outcome() {
    return new Outcome(sent, copies, before, homeless);
  }

  private static final class Rehearsal implements Action {
    @Override
    public void send(DeadLetter letter) {}

    @Override
    public void note(DeadLetter letter) {}

    @Override
    public void pass() {}
  }

  /**
   * Sends the selected letters back.
   *
   * @throws IllegalStateException if another retry was started meanwhile, or the brokers aborted a
   *     transaction that was open for too long; the next retry sends what was not committed
   */
  public Outcome run() {
    try (Admin admin = Admin.create(config.adminProperties());
        Producer<byte[], byte[]> producer = producer()) {
      // Done before the marks are read, so that nobody else can add one afterwards.
      producer.initTransactions();
      each(admin, new Sending(producer));
      commit(producer);
    } catch (ProducerFencedException | InvalidProducerEpochException e) {
      // Brokers answer both cases alike; only this process knows how long its transaction was open.
      if (open.isPresent() && open.get().isOlderThan(TRANSACTION_TIMEOUT, System.nanoTime())) {
        throw new IllegalStateException(
            "The brokers aborted a transaction that was open for more than "
                + TRANSACTION_TIMEOUT.toSeconds()
                + " s; the same command goes on where this one stopped, after "
                + committed
                + " dead letters",
            e);
      }
      throw new IllegalStateException(
          "Another retry was started, which goes on where this one stopped, after "
              + committed
              + " dead letters",
          e);
    }
    return outcome();
  }

  private final class Sending implements Action {
    private final Producer<byte[], byte[]> producer;

    Sending(Producer<byte[], byte[]> producer) {
      this.producer = producer;
    }

    @Override
    public void send(DeadLetter letter) {
      long retries = marks.retries(letter) + 1;
      batch(producer)
          .add(
              letter.location(),
              Math.max(0, letter.message().serializedValueSize()),
              producer.send(original(letter, retries)),
              retries);
    }

    @Override
    public void note(DeadLetter letter) {
      batch(producer).add(letter.location());
    }

    @Override
    public void pass() {
      if (open.isPresent() && open.get().isDue(System.nanoTime())) {
        commit(producer);
      }
    }
  }

  /** Goes through the selected letters. */
  private void each(Admin admin, Action action) {
    letters.awaitCommitted(admin, say);
    letters.read(Optional.empty(), marks::read);
    readLetters(
        letter -> {
          if (marks.contains(letter.location())) {
            retried.add(letter);
          }
        },
        () -> {});
    readLetters(
        letter -> {
          if (wanted.has(letter)) {
            consider(admin, letter, action);
          }
        },
        action::pass);
  }

  private void readLetters(Consumer<DeadLetter> sink, Runnable passed) {
    letters.read(
        Optional.empty(),
        message -> {
          if (!RetryMarks.isMark(message)) {
            sink.accept(new DeadLetter(message));
          }
          passed.run();
        });
  }

  private void consider(Admin admin, DeadLetter letter, Action action) {
    if (taken.contains(letter)) {
      copies++;
      action.note(letter);
    } else if (!again && marks.contains(letter.location())) {
      before++;
    } else if (!again && retried.contains(letter)) {
      before++;
      // the letter that was sent back may be gone from the topic before this one
      action.note(letter);
    } else if (letter
        .topic()
        .filter(this::isAnyonesToWrite)
        .flatMap(topic -> partitionsOf(admin, topic))
        .isEmpty()) {
      homeless++;
    } else {
      action.send(letter);
      taken.add(letter);
      sent++;
    }
  }

  /**
   * Returns whether clients may write to a topic. Anybody may write a dead letter, and it may name
   * a topic that services and brokers rely on.
   */
  private boolean isAnyonesToWrite(String topic) {
    return topic.equals(config.topics().requests())
        || (!topic.startsWith("__") && !TopicCatalogue.isInternal(config.topics(), topic));
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
                ProducerConfig.TRANSACTION_TIMEOUT_CONFIG,
                (int) TRANSACTION_TIMEOUT.toMillis(),
                ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
                TopicCatalogue.LARGEST_DEAD_LETTER)),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  /** Returns the open batch, or a new one in a new transaction. */
  private RetryBatch batch(Producer<byte[], byte[]> producer) {
    if (open.isEmpty()) {
      producer.beginTransaction();
      open = Optional.of(new RetryBatch(System.nanoTime()));
    }
    return open.get();
  }

  @SuppressWarnings("FutureReturnValueIgnored") // the commit fails where a send has failed
  private void commit(Producer<byte[], byte[]> producer) {
    if (open.isEmpty()) {
      return;
    }
    RetryBatch batch = open.get();
    RetryMarks sentNow;
    try {
      sentNow = batch.marks();
    } catch (KafkaException e) {
      producer.commitTransaction(); // fails where a send has failed, and says why
      throw e;
    }
    producer.send(sentNow.mark(config.topics().deadLetters()));
    producer.commitTransaction();
    committed += batch.records();
    open = Optional.empty();
  }

  private ProducerRecord<byte[], byte[]> original(DeadLetter letter, long retries) {
    String topic = letter.topic().orElseThrow();
    int count = partitions.get(topic).orElseThrow();
    // Producers in other languages place keys differently, and a key's records must stay in order.
    return letter.original(topic, letter.partition().filter(wanted -> wanted < count), retries);
  }

  /** Returns how many partitions a topic has; empty if it does not exist. */
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
            // Anybody may write a dead letter, so its headers may name any topic.
            if (e.getCause() instanceof UnknownTopicOrPartitionException
                || e.getCause() instanceof InvalidTopicException) {
              return Optional.empty();
            }
            throw KafkaFutures.failure(e);
          }
        });
  }
}
