package io.headwater.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.cluster.EmbeddedCluster;
import io.headwater.cluster.junit.TopicPrefix;
import io.headwater.cluster.junit.WithCluster;
import io.headwater.evaluator.Evaluator;
import io.headwater.evaluator.EvaluatorConfig;
import io.headwater.model.tokenizer.Tokenizer;
import io.headwater.model.tokenizer.Tokenizers;
import io.headwater.serving.PredictionService;
import io.headwater.serving.ServingConfig;
import io.headwater.trainer.Trainer;
import io.headwater.trainer.TrainerConfig;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs the examples beside real services, as somebody would who tries them. */
@WithCluster
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class ExamplesIT {
  private static final int ENOUGH_TO_LEARN = 1000;

  @TempDir private static Path folder;

  private static Path settings;
  private static Trainer trainer;
  private static Evaluator evaluator;
  private static PredictionService service;

  @BeforeAll
  static void startServicesAndLearn(EmbeddedCluster cluster, @TopicPrefix String prefix)
      throws Exception {
    Map<String, String> common =
        Map.of(
            "bootstrap.servers", cluster.bootstrapServers(),
            "schema.registry.url", cluster.registryUrl(),
            "topic.prefix", prefix,
            "checkpoint.store", "kafka:",
            "checkpoint.cache", folder.resolve("cache").toString());
    settings = folder.resolve("client.properties");
    Files.write(
        settings,
        common.entrySet().stream().map(entry -> entry.getKey() + "=" + entry.getValue()).toList());
    Path tokenizerFile = folder.resolve("tokenizer.json");
    try (Tokenizer tokenizer =
        Tokenizers.train(List.of("The login page is down", "A dark mode would be nice"), 400)) {
      Files.write(tokenizerFile, tokenizer.json());
    }
    trainer =
        Trainer.start(
            new TrainerConfig(
                with(
                    common,
                    Map.of(
                        TrainerConfig.TOKENIZER_FILE, tokenizerFile.toString(),
                        TrainerConfig.BATCH_TOKENS, "256",
                        TrainerConfig.BLOCK_RECORDS, "16",
                        TrainerConfig.BLOCK_WAIT_MS, "50",
                        TrainerConfig.CHECKPOINT_STEPS, "5",
                        TrainerConfig.CHECKPOINT_INTERVAL_MS, "500",
                        TrainerConfig.CHECKPOINT_SHARE, "1",
                        TrainerConfig.DISCOVERY_INTERVAL_MS, "100"))));
    evaluator =
        Evaluator.start(
            new EvaluatorConfig(
                with(
                    common,
                    Map.of(
                        EvaluatorConfig.STORES,
                        "memory",
                        EvaluatorConfig.PUBLISH_INTERVAL,
                        "200",
                        "streams.state.dir",
                        folder.resolve("streams").toString()))));
    service = PredictionService.start(new ServingConfig(common));
    try (ExampleProcess produce = start(Produce.class, settings, ENOUGH_TO_LEARN)) {
      assertThat(produce.awaitEnd())
          .containsExactly("The brokers have taken " + ENOUGH_TO_LEARN + " examples");
    }
    long deadline = System.nanoTime() + Duration.ofMinutes(2).toNanos();
    while (trainer.status().examples() < ENOUGH_TO_LEARN) {
      assertThat(System.nanoTime()).as("%s", trainer.status()).isLessThan(deadline);
      assertThat(trainer.awaitTermination(Duration.ofMillis(50))).isFalse();
    }
  }

  @AfterAll
  static void stop() {
    service.close();
    evaluator.close();
    trainer.close();
  }

  @Test
  void shouldSubscribeToTheMetricsOfTheModel() throws Exception {
    String marker = "These are the current values; changes follow";
    String metric = "priority \\w+ of main over \\S+: -?[01][.]\\d{3} [(]\\d+ examples[)]";
    try (ExampleProcess subscribe = start(Subscribe.class, settings)) {
      subscribe.awaitLine(marker::equals);
      try (ExampleProcess produce = start(Produce.class, settings, 200)) {
        produce.awaitEnd();
      }
      List<String> printed =
          subscribe.awaitLines(lines -> lines.size() > lines.indexOf(marker) + 1);
      subscribe.pressEnter();
      subscribe.awaitEnd();

      assertThat(printed.subList(0, printed.indexOf(marker)))
          .anyMatch(line -> line.startsWith("priority accuracy of main over last-1000: "));
      assertThat(printed)
          .filteredOn(line -> !line.equals(marker))
          .allMatch(line -> line.matches(metric));
    }
  }

  @Test
  void shouldAnswerOverHttpWhileVersionsAreSwapped() throws Exception {
    HttpClient http = HttpClient.newHttpClient();
    TreeSet<Long> versions = new TreeSet<>();
    try (ExampleProcess swap = start(Swap.class, settings)) {
      String ready = swap.awaitLine(line -> line.startsWith("POST a text to "));
      URI place = URI.create(ready.substring("POST a text to ".length()));
      try (ExampleProcess produce = start(Produce.class, settings, 600)) {
        while (versions.size() < 3) {
          HttpResponse<String> response = post(http, place, "Nobody can pay");
          assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
          assertThat(response.body()).startsWith("Label[label=high, probability=");
          versions.add(
              Long.parseLong(response.body().replaceFirst("^.* by version (\\d+)$", "$1")));
        }
        produce.awaitEnd();
      }
      assertThat(post(http, place, "").statusCode()).isEqualTo(400);
      assertThat(post(http, place, "Please add my new logo").body()).startsWith("Label[label=low,");
      swap.pressEnter();

      assertThat(swap.awaitEnd())
          .anyMatch(line -> line.startsWith("Swapped[from=OptionalLong[" + versions.first() + "]"));
    }
  }

  @Test
  void shouldAnswerInAStreamsApplication(EmbeddedCluster cluster, @TopicPrefix String prefix)
      throws Exception {
    String tickets = prefix + "tickets";
    String triaged = prefix + "triaged";
    Map<String, Object> clients = Map.of("bootstrap.servers", cluster.bootstrapServers());
    try (Admin admin = Admin.create(clients)) {
      admin
          .createTopics(
              List.of(new NewTopic(tickets, 1, (short) 1), new NewTopic(triaged, 1, (short) 1)))
          .all()
          .get();
    }
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(clients, new StringSerializer(), new StringSerializer())) {
      producer.send(new ProducerRecord<>(tickets, "1", "The login page is down"));
      producer.send(new ProducerRecord<>(tickets, "2", ""));
      producer.send(new ProducerRecord<>(tickets, "3", "How do I export a report"));
    }
    try (ExampleProcess streams = start(SwapInStreams.class, settings, tickets, triaged)) {
      assertThat(read(clients, triaged, 2))
          .containsExactly(Map.entry("1", "high"), Map.entry("3", "low"));
      streams.pressEnter();
      streams.awaitEnd();
    }
  }

  @Test
  void shouldAskTheService() throws Exception {
    try (ExampleProcess ask = start(Ask.class, settings, "The login page is down")) {
      assertThat(ask.awaitEnd())
          .satisfiesExactly(
              line -> assertThat(line).matches("high by version \\d+"),
              line -> assertThat(line).matches("then low 0\\.\\d{3}"));
    }
    try (ExampleProcess ask = start(Ask.class, settings, " ")) {
      assertThat(ask.awaitEnd()).singleElement().asString().startsWith("Refused: text is ");
    }
  }

  @Test
  void shouldLabelLinesWithTheNewestVersion() throws Exception {
    try (ExampleProcess follow = start(Follow.class, settings)) {
      follow.type("The login page is down\n\nHow do I export a report\n");

      assertThat(follow.awaitLines(lines -> lines.size() == 3))
          .satisfiesExactly(
              line -> assertThat(line).matches("high [01]\\.\\d{3} low 0\\.\\d{3}"),
              line -> assertThat(line).isEqualTo("Refused: the text of a question is empty"),
              line -> assertThat(line).matches("low [01]\\.\\d{3} high 0\\.\\d{3}"));
      follow.endInput();
      follow.awaitEnd();
    }
  }

  private static ExampleProcess start(Class<?> program, Object... arguments) throws Exception {
    return ExampleProcess.start(folder, program, arguments);
  }

  private static Map<String, String> with(Map<String, String> common, Map<String, String> own) {
    Map<String, String> all = new HashMap<>(common);
    all.putAll(own);
    return all;
  }

  private static HttpResponse<String> post(HttpClient http, URI place, String text)
      throws Exception {
    return http.send(
        HttpRequest.newBuilder(place).POST(HttpRequest.BodyPublishers.ofString(text)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  /** Reads so many records of a topic, keys and values in their order. */
  private static List<Map.Entry<String, String>> read(
      Map<String, Object> clients, String topic, int count) {
    Map<String, String> read = new LinkedHashMap<>();
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(clients, new StringDeserializer(), new StringDeserializer())) {
      List<TopicPartition> partitions = List.of(new TopicPartition(topic, 0));
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      while (read.size() < count) {
        consumer
            .poll(Duration.ofMillis(200))
            .forEach(record -> read.put(record.key(), record.value()));
      }
    }
    return List.copyOf(read.entrySet());
  }
}
