package io.headwater.client;

import io.headwater.client.task.TaskDirectory;
import io.headwater.schemas.LabeledExample;
import io.headwater.schemas.TaskSpec;
import io.headwater.schemas.contract.ExampleRules;
import io.headwater.schemas.contract.Rejection;
import io.headwater.schemas.contract.RejectionReason;
import io.headwater.schemas.serde.RecordSerializer;
import io.headwater.service.retry.Closing;
import io.headwater.service.retry.StoppedException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends labeled examples to the topics of their tasks.
 *
 * <pre>{@code
 * Map<String, String> settings =
 *     Map.of(
 *         "bootstrap.servers", "localhost:9092", "schema.registry.url", "http://localhost:8081");
 * try (ExampleProducer producer = ExampleProducer.open(settings)) {
 *   producer.declare(
 *       TaskSpec.newBuilder()
 *           .setName("priority")
 *           .setKind(TaskKind.CLASSIFICATION)
 *           .setLabels(List.of("low", "high"))
 *           .build());
 *   producer.send(
 *       LabeledExample.newBuilder()
 *           .setId("ticket-1")
 *           .setTask("priority")
 *           .setText("The login page is down")
 *           .setTarget(new LabelTarget("high"))
 *           .setOccurredAt(Instant.now())
 *           .build());
 * } // waits until the brokers have taken everything, and fails where they have not
 * }</pre>
 *
 * <p>Every example is checked against its task's contract before anything is sent, and is written
 * once and in order however often the client has to retry. The number of unanswered examples is
 * limited; sending waits while the limit is reached, or while they fill the client's buffer. The
 * producer also waits while a broker or registry is away, and logs that; when its buffer is full,
 * the Kafka client does so.
 *
 * <p>Safe for use by several threads; examples of one thread keep their order within a partition.
 */
