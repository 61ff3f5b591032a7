package io.headwater.trainer.internal;

import ai.djl.Device;
import io.headwater.model.ModelConfig;
import io.headwater.model.ModelSnapshot;
import io.headwater.model.ScoreScale;
import io.headwater.model.TaskModule;
import io.headwater.model.learning.ComputeSettings;
import io.headwater.model.learning.Learner;
import io.headwater.model.learning.Learners;
import io.headwater.model.learning.OptimizerSettings.AdamW;
import io.headwater.model.learning.RateFactors;
import io.headwater.model.learning.RowTarget;
import io.headwater.model.learning.TrainingRow;
import io.headwater.schemas.JournalEntry;
import io.headwater.schemas.RollingMetric;
import io.headwater.schemas.Split;
import io.headwater.schemas.TaskKind;
import io.headwater.schemas.TaskSpec;
import io.headwater.schemas.TrainerEvent;
import io.headwater.schemas.TrainingStep;
import io.headwater.schemas.contract.SourcePartition;
import io.headwater.schemas.serde.InMemorySchemaRegistry;
import io.headwater.schemas.serde.RecordDeserializer;
import io.headwater.schemas.serde.RecordSerializer;
import io.headwater.service.topic.TopicReader.Entry;
import io.headwater.trainer.TrainerConfig;
import io.headwater.trainer.internal.assembly.AdoptedTask;
import io.headwater.trainer.internal.batch.Batch;
import io.headwater.trainer.internal.batch.PreparedRow;
import io.headwater.trainer.internal.batch.StepSeeds;
import io.headwater.trainer.internal.fake.Samples;
import io.headwater.trainer.internal.journal.Journal;
import io.headwater.trainer.internal.schedule.LearningRateSchedule;
import io.headwater.trainer.internal.step.WeightedSteps;
import io.headwater.trainer.weighting.LiveWeighting;
import io.headwater.trainer.weighting.TaskWeighting;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A step runner with a real, tiny learner of three tasks, and the journal it writes. */
final class WeighingRig implements AutoCloseable {
  static final String TOPIC = "topic";
  static final String TONE = "tone";
  static final String GRADE = "grade";

  private static final String JOURNAL = "t.journal";
  private static final List<TaskModule> TASKS =
      List.of(
          new TaskModule(TOPIC, TaskKind.CLASSIFICATION, List.of("a", "b", "c"), -1, 12, 0),
          new TaskModule(TONE, TaskKind.CLASSIFICATION, List.of("good", "bad"), -1, 12, 0),
          new TaskModule(GRADE, TaskKind.REGRESSION, List.of(), -1, 12, 0, new ScoreScale(1, 6)));
  private static final ModelConfig SHAPE =
      new ModelConfig(50, 16, 24, 2, 4, 2, 32, 10_000, 1e-5, false, 16, 0, 1);
  private static final SourcePartition SOURCE = new SourcePartition("t.examples.a", "id", 0);

