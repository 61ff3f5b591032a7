package io.headwater.cli.container;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.schemas.CheckpointAnnouncement;
import io.headwater.schemas.LabeledExample;
import io.headwater.schemas.Prediction;
import io.headwater.schemas.PredictionRequest;
import io.headwater.schemas.RecordOrigin;
import io.headwater.schemas.Topics;
import io.headwater.service.config.ServiceConfig;
import io.headwater.trainer.JournaledOffsets;
import io.headwater.trainer.JournaledOffsets.Place;
import io.headwater.trainer.LineageFeed;
import io.headwater.trainer.TrainerRig;
import io.headwater.trainer.TrainerRig.Message;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;

/** One model on a cluster of containers: its services, what is sent to them, what comes of it. */
final class Scene implements AutoCloseable {
  private static final Duration LOOK = Duration.ofMillis(100);
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int PARTITIONS = 2;
  private static final int EXAMPLES_AT_ONCE = 4;

  final TrainerRig rig;
  final Deployment deployment;
  final LineageFeed lineage;
  final PredictionFeed predictions;
  private final String model;
  private final Map<Place, LabeledExample> sent = new ConcurrentHashMap<>();
  private final Set<String> asked = ConcurrentHashMap.newKeySet();
  private final AtomicInteger next = new AtomicInteger();
  private final Random random = new Random(1);

  /**
   * Creates the topics of a model under a prefix of its own, and specifies its tasks, so that even
   * its first version can answer; no service is started.
   */
  Scene(ContainerCluster cluster, String model, Path folder) throws Exception {
    this.model = model;
    this.rig =
        new TrainerRig(cluster.bootstrapServers(), cluster.registryUrl(), model + ".", folder);
    Topics topics = rig.topics;
    rig.createTasks(PARTITIONS);
    rig.createTopics(
        PARTITIONS,
        topics.checkpoints(),
        topics.journal(),
        topics.deadLetters(),
        topics.requests(),
        topics.predictions(),
        topics.metrics());
    this.lineage = rig.feed(model);
    this.predictions =
        new PredictionFeed(model, rig.reader(Prediction.class, topics.predictions()));
    this.deployment = new Deployment(cluster, folder.resolve("tokenizer.json"), settings());
  }

  String model() {
    return model;
  }

  private Map<String, String> settings() {
    return Map.of(ServiceConfig.TOPIC_PREFIX, rig.topics.prefix(), ServiceConfig.MODEL_NAME, model);
  }

