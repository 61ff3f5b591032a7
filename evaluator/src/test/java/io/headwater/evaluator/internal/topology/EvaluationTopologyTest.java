package io.headwater.evaluator.internal.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.headwater.evaluator.metric.AnswerMatch;
import io.headwater.schemas.LabelTarget;
import io.headwater.schemas.LabeledExample;
import io.headwater.schemas.Prediction;
import io.headwater.schemas.ReferencesTarget;
import io.headwater.schemas.Refusal;
import io.headwater.schemas.RollingMetric;
import io.headwater.schemas.ScoreTarget;
import io.headwater.schemas.Span;
import io.headwater.schemas.SpansTarget;
import io.headwater.schemas.Split;
import io.headwater.schemas.Topics;
import io.headwater.schemas.serde.InMemorySchemaRegistry;
import io.headwater.schemas.serde.RecordDeserializer;
import io.headwater.schemas.serde.RecordSerializer;
import io.headwater.schemas.serde.SchemaRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EvaluationTopologyTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration GRACE = Duration.ofMinutes(10);

  private final Topics topics = new Topics("headwater.");
  private final SchemaRegistry registry = new InMemorySchemaRegistry();
  private final TopologyCounters counters = new TopologyCounters();
  private final Map<String, List<String>> named = new HashMap<>();
  private final TopologyTestDriver driver =
      new TopologyTestDriver(
          EvaluationTopology.of(
              topics,
              registry,
              new TopologySettings(
                  "main",
                  4,
                  Duration.ofMinutes(1),
                  GRACE,
                  Duration.ofSeconds(1),
                  1,
                  TopologySettings.Stores.MEMORY),
              task -> named.getOrDefault(task, List.of()),
              counters),
          properties(),
          START);
  private Instant now = START;
  private final TestInputTopic<String, byte[]> topicExamples = input(topics.examples("topic"));
  private final TestInputTopic<String, byte[]> headlineExamples =
      input(topics.examples("headline"));
  private final TestInputTopic<String, byte[]> predictions = input(topics.predictions());
  private final TestInputTopic<String, byte[]> baselines = input(topics.baselinePredictions());
  private final TestOutputTopic<String, RollingMetric> metrics =
      driver.createOutputTopic(
          topics.metrics(),
          new StringDeserializer(),
          new RecordDeserializer<>(registry, RollingMetric.class));

  private static Properties properties() {
    Properties properties = new Properties();
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "evaluator-test");
    return properties;
  }

  private TestInputTopic<String, byte[]> input(String topic) {
    return driver.createInputTopic(topic, new StringSerializer(), new ByteArraySerializer());
  }

  @AfterEach
  void close() {
    driver.close();
  }

  @Test
  void shouldPublishAccuracyAndF1OfTheLastExamples() {
    label("1", "a");
    predict("1", "a", 3);
    label("2", "b");
    predict("2", "a", 3);
    label("3", "c");
    predict("3", "c", 4);
    Map<String, RollingMetric> published = publish();

    RollingMetric accuracy = published.get("main:topic:accuracy:PREQUENTIAL:last-4:-:all");
    assertThat(accuracy.getValue()).isCloseTo(2.0 / 3, within(1e-15));
    assertThat(accuracy.getCount()).isEqualTo(3);
    assertThat(accuracy.getFirstVersion()).isEqualTo(3);
    assertThat(accuracy.getLastVersion()).isEqualTo(4);
    assertThat(accuracy.getSplit()).isEqualTo(Split.PREQUENTIAL);
    // f1_score(["a","b","c"], ["a","a","c"], average="macro"): (2/3 + 0 + 1) / 3
    assertThat(published.get("main:topic:macroF1:PREQUENTIAL:last-4:-:all").getValue())
        .isCloseTo(5.0 / 9, within(1e-15));
  }

  @Test
  void shouldCountWhatAServiceAnsweredApartFromWhatTheScorerAnswered() {
    label("1", "a");
    predict("1", "b", 3);
    // By the same version, which may have trained on the example since.
    predictions.pipeInput("1", bytes(topics.predictions(), served("1", "a")));
    predictions.pipeInput("2", bytes(topics.predictions(), served("2", "a")));
    label("2", "a");
    predictions.pipeInput("2", bytes(topics.predictions(), served("2", "a")));
    Map<String, RollingMetric> published = publish();

    RollingMetric scored = published.get("main:topic:accuracy:PREQUENTIAL:last-4:-:all");
    assertThat(scored.getValue()).isZero();
    assertThat(scored.getCount()).isEqualTo(1);
    RollingMetric served = published.get("main:topic:accuracy:SERVING:last-4:-:all");
    assertThat(served.getValue()).isEqualTo(1);
    assertThat(served.getCount()).isEqualTo(2);
  }

  @Test
  void shouldLeaveOtherModelsAndTheBaselinesBesideThemToTheirEvaluators() {
    for (String model : List.of("main", "other", "baseline.majority")) {
      predictions.pipeInput("1", bytes(topics.predictions(), by(model, "other")));
    }
    predictions.pipeInput("1", bytes(topics.predictions(), by("other", "main")));
    label("1", "a");

    assertThat(publish().values()).extracting(RollingMetric::getModel).containsOnly("main");
    assertThat(counters.joined()).isEqualTo(1);

    predictions.pipeInput("1", bytes(topics.predictions(), by("baseline.majority", "main")));
    assertThat(publish().values())
        .extracting(RollingMetric::getModel)
        .containsOnly("baseline.majority");
  }

  @Test
  void shouldCountAnAnswerOfABaselineOnceFromWhicheverTopicItCame() {
    label("1", "a");
    label("2", "b");
    label("3", "a");
    Prediction.Builder answer =
        prediction("1", "topic", new LabelTarget("a"))
            .setModel("baseline.majority")
            .setVersion(0)
            .setBeside("main");
    // As an evaluator of before wrote it, and the one of today.
    predictions.pipeInput("1", bytes(topics.predictions(), answer.build()));
    for (String id : List.of("1", "2", "3")) {
      baselines.pipeInput(id, bytes(topics.baselinePredictions(), answer.setId(id).build()));
    }
    baselines.pipeInput(
        "3", bytes(topics.baselinePredictions(), answer.setBeside("other").build()));

    RollingMetric accuracy =
        publish().get("baseline.majority:topic:accuracy:PREQUENTIAL:last-4:-:all");
    assertThat(accuracy.getCount()).isEqualTo(3);
    assertThat(accuracy.getValue()).isCloseTo(2.0 / 3, within(1e-15));
    assertThat(counters.duplicates()).isEqualTo(1);
  }

  @Test
  void shouldCountNoRefusal() {
    label("1", "a");
    predictions.pipeInput(
        "1",
        bytes(
            topics.predictions(),
            prediction("1", "topic", new Refusal("BLANK_TEXT", "text is blank"))
                .setSplit(Split.SERVING)
                .build()));
    predictions.pipeInput("1", bytes(topics.predictions(), served("1", "a")));

    RollingMetric served = publish().get("main:topic:accuracy:SERVING:last-4:-:all");
    assertThat(served.getCount()).isEqualTo(1);
    assertThat(counters.unscorable()).isZero();
  }

  /** Returns a prediction with both names, of which {@code beside} is told by baselines only. */
  private Prediction by(String model, String beside) {
    return prediction("1", "topic", new LabelTarget("a")).setModel(model).setBeside(beside).build();
  }

  private Prediction served(String id, String label) {
    return prediction(id, "topic", new LabelTarget(label)).setSplit(Split.SERVING).build();
  }

  @Test
  void shouldPublishAWindowOfTimeUnderItsStart() {
    label("1", "a");
    predict("1", "a", 3);
    pass(Duration.ofMinutes(2));
    label("2", "a");
    predict("2", "b", 3);
    Map<String, RollingMetric> published = publish();

    long first = START.toEpochMilli();
    long second = START.plusSeconds(120).toEpochMilli();
    String key = "main:topic:accuracy:PREQUENTIAL:1m:";
    assertThat(published.get(key + first + ":all").getValue()).isEqualTo(1);
    assertThat(published.get(key + second + ":all").getValue()).isZero();
    assertThat(published.get(key + second + ":all").getWindowEnd())
        .isEqualTo(START.plusSeconds(180));
  }

  @Test
  void shouldPublishRougeOfTheBestReference() {
    headlineExamples.pipeInput(
        "1",
        bytes(topics.examples("headline"), headline("1", List.of("nothing", "A list of maps"))));
    predictions.pipeInput("1", bytes(topics.predictions(), text("1", "headline", "lists of maps")));
    Map<String, RollingMetric> published = publish();

    // rouge_score: all three words match, with one more in the reference; pairs: two of two, three
    assertThat(published.get("main:headline:rouge1:PREQUENTIAL:last-4:-:all").getValue())
        .isCloseTo(2 * 0.75 / 1.75, within(1e-15));
    assertThat(published.get("main:headline:rouge2:PREQUENTIAL:last-4:-:all").getValue())
        .isCloseTo(2 * (2.0 / 3) / (1 + 2.0 / 3), within(1e-15));
    assertThat(published.get("main:headline:rougeL:PREQUENTIAL:last-4:-:all").getValue())
        .isCloseTo(2 * 0.75 / 1.75, within(1e-15));
  }

  @Test
  void shouldPublishExactMatchAndF1OfAnswersAsTheOfficialScriptsCountThem() {
    String passage = "\uD83C\uDF33 The tall oak grows here.";
    List<Span> right = List.of(new Span(6, 14, null), new Span(11, 14, null));
    answer("1", passage, right, List.of(new Span(2, 14, "The tall oak")));
    answer("2", passage, right, List.of(new Span(11, 20, "oak grows")));
    answer("3", passage, List.of(), List.of());
    answer("4", passage, right, List.of());
    Map<String, RollingMetric> published = publish();

    // Without the article the first answer is exact; the second has one word too many.
    List<AnswerMatch> matches =
        List.of(
            AnswerMatch.of(List.of("tall oak", "oak"), "The tall oak"),
            AnswerMatch.of(List.of("tall oak", "oak"), "oak grows"),
            AnswerMatch.of(List.of(""), ""),
            AnswerMatch.of(List.of("tall oak", "oak"), ""));
    double f1 = matches.stream().mapToDouble(AnswerMatch::f1).average().orElseThrow();
    assertThat(f1).isCloseTo((1 + 2 / 3.0 + 1 + 0) / 4, within(1e-12));
    assertThat(published.get("main:answers:f1:PREQUENTIAL:last-4:-:all").getValue())
        .isCloseTo(f1, within(1e-15));
    assertThat(published.get("main:answers:exactMatch:PREQUENTIAL:last-4:-:all").getValue())
        .isEqualTo(0.5);
  }

  @Test
  void shouldPassOverSpansWithoutTheirWordsAndOutsideThePassage() {
    answer("1", "An oak.", List.of(new Span(3, 6, null)), List.of(new Span(3, 6, null)));
    answer("2", "An oak.", List.of(new Span(3, 9, null)), List.of(new Span(3, 6, "oak")));

    assertThat(publish()).isEmpty();
  }

  private void answer(String id, String passage, List<Span> right, List<Span> given) {
    driver
        .createInputTopic(
            topics.examples("answers"), new StringSerializer(), new ByteArraySerializer())
        .pipeInput(
            id,
            bytes(
                topics.examples("answers"),
                LabeledExample.newBuilder()
                    .setId(id)
                    .setTask("answers")
                    .setText("What grows?")
                    .setTextPair(passage)
                    .setTarget(new SpansTarget(right))
                    .setOccurredAt(START)
                    .build()));
    predictions.pipeInput(
        id, bytes(topics.predictions(), prediction(id, "answers", new SpansTarget(given)).build()));
  }

  @Test
  void shouldPublishCorrelationsAndErrorsOfScores() {
    double[][] pairs = {{1, 2}, {2, 2.5}, {4, 3}, {3, 5}};
    for (int i = 0; i < pairs.length; i++) {
      score("" + i, pairs[i][0], new ScoreTarget(pairs[i][1]));
    }
    Map<String, RollingMetric> published = publish();

    // scipy.stats.pearsonr and spearmanr of ([1, 2, 4, 3], [2, 2.5, 3, 5])
    assertThat(published.get("main:similarity:pearson:PREQUENTIAL:last-4:-:all").getValue())
        .isCloseTo(0.5399687630411976, within(1e-12));
    assertThat(published.get("main:similarity:spearman:PREQUENTIAL:last-4:-:all").getValue())
        .isCloseTo(0.8, within(1e-12));
    assertThat(published.get("main:similarity:mse:PREQUENTIAL:last-4:-:all").getValue())
        .isCloseTo((1 + 0.25 + 1 + 4) / 4, within(1e-12));
    assertThat(published.get("main:similarity:mae:PREQUENTIAL:last-4:-:all").getValue())
        .isCloseTo((1 + 0.5 + 1 + 2) / 4, within(1e-12));
    String minute = "1m:" + START.toEpochMilli() + ":all";
    assertThat(published)
        .as("ranks are not kept for windows of time")
        .hasSize(7)
        .containsKey("main:similarity:pearson:PREQUENTIAL:" + minute)
        .doesNotContainKey("main:similarity:spearman:PREQUENTIAL:" + minute);
  }

  @Test
  void shouldLeaveOutTheCorrelationOfConstantAnswers() {
    score("1", 1, new ScoreTarget(2.5));
    score("2", 4, new ScoreTarget(2.5));
    assertThat(publish().values())
        .extracting(RollingMetric::getMetric)
        .containsOnly("mse", "mae")
        .hasSize(4);
  }

  @Test
  void shouldPassOverScoresThatAreNoNumbers() {
    score("1", 1, new ScoreTarget(Double.NaN));
    score("2", Double.POSITIVE_INFINITY, new ScoreTarget(1d));
    score("3", 1e300, new ScoreTarget(-1e300));
    assertThat(counters.unscorable()).isEqualTo(2);
    assertThat(publish().values())
        .as("the square of what is huge is no number either")
        .allSatisfy(metric -> assertThat(metric.getValue()).isFinite());
  }

  @Test
  void shouldPublishJustTheMetricsATaskNames() {
    named.put("topic", List.of("matthews"));
    named.put("headline", List.of("rougeLsum"));
    label("1", "a");
    predict("1", "a", 3);
    headlineExamples.pipeInput(
        "1", bytes(topics.examples("headline"), headline("1", List.of("one two\nthree"))));
    predictions.pipeInput(
        "1", bytes(topics.predictions(), text("1", "headline", "three\none two")));
    Map<String, RollingMetric> published = publish();

    assertThat(published.values())
        .extracting(RollingMetric::getMetric)
        .containsOnly("matthews", "rougeLsum");
    assertThat(published.get("main:headline:rougeLsum:PREQUENTIAL:last-4:-:all").getValue())
        .as("lines may come in any order")
        .isEqualTo(1);
  }

  private void score(String id, double truth, ScoreTarget prediction) {
    driver
        .createInputTopic(
            topics.examples("similarity"), new StringSerializer(), new ByteArraySerializer())
        .pipeInput(
            id,
            bytes(
                topics.examples("similarity"),
                LabeledExample.newBuilder()
                    .setId(id)
                    .setTask("similarity")
                    .setText("text")
                    .setTarget(new ScoreTarget(truth))
                    .setOccurredAt(START)
                    .build()));
    predictions.pipeInput(
        id, bytes(topics.predictions(), prediction(id, "similarity", prediction).build()));
  }

  @Test
  void shouldScoreAPredictionWhoseLabelComesLate() {
    predict("1", "a", 3);
    pass(GRACE.minusSeconds(1));
    assertThat(metrics.isEmpty()).isTrue();
    label("1", "a");
    assertThat(publish().get("main:topic:accuracy:PREQUENTIAL:last-4:-:all").getCount())
        .isEqualTo(1);
  }

  @Test
  void shouldForgetAPredictionWhoseLabelDoesNotCome() {
    predict("1", "a", 3);
    pass(GRACE.plusSeconds(2));
    label("1", "a");
    assertThat(publish()).isEmpty();
    assertThat(counters.expired()).isEqualTo(1);
  }

  @Test
  void shouldCountAPredictionOnceHoweverOftenItComes() {
    predict("1", "a", 3);
    predict("1", "a", 3);
    label("1", "a");
    label("1", "a");
    predict("1", "a", 3);
    predict("1", "a", 4);
    RollingMetric accuracy = publish().get("main:topic:accuracy:PREQUENTIAL:last-4:-:all");
    assertThat(accuracy.getCount()).isEqualTo(2);
    assertThat(accuracy.getLastVersion()).isEqualTo(4);
    assertThat(counters.duplicates()).isEqualTo(2);
  }

  @Test
  void shouldKeepTasksApartThatShareAnId() {
    headlineExamples.pipeInput(
        "1", bytes(topics.examples("headline"), headline("1", List.of("a"))));
    predict("1", "a", 3);
    assertThat(publish()).isEmpty();
    label("1", "a");
    assertThat(publish()).containsKey("main:topic:accuracy:PREQUENTIAL:last-4:-:all");
  }

  @Test
  void shouldLetTheOldestGoWhenTheWindowIsFull() {
    for (int i = 0; i < 10; i++) {
      label("" + i, "a");
      predict("" + i, i < 7 ? "b" : "a", i);
    }
    RollingMetric accuracy = publish().get("main:topic:accuracy:PREQUENTIAL:last-4:-:all");
    assertThat(accuracy.getValue()).isEqualTo(0.75);
    assertThat(accuracy.getCount()).isEqualTo(4);
    assertThat(accuracy.getFirstVersion()).isEqualTo(6);
  }

  @Test
  void shouldPublishAtABoundedRate() {
    label("1", "a");
    predict("1", "a", 3);
    assertThat(metrics.isEmpty()).isTrue();
    assertThat(publish()).isNotEmpty();
    assertThat(publish()).as("nothing changed").isEmpty();
  }

  @Test
  void shouldPassOverWhatItCannotRead() {
    topicExamples.pipeInput("1", "no avro".getBytes(StandardCharsets.UTF_8));
    topicExamples.pipeInput("1", null);
    predictions.pipeInput("1", new byte[0]);
    predictions.pipeInput(null, new byte[] {0, 0, 0, 0, 99, 1});
    label("1", "a");
    predict("1", "a", 3);
    assertThat(publish()).hasSize(8);
    assertThat(counters.unreadable()).isEqualTo(4);
  }

  @Test
  void shouldPassOverAnswersOfAnotherTypeThanTheLabel() {
    label("1", "a");
    predictions.pipeInput("1", bytes(topics.predictions(), text("1", "topic", "a")));
    predictions.pipeInput(
        "1",
        bytes(
            topics.predictions(),
            prediction("1", "topic", new ScoreTarget(1d)).setVersion(4).build()));
    assertThat(publish()).isEmpty();
    assertThat(counters.unscorable()).isEqualTo(2);
  }

  @Test
  void shouldNotLetAClockThatIsAheadCloseTheWindowsOfTheOthers() {
    label("1", "a");
    predictions.pipeInput(
        "1",
        bytes(
            topics.predictions(),
            prediction("1", "topic", new LabelTarget("a"))
                .setPredictedAt(START.plus(Duration.ofDays(365)))
                .build()));
    label("2", "a");
    predict("2", "a", 3);
    RollingMetric accuracy =
        publish().get("main:topic:accuracy:PREQUENTIAL:1m:" + START.toEpochMilli() + ":all");
    assertThat(accuracy.getCount()).isEqualTo(2);
  }

  private void pass(Duration time) {
    now = now.plus(time);
    driver.advanceWallClockTime(time);
  }

  private Map<String, RollingMetric> publish() {
    pass(Duration.ofSeconds(1));
    return metrics.readKeyValuesToMap();
  }

  @Test
  void shouldNotTakeALabelFromTheTopicOfAnotherTask() {
    label(headlineExamples, "1", "b");
    label("1", "a");
    predict("1", "a", 3);
    assertThat(publish().get("main:topic:accuracy:PREQUENTIAL:last-4:-:all").getValue())
        .isEqualTo(1);
    assertThat(counters.unscorable()).isEqualTo(1);
  }

  @Test
  void shouldPassOverTextsTooLongForTheRecordsItKeeps() {
    label("1", "a".repeat(1_000_000));
    for (int version = 0; version < 100; version++) {
      predict("2", "a", version);
    }
    label("2", "a");
    assertThat(publish()).isNotEmpty();
    assertThat(counters.joined()).isEqualTo(16);
    assertThat(counters.unscorable()).isEqualTo(85);
  }

  private void label(String id, String label) {
    label(topicExamples, id, label);
  }

  private void label(TestInputTopic<String, byte[]> topic, String id, String label) {
    topic.pipeInput(
        id,
        bytes(
            topics.examples("topic"),
            LabeledExample.newBuilder()
                .setId(id)
                .setTask("topic")
                .setText("text")
                .setTarget(new LabelTarget(label))
                .setOccurredAt(START)
                .build()));
  }

  private static LabeledExample headline(String id, List<String> references) {
    return LabeledExample.newBuilder()
        .setId(id)
        .setTask("headline")
        .setText("text")
        .setTarget(new ReferencesTarget(references))
        .setOccurredAt(START)
        .build();
  }

  private void predict(String id, String label, long version) {
    predictions.pipeInput(id, bytes(topics.predictions(), labelled(id, label, version)));
  }

  private Prediction labelled(String id, String label, long version) {
    return prediction(id, "topic", new LabelTarget(label)).setVersion(version).build();
  }

  private Prediction text(String id, String task, String text) {
    return prediction(id, task, new ReferencesTarget(List.of(text))).build();
  }

  private Prediction.Builder prediction(String id, String task, Object output) {
    return Prediction.newBuilder()
        .setId(id)
        .setTask(task)
        .setModel("main")
        .setVersion(3)
        .setOutput(output)
        .setSplit(Split.PREQUENTIAL)
        .setLatencyMillis(1)
        .setPredictedAt(now);
  }

  private <T extends SpecificRecord> byte[] bytes(String topic, T value) {
    try (RecordSerializer<T> serializer = new RecordSerializer<>(registry)) {
      return serializer.serialize(topic, value);
    }
  }
}