  final QualityBoard quality = new QualityBoard("m");
  private final TrainerConfig config;
  private final Learner learner;
  private final TaskWeighting weighting;
  private final StepRunner runner;
  private final InMemorySchemaRegistry registry = new InMemorySchemaRegistry();
  private final MockProducer<byte[], byte[]> producer =
      new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());

  private WeighingRig(TrainerConfig config, Learner learner, Map<String, String> stored) {
    this.config = config;
    this.learner = learner;
    this.weighting = config.weighting().create();
    ShapingSettings.restore(weighting, stored);
    Journal journal =
        new Journal(
            producer,
            new RecordSerializer<>(registry),
            JOURNAL,
            "m",
            1,
            0,
            Clock.systemUTC(),
            failure -> {
              throw new AssertionError(failure);
            });
    this.runner =
        new StepRunner(
            new WeightedSteps(
                learner,
                weighting,
                LearningRateSchedule.constantAfterWarmUp(5e-3, 0),
                RateFactors.NONE,
                1,
                new StepSeeds(1)),
            learner,
            weighting instanceof LiveWeighting live
                ? new LiveQuality(live, quality, journal)
                : BlockListener.NOTHING,
            journal,
            new StatusBoard());
    for (int i = 0; i < TASKS.size(); i++) {
      setTask(i, 1);
    }
  }

  /** Starts a new model. */
  static WeighingRig start(Map<String, String> settings) {
    Learner learner = Learners.create(ComputeSettings.on(Device.cpu()), SHAPE, AdamW.DEFAULT, 3);
    TASKS.forEach(task -> learner.adopt(task, 3));
    return new WeighingRig(new TrainerConfig(settings), learner, Map.of());
  }

  /** Goes on from what a checkpoint made now would hold. */
  WeighingRig resume() {
    try (ModelSnapshot cut = learner.snapshot()) {
      return new WeighingRig(
          config,
          Learners.restore(
              ComputeSettings.on(Device.cpu()),
              SHAPE,
              AdamW.DEFAULT,
              TASKS,
              cut.trunk(),
              cut.modules(),
              cut.optimizer()),
          new ShapingSettings(
                  config,
                  config.trunk(Samples.encoder()),
                  config.optimizer(),
                  config.compute(),
                  Map.of())
              .store(weighting));
    }
  }

  void setTask(int index, double lossWeight) {
    TaskModule module = TASKS.get(index);
    TaskSpec spec =
        TaskSpec.newBuilder()
            .setName(module.task())
            .setKind(module.kind())
            .setLabels(module.labels())
            .setLossWeight(lossWeight)
            .build();
    boolean unused = runner.setTask(AdoptedTask.bind(index, module, spec));
  }

  /**
   * Begins a block and takes a step with rows of some of the tasks, which follow from its number.
   */
  void step(long number, Set<String> present) {
    SplittableRandom random = new SplittableRandom(number);
    List<PreparedRow> rows = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      TaskModule task = TASKS.get(i % TASKS.size());
      if (present.contains(task.task())) {
        rows.add(new PreparedRow(SOURCE, number * 100 + i, row(i % TASKS.size(), random)));
      }
    }
    runner.beginBlock();
    runner.step(new Batch(number, rows), 0);
    runner.settle();
  }

  private static TrainingRow row(int task, SplittableRandom random) {
    int[] input = random.ints(1 + random.nextInt(12), 4, 50).toArray();
    TaskModule module = TASKS.get(task);
    RowTarget target =
        module.kind() == TaskKind.REGRESSION
            ? new RowTarget.Score(input[0] % 6 / 5d)
            : new RowTarget.Label(input[0] % module.labels().size());
    return new TrainingRow(task, input, target, 1);
  }

  /** Puts a value on the metrics topic. */
  void publish(String model, String task, Split split, double value, long at) {
    publish(model, task, "accuracy", split, "last-1000", value, at);
  }

  void publish(
      String model, String task, String metric, Split split, String window, double value, long at) {
    RollingMetric published =
        RollingMetric.newBuilder()
            .setModel(model)
            .setTask(task)
            .setMetric(metric)
            .setSplit(split)
            .setWindow(window)
            .setWindowStart(Instant.EPOCH)
            .setWindowEnd(Instant.ofEpochMilli(at))
            .setValue(value)
            .setCount(1000)
            .setFirstVersion(1)
            .setLastVersion(2)
            .setPublishedAt(Instant.ofEpochMilli(at))
            .build();
    quality.add(new Entry<>("key", Optional.of(published), 2, 1000 + at));
  }

  /** Returns the steps journaled so far. */
  List<TrainingStep> steps() {
    return bodies(TrainingStep.class);
  }

  /** Returns the events journaled so far. */
  List<TrainerEvent> events() {
    return bodies(TrainerEvent.class);
  }

  private <T> List<T> bodies(Class<T> type) {
    RecordDeserializer<JournalEntry> entries =
        new RecordDeserializer<>(registry, JournalEntry.class);
    return producer.history().stream()
        .map(message -> entries.deserialize(JOURNAL, message.value()).getBody())
        .filter(type::isInstance)
        .map(type::cast)
        .toList();
  }

  @Override
  public void close() {
    learner.close();
  }
}
