package io.headwater.bench;

import io.headwater.model.ModelConfig;
import io.headwater.model.ModelSizes;
import io.headwater.model.learning.Learner;
import io.headwater.model.learning.Learners;
import io.headwater.model.learning.StepResult;
import io.headwater.model.learning.StepSettings;
import io.headwater.model.learning.TaskWeights;
import io.headwater.model.learning.TrainingRow;
import io.headwater.model.serving.InputText;
import io.headwater.model.tokenizer.SpecialTokens;
import io.headwater.model.tokenizer.Tokenizer;
import io.headwater.model.tokenizer.Tokenizers;
import io.headwater.schemas.LabeledExample;
import io.headwater.schemas.OffsetRun;
import io.headwater.schemas.TaskSpec;
import io.headwater.schemas.TaskStep;
import io.headwater.schemas.TopicSource;
import io.headwater.schemas.TrainingStep;
import io.headwater.schemas.contract.Validated;
import io.headwater.schemas.serde.RecordDeserializer;
import io.headwater.schemas.serde.SchemaRegistry;
import io.headwater.service.topic.TopicReader;
import io.headwater.trainer.TrainerConfig;
import io.headwater.trainer.internal.assembly.AdoptedTask;
import io.headwater.trainer.internal.assembly.ExampleDecoder;
import io.headwater.trainer.internal.assembly.ModulePlanner;
import io.headwater.trainer.internal.assembly.RowEncoder;
import io.headwater.trainer.internal.assembly.TaskChange;
import io.headwater.trainer.internal.assembly.TaskRegistry;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Replays journaled steps from memory.
 *
 * <p>A new learner gets the batches that the journal's offsets name, row by row in order, with the
 * journal's rates, weights and seeds. On a CPU with the same number of threads, the losses must be
 * exactly equal.
 */