// Longer than most classes: a third is documentation, and it holds one life cycle as a whole.
public final class ExampleProducer implements ExampleSink, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(ExampleProducer.class);
  private static final long NOTICE_SECONDS = 10;
  private static final String CLOSED = "The producer is closed.";

  private final ProducerWiring parts;
  private final RecordSerializer<LabeledExample> serializer;
  private final InFlight inFlight;
  private final Map<String, Declared> tasks = new ConcurrentHashMap<>();
  private final AtomicLong unsent = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();
  private final AtomicReference<Throwable> firstFailure = new AtomicReference<>();
  private final AtomicBoolean closed = new AtomicBoolean();
  private final CountDownLatch closing = new CountDownLatch(1);

  /**
   * Shared by all examples: one object per example would be made on one core and read on another.
   */
  private final Callback counting = (metadata, failure) -> count(failure);

  private record Declared(ExampleRules rules, String topic) {}

  /**
   * Opens a producer; neither the brokers nor the registry need to be reachable yet.
   *
   * @param settings keys of {@link ExampleProducerConfig}, such as {@code bootstrap.servers} and
   *     {@code schema.registry.url}
   * @throws org.apache.kafka.common.config.ConfigException if a key is unknown or a value is not
   *     allowed, in one sentence
   */
  public static ExampleProducer open(Map<String, ?> settings) {
    return new ExampleProducer(new ExampleProducerConfig(settings));
  }

  /** Opens a producer; neither the brokers nor the registry need to be reachable yet. */
  public ExampleProducer(ExampleProducerConfig config) {
    this(ProducerWiring.of(config));
  }

  ExampleProducer(ProducerWiring parts) {
    this.parts = parts;
    this.serializer = new RecordSerializer<>(parts.registry());
    this.inFlight = new InFlight(parts.inFlight());
  }

  /**
   * Declares or changes a task, as {@link TaskDirectory#declare} does, and accepts its examples
   * from now on. Declaring the same specification again writes nothing.
   *
   * @return the specification that is now on the tasks topic
   * @throws IllegalArgumentException if the specification is not valid, or is a change that the
   *     task does not allow
   * @throws IllegalStateException if the producer is closed
   * @throws InterruptedException if the thread is interrupted while it waits
   * @throws KafkaException if the broker or registry refuses
   */
  public TaskSpec declare(TaskSpec task) throws InterruptedException {
    requireOpen();
    TaskSpec standing =
        patiently("declare task " + task.getName(), () -> parts.declarer().apply(task));
    tasks.put(
        task.getName(),
        new Declared(new ExampleRules(standing), parts.topics().examples(task.getName())));
    return standing;
  }

  private <T> T patiently(String what, Supplier<T> action) throws InterruptedException {
    try {
      return parts.retry().call(what, Closing.of(closing), action::get);
    } catch (StoppedException e) {
      throw new IllegalStateException(CLOSED, e);
    } catch (InterruptException e) {
      throw interrupted(e);
    }
  }

  /**
   * Checks, encodes and sends an example, waiting while the registry is away or too many are
   * unanswered.
   *
   * @return where the example was written; fails if the brokers refuse it for good. The client's
   *     own thread completes it and must not be blocked
   * @throws InvalidExampleException if it breaks its task's contract or the task was not declared;
   *     nothing is sent
   * @throws IllegalStateException if the producer is closed
   * @throws InterruptedException if the thread is interrupted while it waits; nothing is sent
   */
  public CompletableFuture<RecordMetadata> send(LabeledExample example)
      throws InterruptedException {
    var result = new CompletableFuture<RecordMetadata>();
    send(
        encode(example),
        (metadata, failure) -> {
          count(failure);
          if (failure == null) {
            result.complete(metadata);
          } else {
            result.completeExceptionally(failure);
          }
        });
    return result;
  }

  @Override
  public EncodedExample encode(LabeledExample example) throws InterruptedException {
    requireOpen();
    Declared task = tasks.get(example.getTask());
    Optional<Rejection> fault =
        task == null ? Optional.of(unknown(example.getTask())) : task.rules().check(example);
    if (fault.isPresent()) {
      throw new InvalidExampleException(example.getId(), example.getTask(), fault.get());
    }
    return new EncodedExample(
        example,
        task.topic(),
        patiently("encode an example", () -> serializer.serialize(task.topic(), example)));
  }

  /**
   * Sends an example that {@link #encode} of this producer returned. {@link #delivered} counts it
   * once the brokers have taken it; {@link #close} reports it if they refused it.
   */
  @Override
  public void send(EncodedExample example) throws InterruptedException {
    send(example, counting);
  }

  private Rejection unknown(String task) {
    return new Rejection(
        RejectionReason.UNKNOWN_TASK,
        "task is '" + task + "' but must be one of " + tasks.keySet());
  }

  private void send(EncodedExample example, Callback callback) throws InterruptedException {
    acquire();
    boolean sent = false;
    try {
      // The callback gets the same result, and sooner.
      var unused =
          parts
              .producer()
              .send(
                  new ProducerRecord<>(example.topic(), example.example().getId(), example.bytes()),
                  callback);
      sent = true;
    } catch (InterruptException e) {
      throw interrupted(e);
    } finally {
      if (!sent) {
        unsent.incrementAndGet();
        inFlight.leave();
      }
    }
  }

  private void count(Exception failure) {
    if (failure != null) {
      failed.incrementAndGet();
      firstFailure.compareAndSet(null, failure);
    }
    inFlight.leave();
  }

  private void acquire() throws InterruptedException {
    requireOpen();
    while (!inFlight.enter(TimeUnit.SECONDS.toNanos(NOTICE_SECONDS))) {
      log.warn("No broker has answered for {} s; {} records wait", NOTICE_SECONDS, pending());
    }
    if (closed.get()) {
      unsent.incrementAndGet();
      inFlight.leave();
      requireOpen();
    }
  }

  private void requireOpen() {
    if (closed.get()) {
      throw new IllegalStateException(CLOSED);
    }
  }

  /**
   * Waits until everything sent so far is answered.
   *
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  public void flush() throws InterruptedException {
    try {
      parts.producer().flush();
    } catch (InterruptException e) {
      throw interrupted(e);
    }
  }

  @Override
  public long delivered() {
    long answered = inFlight.left(); // read first, so the result is never too high
    return answered - failed.get() - unsent.get();
  }

  /** Returns how many records are sent and not yet answered. */
  public int pending() {
    return inFlight.count();
  }

  /**
   * Waits until the brokers have taken everything sent, and closes the clients. Threads that still
   * wait to send fail.
   *
   * @throws UndeliveredExamplesException if a record was refused, now or earlier, or is still
   *     unanswered when the time to close is over or the thread is interrupted
   */
  @Override
  public void close() {
    close(parts.closeTimeout());
  }

  /**
   * Closes as {@link #close()} does, but waits at most {@code time} for the brokers' answers.
   *
   * @throws UndeliveredExamplesException as {@link #close()}
   */
  public void close(Duration time) {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    closing.countDown();
    try {
      parts.producer().close(time);
    } catch (KafkaException e) {
      firstFailure.compareAndSet(null, e);
    } finally {
      parts.registry().close();
    }
    long lost = failed.get() + pending();
    if (lost > 0) {
      throw new UndeliveredExamplesException(lost, Optional.ofNullable(firstFailure.get()));
    }
  }

  /**
   * Turns Kafka's unchecked exception into the checked one and clears the interrupt flag, as is
   * usual when the checked one is thrown.
   */
  private static InterruptedException interrupted(InterruptException e) {
    Thread.interrupted();
    var checked = new InterruptedException(e.getMessage());
    checked.initCause(e);
    return checked;
  }
}
