package io.headwater.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.headwater.schemas.LabelTarget;
import io.headwater.schemas.LabeledExample;
import io.headwater.schemas.TaskKind;
import io.headwater.schemas.TaskSpec;
import io.headwater.schemas.Topics;
import io.headwater.schemas.contract.RejectionReason;
import io.headwater.schemas.serde.InMemorySchemaRegistry;
import io.headwater.schemas.serde.RegistryUnavailableException;
import io.headwater.schemas.serde.SchemaRegistry;
import io.headwater.service.retry.Retry;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ExampleProducerTest {

  private static final Retry QUICK = new Retry(Duration.ofMillis(1), Duration.ofMillis(2));

  private final InMemorySchemaRegistry registry = new InMemorySchemaRegistry();

  @Test
  void shouldHoldExamplesToWhatStandsOnTheTopic() throws Exception {
    MockProducer<String, byte[]> client = client(true);
    TaskSpec standing = draft(3).setLabels(List.of("red", "green", "blue")).build();
    try (var producer = producer(client, registry, 4, task -> standing)) {
      assertThat(producer.declare(spec(1))).isEqualTo(standing);
      send(producer, example("a", "blue"));
    }

    assertThat(client.history()).extracting(ProducerRecord::key).containsExactly("a");
  }

  @Test
  void shouldTakeNoExamplesOfATaskWhoseDeclarationWasRefused() {
    UnaryOperator<TaskSpec> refusing =
        task -> {
          throw new IllegalArgumentException("no such change");
        };
    try (var producer = producer(client(true), registry, 4, refusing)) {
      assertThatIllegalArgumentException().isThrownBy(() -> producer.declare(spec(1)));
      assertThatThrownBy(() -> producer.send(example("a", "red")))
          .isInstanceOf(InvalidExampleException.class);
    }
  }

  @Test
  void shouldSendAnExampleUnderItsIdToTheTopicOfItsTask() throws Exception {
    MockProducer<String, byte[]> client = client(true);
    try (var producer = producer(client, registry, 4)) {
      producer.declare(spec(1));
      assertThat(producer.send(example("a", "red")).get().topic()).isEqualTo("t.examples.colour");
    }

    ProducerRecord<String, byte[]> sent = client.history().get(0);
    assertThat(sent.key()).isEqualTo("a");
    ByteBuffer bytes = ByteBuffer.wrap(sent.value());
    assertThat(bytes.get()).isZero();
    var reader = new GenericDatumReader<GenericRecord>(registry.byId(bytes.getInt()));
    GenericRecord read =
        reader.read(
            null,
            DecoderFactory.get().binaryDecoder(sent.value(), 5, sent.value().length - 5, null));
    assertThat(read)
        .hasToString(example("a", "red").toString().replace("\"1970-01-01T00:00:00Z\"", "0"));
  }

  @Test
  void shouldSendNothingThatBreaksTheContract() throws Exception {
    MockProducer<String, byte[]> client = client(true);
    try (var producer = producer(client, registry, 1)) {
      producer.declare(spec(1));
      for (int i = 0; i < 3; i++) {
        var refused =
            catchThrowableOfType(
                InvalidExampleException.class, () -> producer.send(example("a", "blue")));
        assertThat(refused.rejection().reason()).isEqualTo(RejectionReason.LABEL_NOT_IN_SET);
        assertThat(refused)
            .hasMessageContaining("blue")
            .hasMessageContaining("red")
            .hasMessageContaining("'a'");
      }
      assertThat(producer.pending()).isZero();
    }
    assertThat(client.history()).isEmpty();
  }

  @Test
  void shouldRefuseExamplesOfATaskThatWasNotDeclared() {
    try (var producer = producer(client(true), registry, 1)) {
      var refused =
          catchThrowableOfType(
              InvalidExampleException.class, () -> producer.send(example("a", "red")));
      assertThat(refused.rejection().reason()).isEqualTo(RejectionReason.UNKNOWN_TASK);
    }
  }

  @Test
  void shouldWaitWhileTooManyAreWithoutAnAnswer() throws Exception {
    MockProducer<String, byte[]> client = client(false);
    try (var producer = declared(client, registry, 2)) {
      send(producer, example("a", "red"));
      send(producer, example("b", "red"));
      var third = new Sender(producer, "c");
      third.awaitWaiting();
      assertThat(client.history()).hasSize(2);

      client.completeNext();
      third.join();

      assertThat(client.history()).extracting(ProducerRecord::key).containsExactly("a", "b", "c");
      client.completeNext();
      client.completeNext();
    }
  }

  @Test
  void shouldSendNothingWhenInterruptedWhileItWaits() throws Exception {
    MockProducer<String, byte[]> client = client(false);
    try (var producer = declared(client, registry, 1)) {
      send(producer, example("a", "red"));
      var second = new Sender(producer, "b");
      second.awaitWaiting();

      second.interrupt();
      second.join();

      assertThat(second.failure.get()).isInstanceOf(InterruptedException.class);
      client.completeNext();
    }
    assertThat(client.history()).extracting(ProducerRecord::key).containsExactly("a");
  }

  @Test
  void shouldWaitForARegistryThatIsAway() throws Exception {
    var tries = new AtomicInteger();
    var away = new AwayRegistry(registry, tries, 3);
    MockProducer<String, byte[]> client = client(true);
    try (var producer = producer(client, away, 1)) {
      producer.declare(spec(1));
      send(producer, example("a", "red"));
    }

    assertThat(tries).hasValue(4);
    assertThat(client.history()).hasSize(1);
  }

  @Test
  void shouldWaitForABrokerThatIsAwayWhenItDeclares() throws Exception {
    var tries = new AtomicInteger();
    UnaryOperator<TaskSpec> away =
        task -> {
          if (tries.incrementAndGet() < 3) {
            throw new TimeoutException("no broker");
          }
          return task;
        };
    try (var producer = producer(client(true), registry, 1, away)) {
      producer.declare(spec(1));
    }

    assertThat(tries).hasValue(3);
  }

  @Test
  void shouldSayAtCloseHowManyWereNotDelivered() throws Exception {
    MockProducer<String, byte[]> client = client(false);
    var producer = declared(client, registry, 4);
    CompletableFuture<?> refused = producer.send(example("a", "red"));
    send(producer, example("b", "red"));
    send(producer, example("c", "red"));
    client.errorNext(new RecordTooLargeException("too large"));
    client.completeNext();

    assertThatThrownBy(producer::close)
        .isInstanceOf(UndeliveredExamplesException.class)
        .hasMessage(
            "2 records were not delivered before the producer was closed; the first failed with: too large");
    assertThat(refused).isCompletedExceptionally();
    assertThat(producer.delivered()).isEqualTo(1);
  }

  @Test
  void shouldSendWhatWasEncodedBefore() throws Exception {
    MockProducer<String, byte[]> client = client(false);
    var producer = declared(client, registry, 4);
    EncodedExample first = producer.encode(example("a", "red"));
    EncodedExample second = producer.encode(example("b", "red"));
    assertThat(client.history()).isEmpty();
    assertThat(producer.pending()).isZero();

    send(producer, example("a", "red"));
    producer.send(first);
    producer.send(second);
    client.completeNext();
    client.completeNext();
    assertThat(producer.delivered()).isEqualTo(2);
    client.errorNext(new RecordTooLargeException("too large"));

    assertThat(client.history()).extracting(ProducerRecord::key).containsExactly("a", "a", "b");
    assertThat(client.history().get(1).value()).isEqualTo(client.history().get(0).value());
    assertThatThrownBy(producer::close)
        .isInstanceOf(UndeliveredExamplesException.class)
        .hasMessageContaining("too large");
    assertThat(producer.delivered()).isEqualTo(2);
  }

  @Test
  void shouldCloseOnceAndRefuseToSendThen() throws Exception {
    MockProducer<String, byte[]> client = client(true);
    var producer = declared(client, registry, 4);
    producer.close();
    producer.close();

    assertThat(client.closed()).isTrue();
    assertThatIllegalStateException().isThrownBy(() -> producer.send(example("a", "red")));
    assertThatIllegalStateException().isThrownBy(() -> producer.encode(example("a", "red")));
  }

  @Test
  void shouldOpenAndCloseWithoutABrokerOrARegistry() {
    var config =
        new ExampleProducerConfig(
            Map.of(
                "bootstrap.servers", "127.0.0.1:1", "schema.registry.url", "http://127.0.0.1:1"));
    try (var producer = new ExampleProducer(config)) {
      assertThat(producer.pending()).isZero();
    }
  }

  private ExampleProducer declared(
      MockProducer<String, byte[]> client, SchemaRegistry with, int inFlight) throws Exception {
    var producer = producer(client, with, inFlight);
    producer.declare(spec(1));
    return producer;
  }

  /** Sends without a look at the answer, which closing gives too. */
  private static void send(ExampleProducer producer, LabeledExample example)
      throws InterruptedException {
    var unused = producer.send(example);
  }

  private static ExampleProducer producer(
      MockProducer<String, byte[]> client, SchemaRegistry with, int inFlight) {
    return producer(client, with, inFlight, UnaryOperator.identity());
  }

  private static ExampleProducer producer(
      MockProducer<String, byte[]> client,
      SchemaRegistry with,
      int inFlight,
      UnaryOperator<TaskSpec> declarer) {
    return new ExampleProducer(
        new ProducerWiring(
            client, with, new Topics("t."), declarer, inFlight, Duration.ZERO, QUICK));
  }

  private static MockProducer<String, byte[]> client(boolean autoComplete) {
    return new MockProducer<>(
        autoComplete, null, new StringSerializer(), new ByteArraySerializer());
  }

  private static TaskSpec spec(int version) {
    return draft(version).build();
  }

  private static TaskSpec.Builder draft(int version) {
    return TaskSpec.newBuilder()
        .setName("colour")
        .setKind(TaskKind.CLASSIFICATION)
        .setLabels(List.of("red", "green"))
        .setVersion(version);
  }

  private static LabeledExample example(String id, String label) {
    return LabeledExample.newBuilder()
        .setId(id)
        .setTask("colour")
        .setText("of blood")
        .setTarget(new LabelTarget(label))
        .setOccurredAt(Instant.EPOCH)
        .build();
  }

  /** A thread that sends one example. */
  private static final class Sender {
    final AtomicReference<Throwable> failure = new AtomicReference<>();
    private final Thread thread;

    Sender(ExampleProducer producer, String id) {
      thread =
          new Thread(
              () -> {
                try {
                  send(producer, example(id, "red"));
                } catch (InterruptedException | RuntimeException e) {
                  failure.set(e);
                }
              });
      thread.start();
    }

    void awaitWaiting() {
      while (thread.getState() != Thread.State.TIMED_WAITING) {
        assertThat(thread.isAlive()).isTrue();
        Thread.onSpinWait();
      }
    }

    void interrupt() {
      thread.interrupt();
    }

    void join() throws InterruptedException {
      thread.join(TimeUnit.SECONDS.toMillis(20));
      assertThat(thread.isAlive()).isFalse();
    }
  }

  /** A registry that does not answer the first few times. */
  private record AwayRegistry(SchemaRegistry behind, AtomicInteger tries, int failures)
      implements SchemaRegistry {
    @Override
    public int register(String subject, Schema schema) {
      if (tries.incrementAndGet() <= failures) {
        throw new RegistryUnavailableException("no answer", new java.net.ConnectException());
      }
      return behind.register(subject, schema);
    }

    @Override
    public Schema byId(int id) {
      return behind.byId(id);
    }

    @Override
    public void close() {
      behind.close();
    }
  }
}