final class StepReplay implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(100);

  private final TrainerConfig config;
  private final SchemaRegistry registry;
  private final Consumer<byte[], byte[]> records;
  private final Tokenizer tokenizer;
  private final ExampleDecoder decoder;
  private final TaskRegistry tasks;
  private final Learner learner;
  private final Map<Place, ConsumerRecord<byte[], byte[]>> log = new HashMap<>();

  private record Place(String topic, int partition, long offset) {}

  /**
   * A batch and the settings of its step.
   *
   * @param journaled the step as it was journaled
   * @param rows the step's rows, in the journal's order
   * @param settings rate, weights and seed of the journal
   */
  record ReplayedBatch(TrainingStep journaled, List<TrainingRow> rows, StepSettings settings) {}

  /**
   * The result of a replay.
   *
   * @param steps the steps, with the times at which they were replayed
   * @param sameLosses number of steps whose losses equal those in the journal exactly
   * @param computingMillis time of each update
   */
  record Outcome(List<JournaledStep> steps, int sameLosses, List<Double> computingMillis) {}

  /**
   * Makes a learner the way a trainer with these settings and no checkpoint does.
   *
   * @param specs specifications of all tasks, as they were when the trainer started
   */
  StepReplay(TrainerConfig config, List<TaskSpec> specs) throws IOException {
    this.config = config;
    this.registry = config.openRegistry();
    this.records = TopicReader.consumer(config);
    this.tokenizer = Tokenizers.load(config.tokenizerFile().orElseThrow());
    ModelConfig shape =
        ModelSizes.named(
            config.getString(TrainerConfig.MODEL_SIZE),
            tokenizer.vocabularySize(),
            tokenizer.idOf(SpecialTokens.PAD),
            tokenizer.idOf(SpecialTokens.END));
    this.decoder =
        new ExampleDecoder(
            new RecordDeserializer<>(registry, LabeledExample.class),
            new RowEncoder(tokenizer, InputText.of(shape, tokenizer)));
    this.learner = learner(config, shape);
    this.tasks = new TaskRegistry(new ModulePlanner(shape, tokenizer), List.of(), Map.of());
    SortedMap<String, TaskSpec> byName = new TreeMap<>();
    specs.forEach(spec -> byName.put(spec.getName(), spec));
    for (TaskChange change : tasks.update(byName)) {
      if (change instanceof TaskChange.Adopted adopted) {
        learner.adopt(adopted.task().module(), config.getLong(TrainerConfig.SEED));
      }
    }
  }

  private static Learner learner(TrainerConfig config, ModelConfig shape) {
    return Learners.create(
        config.compute().settings(),
        shape,
        config.optimizer().settings(),
        config.getLong(TrainerConfig.SEED));
  }

  /** Rebuilds the batches of journaled steps. */
  List<ReplayedBatch> batches(List<TrainingStep> steps) {
    readExamples();
    return steps.stream().map(this::batch).toList();
  }

  /** Replays steps, which must directly follow those replayed before. */
  Outcome run(List<ReplayedBatch> batches) {
    List<JournaledStep> done = new ArrayList<>();
    List<Double> computing = new ArrayList<>();
    int same = 0;
    for (ReplayedBatch batch : batches) {
      long start = System.nanoTime();
      StepResult result = learner.step(batch.rows(), batch.settings());
      computing.add((System.nanoTime() - start) / 1e6);
      done.add(new JournaledStep(Instant.now(), batch.journaled()));
      same += hasLosses(result, batch.journaled()) ? 1 : 0;
    }
    return new Outcome(done, same, computing);
  }

  private boolean hasLosses(StepResult result, TrainingStep step) {
    return step.getTasks().stream()
        .allMatch(task -> result.losses().get(index(task)).equals(task.getLoss()));
  }

  private ReplayedBatch batch(TrainingStep step) {
    List<TrainingRow> rows = new ArrayList<>();
    for (OffsetRun run : step.getRows()) {
      TopicSource source = step.getSources().get(run.getSource());
      for (long offset = run.getFrom(); offset < run.getFrom() + run.getCount(); offset++) {
        rows.add(row(new Place(source.getTopic(), source.getPartition(), offset)));
      }
    }
    List<Double> weights = new ArrayList<>(Collections.nCopies(learner.tasks().size(), 0.0));
    for (TaskStep task : step.getTasks()) {
      weights.set(index(task), task.getWeight());
    }
    return new ReplayedBatch(
        step,
        rows,
        new StepSettings(
            step.getLearningRate(),
            config.optimizer().rateFactors(),
            config.optimizer().clipNorm(),
            new TaskWeights.Given(weights),
            step.getSeed()));
  }

  private int index(TaskStep task) {
    return tasks.adopted(task.getTask()).orElseThrow().index();
  }

  private TrainingRow row(Place place) {
    ConsumerRecord<byte[], byte[]> message = log.remove(place);
    if (message == null) {
      throw new IllegalStateException(place + " was trained on twice, or is not on its topic");
    }
    String name = config.topics().taskOf(place.topic());
    AdoptedTask task = tasks.adopted(name).orElseThrow();
    if (decoder.read(message, name, tasks.contract(name))
        instanceof Validated.Accepted<LabeledExample> valid) {
      return decoder.row(task, valid.value());
    }
    throw new IllegalStateException(place + " was trained on but is refused now");
  }

  private void readExamples() {
    if (records.assignment().isEmpty()) {
      List<TopicPartition> partitions =
          learner.tasks().stream()
              .map(task -> config.topics().examples(task.task()))
              .flatMap(topic -> records.partitionsFor(topic).stream())
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      records.assign(partitions);
      records.seekToBeginning(partitions);
    }
    Map<TopicPartition, Long> ends = records.endOffsets(records.assignment());
    while (ends.entrySet().stream().anyMatch(e -> records.position(e.getKey()) < e.getValue())) {
      for (ConsumerRecord<byte[], byte[]> message : records.poll(POLL)) {
        log.put(new Place(message.topic(), message.partition(), message.offset()), message);
      }
    }
  }

  @Override
  public void close() {
    try (registry;
        records;
        tokenizer) {
      learner.close();
    }
  }
}
