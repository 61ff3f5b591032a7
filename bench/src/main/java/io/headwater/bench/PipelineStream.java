package io.headwater.bench;

import io.headwater.client.ExampleProducer;
import io.headwater.client.ExampleProducerConfig;
import io.headwater.cluster.EmbeddedCluster;
import io.headwater.ingest.demo.DemoPlan;
import io.headwater.ingest.demo.DemoStream;
import io.headwater.ingest.demo.DemoText;
import io.headwater.ingest.javadoc.LibraryComments;
import io.headwater.model.tokenizer.BpeTrainer;
import io.headwater.schemas.CheckpointAnnouncement;
import io.headwater.schemas.JournalEntry;
import io.headwater.schemas.LabeledExample;
import io.headwater.schemas.TaskSpec;
import io.headwater.schemas.TrainingStep;
import io.headwater.service.config.ServiceConfig;
import io.headwater.service.topic.TopicReader;
import io.headwater.trainer.Trainer;
import io.headwater.trainer.TrainerConfig;
import io.headwater.trainer.TrainerStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * The streamed side of {@code bench pipeline}: a trainer whose topics are filled round by round.
 *
 * <p>Between rounds it is idle, so that it does not disturb the other side.
 */
final class PipelineStream implements AutoCloseable {
  private static final int VOCABULARY = 4096;
  private static final long TOKENIZER_BYTES = 2_000_000;
  private static final long SEED = 1;
  private static final Duration LOOK = Duration.ofMillis(100);

  /** Longest wait for a full block: longer than sending a round, so that all blocks are full. */
  private static final long FULL_BLOCKS_MILLIS = 5_000;

  private final TrainerConfig config;
  private final DemoStream examples;
  private final Map<String, Deque<LabeledExample>> waiting = new LinkedHashMap<>();
  private final ExampleProducer producer;
  private final Trainer trainer;
  private final TopicReader<JournalEntry> journal;
  private final TopicReader<CheckpointAnnouncement> checkpoints;
  private long produced;

  /**
   * What the trainer did in a round.
   *
   * @param steps the round's steps, as the journal recorded them
   * @param stallMillis pauses of the step thread for checkpoints that were observed
   * @param checkpoints number of versions announced before the last step was done
   * @param busy processor time of each group of threads, as a share of the round's time
   */
  record Round(
      List<JournaledStep> steps,
      List<Double> stallMillis,
      int checkpoints,
      Map<String, Double> busy) {}

  private PipelineStream(
      TrainerConfig config, DemoStream examples, ExampleProducer producer, Trainer trainer) {
    this.config = config;
    this.examples = examples;
    this.producer = producer;
    this.trainer = trainer;
    examples.tasks().forEach(task -> waiting.put(task.getName(), new ArrayDeque<>()));
    this.journal = TopicReader.open(config, List.of(config.topics().journal()), JournalEntry.class);
    this.checkpoints =
        TopicReader.open(
            config, List.of(config.topics().checkpoints()), CheckpointAnnouncement.class);
  }

  /**
   * Starts a trainer that knows the demo's tasks and has nothing to learn yet.
   *
   * @param folder folder for the tokenizer and checkpoints
   * @param own the trainer's settings, in addition to those of the cluster
   */
  static PipelineStream start(EmbeddedCluster cluster, Path folder, Map<String, String> own)
      throws Exception {
    List<LibraryComments> libraries = DemoText.libraries();
    DemoStream examples =
        new DemoStream(
            libraries,
            new DemoPlan(SEED, libraries.size(), 0, 1, Instant.now(), Duration.ofMillis(1)));
    Path tokenizer = folder.resolve("tokenizer.json");
    Files.write(tokenizer, new BpeTrainer(VOCABULARY).train(examples.texts(TOKENIZER_BYTES)));
    Map<String, String> common =
        Map.of(
            ServiceConfig.BOOTSTRAP_SERVERS,
            cluster.bootstrapServers(),
            ServiceConfig.SCHEMA_REGISTRY_URL,
            cluster.registryUrl(),
            ServiceConfig.CHECKPOINT_STORE,
            "file:" + folder.resolve("checkpoints"),
            ServiceConfig.STOP_TIMEOUT_MS,
            "60000");
    Map<String, String> settings = new HashMap<>(common);
    settings.put(TrainerConfig.TOKENIZER_FILE, tokenizer.toString());
    settings.put(TrainerConfig.BLOCK_WAIT_MS, Long.toString(FULL_BLOCKS_MILLIS));
    settings.putAll(own);
    Map<String, String> ingest = new HashMap<>(common);
    ingest.put(ExampleProducerConfig.PARTITIONS, "1");
    ExampleProducer producer = new ExampleProducer(new ExampleProducerConfig(ingest));
    for (TaskSpec task : examples.tasks()) {
      var unused = producer.declare(task);
    }
    TrainerConfig config = new TrainerConfig(settings);
    Trainer trainer = Trainer.start(config);
    while (trainer.status().version().isEmpty()) {
      requireHealth(trainer);
    }
    return new PipelineStream(config, examples, producer, trainer);
  }

