package io.headwater.client;

import static java.util.Locale.ROOT;

import io.headwater.schemas.KafkaFutures;
import io.headwater.schemas.LabelTarget;
import io.headwater.schemas.Prediction;
import io.headwater.schemas.PredictionRequest;
import io.headwater.schemas.ReferencesTarget;
import io.headwater.schemas.Refusal;
import io.headwater.schemas.ScoreTarget;
import io.headwater.schemas.Span;
import io.headwater.schemas.SpansTarget;
import io.headwater.schemas.Split;
import io.headwater.schemas.TopicCatalogue.Partitions;
import io.headwater.schemas.Topics;
import io.headwater.schemas.contract.Question;
import io.headwater.schemas.serde.RecordDeserializer;
import io.headwater.schemas.serde.RecordSerializer;
import io.headwater.schemas.serde.SchemaRegistry;
import io.headwater.schemas.serde.UnreadableRecordException;
import io.headwater.service.config.ServiceConfig;
import io.headwater.service.retry.Retry;
import io.headwater.service.topic.ServingTopics;
import io.headwater.service.topic.TopicReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Sends requests to a service one at a time and waits for each answer; used by one thread.
 *
 * <pre>{@code
 * Map<String, String> settings =
 *     Map.of(
 *         "bootstrap.servers", "localhost:9092", "schema.registry.url", "http://localhost:8081");
 * try (PredictionClient client = PredictionClient.open(settings)) {
 *   Reply reply =
 *       client.ask("priority", Question.of("The login page is down"), Duration.ofSeconds(10));
 *   if (reply instanceof Reply.Answered answered) {
 *     System.out.println(answered.text());
 *   }
 * }
 * }</pre>
 */
public final class PredictionClient implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(100);
  private static final int BROKER_MILLIS = 15_000;

  private final Topics topics;
  private final Optional<String> model;
  private final SchemaRegistry registry;
  private final RecordSerializer<PredictionRequest> serializer;
  private final RecordDeserializer<Prediction> deserializer;
  private final Producer<byte[], byte[]> producer;
  private final Consumer<byte[], byte[]> consumer;

  /** What became of a request. */
  public sealed interface Reply {
    /** The request was answered. */
    record Answered(Prediction prediction) implements Reply {

      /**
       * Returns the answer as text: a label, a score, a text, or the words of a span; empty where a
       * passage holds no answer.
       */
      public String text() {
        Object output = prediction.getOutput();
        if (output instanceof LabelTarget label) {
          return label.getLabel();
        }
        if (output instanceof ScoreTarget score) {
          return Double.toString(score.getScore());
        }
        if (output instanceof SpansTarget spans) {
          return spans.getSpans().stream().map(Span::getText).collect(Collectors.joining("\n"));
        }
        return String.join("\n", ((ReferencesTarget) output).getReferences());
      }

      /** Returns the labels that come next, with their probabilities, as text if there are any. */
      public Optional<String> others() {
        return prediction.getTopLabels().stream()
            .skip(1)
            .map(next -> String.format(ROOT, "%s %.3f", next.getLabel(), next.getProbability()))
            .reduce((first, second) -> first + ", " + second);
      }
    }

    /**
     * The request was refused; its dead letter says so too.
     *
     * @param reason why, in one sentence
     */
    record Refused(String reason) implements Reply {}

    /** No answer came in time; one may still come later. */
    record TimedOut() implements Reply {}
  }

  private PredictionClient(ServiceConfig config, SchemaRegistry registry) {
    this.topics = config.topics();
    this.model = config.namedModel();
    this.registry = registry;
    this.serializer = new RecordSerializer<>(registry);
    this.deserializer = new RecordDeserializer<>(registry, Prediction.class);
    this.consumer = TopicReader.consumer(config);
    this.producer =
        new KafkaProducer<>(
            config.producerProperties(
                Map.of(
                    ProducerConfig.ACKS_CONFIG,
                    "all",
                    ProducerConfig.MAX_BLOCK_MS_CONFIG,
                    BROKER_MILLIS)),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  /**
   * Opens a client of the service that the settings name; it reads answers written from now on.
   *
   * @param settings keys that every service has, such as {@code bootstrap.servers} and {@code
   *     schema.registry.url}; where {@code model.name} is set, only that model answers
   * @throws org.apache.kafka.common.config.ConfigException if a key is unknown or a value is not
   *     allowed, in one sentence
   * @throws org.apache.kafka.common.KafkaException if the brokers refuse or cannot be reached
   */
  public static PredictionClient open(Map<String, ?> settings) {
    return open(
        new ServiceConfig(ServiceConfig.definition(), settings),
        new Partitions(ServingTopics.REQUEST_PARTITIONS, 1));
  }

  /**
   * Opens a client that reads answers written from now on; creates topics that are missing.
   *
   * @param requests partitions of the requests topic if it has to be created
   * @throws org.apache.kafka.common.KafkaException if the brokers refuse or cannot be reached
   */
  public static PredictionClient open(ServiceConfig config, Partitions requests) {
    try (Admin admin = ServingTopics.admin(config)) {
      ServingTopics.ensure(admin, config.topics(), requests);
    }
    PredictionClient client = new PredictionClient(config, config.openRegistry());
    try {
      client.seekToEnd();
      return client;
    } catch (RuntimeException e) {
      client.close();
      throw e;
    }
  }

  private void seekToEnd() {
    List<TopicPartition> partitions =
        consumer.partitionsFor(topics.predictions()).stream()
            .map(found -> new TopicPartition(found.topic(), found.partition()))
            .toList();
    consumer.assign(partitions);
    // Done before the first request, so that every answer comes after these offsets.
    consumer.endOffsets(partitions).forEach(consumer::seek);
  }

  /**
   * Sends a request and waits for its outcome.
   *
   * @param patience how long to wait once the brokers have taken the request
   * @throws org.apache.kafka.common.KafkaException if the brokers or the registry refuse or cannot
   *     be reached
   */
  public Reply ask(String task, Question question, Duration patience) {
    String id = UUID.randomUUID().toString();
    byte[] key = id.getBytes(StandardCharsets.UTF_8);
    PredictionRequest request =
        PredictionRequest.newBuilder()
            .setId(id)
            .setTask(task)
            .setText(question.text())
            .setTextPair(question.textPair().orElse(null))
            .setModel(model.orElse(null))
            .setRequestedAt(Instant.now())
            .build();
    byte[] value = serializer.serialize(topics.requests(), request);
    KafkaFutures.await(producer.send(new ProducerRecord<>(topics.requests(), key, value)));
    long deadline = System.nanoTime() + patience.toNanos();
    do {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        Optional<Reply> reply = Arrays.equals(record.key(), key) ? read(record) : Optional.empty();
        if (reply.isPresent()) {
          return reply.get();
        }
      }
    } while (System.nanoTime() < deadline);
    return new Reply.TimedOut();
  }

  private Optional<Reply> read(ConsumerRecord<byte[], byte[]> record) {
    try {
      return Optional.ofNullable(
              Retry.BETWEEN_POLLS.call(
                  "read an answer", () -> deserializer.deserialize(record.topic(), record.value())))
          .filter(prediction -> prediction.getSplit() == Split.SERVING)
          .map(
              prediction ->
                  prediction.getOutput() instanceof Refusal refusal
                      ? new Reply.Refused(refusal.getMessage())
                      : new Reply.Answered(prediction));
    } catch (UnreadableRecordException e) {
      return Optional.empty(); // another program's record with our key
    }
  }

  @Override
  public void close() {
    try {
      producer.close();
      consumer.close();
    } finally {
      registry.close();
    }
  }
}