  /** Sends examples of both tasks in turn and waits until the brokers have them. */
  synchronized void send(int count) throws Exception {
    List<LabeledExample> examples = new ArrayList<>();
    List<Message> messages = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int number = next.getAndIncrement();
      String task = number % 2 == 0 ? TrainerRig.COLORS : TrainerRig.OPENINGS;
      LabeledExample example = TrainerRig.example(task, "example-" + number, random);
      examples.add(example);
      messages.add(rig.message(rig.topics.examples(task), example.getId(), example));
    }
    List<Place> places = rig.sendAll(messages);
    for (int i = 0; i < count; i++) {
      sent.put(places.get(i), examples.get(i));
    }
  }

  /** Something that may fail. */
  @FunctionalInterface
  interface Act {
    void run() throws Exception;
  }

  /** Does something while examples arrive. */
  void whileExamplesFlow(Act act) throws Exception {
    flow(act, () -> send(EXAMPLES_AT_ONCE));
  }

  /** Does something while examples and requests arrive. */
  void whileExamplesAndRequestsFlow(Act act) throws Exception {
    flow(
        act,
        () -> {
          send(EXAMPLES_AT_ONCE);
          ask(TrainerRig.COLORS, "sea leaf red");
        });
  }

  private static void flow(Act act, Act some) throws Exception {
    AtomicBoolean over = new AtomicBoolean();
    ExecutorService thread = Executors.newSingleThreadExecutor();
    Future<Void> flow =
        thread.submit(
            () -> {
              while (!over.get()) {
                some.run();
                TimeUnit.NANOSECONDS.sleep(LOOK.toNanos());
              }
              return null;
            });
    thread.shutdown();
    try {
      act.run();
    } finally {
      over.set(true);
      flow.get();
    }
  }

  /** Sends a request; returns its id. */
  String ask(String task, String text) throws Exception {
    String id = "request-" + next.getAndIncrement();
    PredictionRequest request =
        PredictionRequest.newBuilder()
            .setId(id)
            .setTask(task)
            .setText(text)
            .setRequestedAt(Instant.now())
            .build();
    rig.send(rig.topics.requests(), id, request);
    asked.add(id);
    return id;
  }

  /** Returns the examples sent so far, by where they are. */
  Map<Place, LabeledExample> sent() {
    return Map.copyOf(sent);
  }

  /** Waits until something holds; fails with the services' logs where one ends, or in time. */
  void await(String what, Callable<Boolean> reached) throws Exception {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!reached.call()) {
      if (deployment.awaitEnd(LOOK) || System.nanoTime() > deadline) {
        throw new AssertionError("not reached: " + what + "; " + this + "\n" + deployment.log());
      }
    }
  }

  /** Waits until all services say that they are healthy. */
  void awaitHealthy() throws Exception {
    await(
        "all healthy",
        () -> deployment.services().stream().allMatch(s -> s.isDown() || s.isHealthy()));
  }

  /** Waits until no member of a group is left that the brokers have heard of lately. */
  void awaitSilenceOf(String group) throws Exception {
    await(
        "silence of " + group,
        () ->
            rig.admin
                .describeConsumerGroups(List.of(group))
                .all()
                .get()
                .get(group)
                .members()
                .isEmpty());
  }

  /** Waits until a version has learned everything that was sent. */
  void awaitLearned() throws Exception {
    await(
        "all learned",
        () -> {
          lineage.look();
          return lineage.trainedThrough() >= sent.size();
        });
  }

  /** Waits until everything that was sent is scored. */
  void awaitScored() throws Exception {
    await(
        "all scored",
        () -> {
          predictions.look();
          return predictions.scored().size() >= sent.size();
        });
  }

  /** Waits until every request is answered. */
  void awaitAnswered() throws Exception {
    await(
        "all answered",
        () -> {
          predictions.look();
          return predictions.answered().size() >= asked.size();
        });
  }

  /** What was sent is learned once, scored once before that, answered once, and nothing refused. */
  void assertNothingLostOrTwice() {
    lineage.look();
    predictions.look();
    CheckpointAnnouncement newest = lineage.newest();
    JournaledOffsets journaled =
        JournaledOffsets.of(lineage.lineage().entries(newest.getVersion()));
    assertThat(journaled.skipped()).as("offsets not learned").isEmpty();
    assertThat(journaled.trained())
        .as("offsets learned")
        .doesNotHaveDuplicates()
        .containsExactlyInAnyOrderElementsOf(sent.keySet());
    TrainerRig.assertEveryOffsetOnce(lineage.lineage(), newest);
    assertThat(rig.readBytes(rig.topics.deadLetters())).as("dead letters").isEmpty();
    assertScoredOnceBeforeLearned();
    assertThat(predictions.answered())
        .as("answers to requests")
        .extracting(Prediction::getId)
        .containsExactlyInAnyOrderElementsOf(asked);
  }

  private void assertScoredOnceBeforeLearned() {
    Map<Long, CheckpointAnnouncement> versions =
        lineage.announcements().stream()
            .collect(
                Collectors.toMap(
                    CheckpointAnnouncement::getVersion, Function.identity(), (a, b) -> b));
    assertThat(predictions.scored())
        .as("examples scored")
        .extracting(prediction -> place(prediction.getOrigin()))
        .doesNotHaveDuplicates()
        .containsExactlyInAnyOrderElementsOf(sent.keySet());
    assertThat(predictions.scored())
        .allSatisfy(
            prediction ->
                assertThat(
                        cut(versions.get(prediction.getVersion()), place(prediction.getOrigin())))
                    .as("cut of version %s", prediction.getVersion())
                    .isLessThanOrEqualTo(prediction.getOrigin().getOffset()));
  }

  private static long cut(CheckpointAnnouncement version, Place place) {
    return version.getPositions().stream()
        .filter(position -> position.getTopic().equals(place.topic()))
        .filter(position -> position.getPartition() == place.partition())
        .mapToLong(position -> position.getNextOffset())
        .findAny()
        .orElse(0);
  }

  static Place place(RecordOrigin origin) {
    return new Place(origin.getTopic(), origin.getPartition(), origin.getOffset());
  }

  @Override
  public String toString() {
    return sent.size()
        + " sent, "
        + lineage.trainedThrough()
        + " learned, "
        + predictions.scored().size()
        + " scored, "
        + predictions.answered().size()
        + " of "
        + asked.size()
        + " requests answered";
  }

  @Override
  public void close() {
    deployment.close();
    predictions.close();
    lineage.close();
    rig.close();
  }
}