  /** Returns the trainer's settings. */
  TrainerConfig config() {
    return config;
  }

  /** Returns the specifications of the tasks. */
  List<TaskSpec> tasks() {
    return examples.tasks();
  }

  /**
   * Sends enough examples for {@code blocks} full blocks, and returns when they are learned, their
   * steps are in the journal, and a version with the last step is announced.
   */
  Round round(int blocks) throws InterruptedException, IOException {
    ThreadTimes before = ThreadTimes.now();
    send(blocks * config.getInt(TrainerConfig.BLOCK_RECORDS));
    TreeSet<Double> stalls = new TreeSet<>();
    await(
        status -> {
          stalls.add(status.lastStallMillis());
          return status.examples() + status.deadLetters().values().stream().mapToLong(n -> n).sum()
              >= produced;
        });
    Map<String, Double> busy = ThreadTimes.now().sharesSince(before);
    int announcedMeanwhile = checkpoints.readToEnd().size();
    long last = trainer.status().step();
    List<JournaledStep> steps = new ArrayList<>();
    while (steps.isEmpty() || steps.get(steps.size() - 1).step().getStep() < last) {
      read(steps);
    }
    long[] announced = {0};
    await(
        status -> {
          stalls.add(status.lastStallMillis());
          checkpoints.readToEnd().stream()
              .flatMap(entry -> entry.value().stream())
              .forEach(version -> announced[0] = version.getStep());
          return announced[0] >= last;
        });
    return new Round(steps, List.copyOf(stalls), announcedMeanwhile, busy);
  }

  private void read(List<JournaledStep> steps) {
    for (TopicReader.Entry<JournalEntry> entry : journal.readToEnd()) {
      JournalEntry value = entry.value().orElseThrow();
      if (value.getBody() instanceof TrainingStep step) {
        steps.add(new JournaledStep(value.getRecordedAt(), step));
      }
    }
  }

  private void send(int perTask) throws InterruptedException {
    for (int i = 0; i < perTask; i++) {
      for (String task : waiting.keySet()) {
        var unused = producer.send(next(task));
        produced++;
      }
    }
    producer.flush();
  }

  /** Returns the stream's next example of a task; examples of other tasks are kept for later. */
  private LabeledExample next(String task) {
    while (waiting.get(task).isEmpty()) {
      if (!examples.hasNext()) {
        throw new NoSuchElementException("the demo's text is too short for so many blocks");
      }
      LabeledExample example = examples.next();
      waiting.get(example.getTask()).add(example);
    }
    return waiting.get(task).remove();
  }

  /** Waits for a status; fails if the trainer stops. */
  private void await(Predicate<TrainerStatus> reached) throws InterruptedException {
    while (!reached.test(trainer.status())) {
      requireHealth(trainer);
    }
  }

  private static void requireHealth(Trainer trainer) throws InterruptedException {
    if (trainer.awaitTermination(LOOK)) {
      throw new IllegalStateException("the trainer stopped");
    }
  }

  @Override
  public void close() {
    try (journal;
        checkpoints;
        producer) {
      trainer.abandon();
    }
  }
}
