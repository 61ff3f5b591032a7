package io.headwater.trainer.internal;

import io.headwater.model.serving.InputText;
import io.headwater.schemas.LabeledExample;
import io.headwater.schemas.RollingMetric;
import io.headwater.schemas.TaskSpec;
import io.headwater.schemas.Topics;
import io.headwater.schemas.serde.RecordDeserializer;
import io.headwater.service.lifecycle.Lifecycle;
import io.headwater.service.retry.Retry;
import io.headwater.service.topic.TopicFollower;
import io.headwater.service.topic.TopicReader;
import io.headwater.trainer.ComputeConfig;
import io.headwater.trainer.OptimizerConfig;
import io.headwater.trainer.TrainerConfig;
import io.headwater.trainer.internal.assembly.BlockAssembler;
import io.headwater.trainer.internal.assembly.ExampleDecoder;
import io.headwater.trainer.internal.assembly.ModulePlanner;
import io.headwater.trainer.internal.assembly.ParallelMapper;
import io.headwater.trainer.internal.assembly.PendingLabels;
import io.headwater.trainer.internal.assembly.RowEncoder;
import io.headwater.trainer.internal.assembly.TaskRegistry;
import io.headwater.trainer.internal.batch.Batcher;
import io.headwater.trainer.internal.batch.StepSeeds;
import io.headwater.trainer.internal.discovery.Discovery;
import io.headwater.trainer.internal.step.WeightedSteps;
import io.headwater.trainer.internal.stream.BlockBuffer;
import io.headwater.trainer.internal.stream.PartitionPoller;
import io.headwater.trainer.weighting.LiveWeighting;
import io.headwater.trainer.weighting.TaskWeighting;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Wires the parts of a session that learn, from the examples topics to the step. They build on the
 * parts that {@link TrainerModule} wires.
 */
// Longer than most classes: one short method for each part.
class LearningModule {
  private static final int MOST_ASSEMBLERS = 8;

  /** Half of the stop timeout is for the last checkpoint, and half of that for a full disk. */
  private static final int LAST_CHECKPOINT_PART = 4;

  private final TrainerModule base;
  private final RecoveredModel model;
  private final TrainerConfig config;
  private final ComputeConfig compute;
  private final Lifecycle lifecycle;
  private final StatusBoard board;
  private final Topics topics;
  private final Parts parts;

  LearningModule(
      TrainerModule base,
      RecoveredModel model,
      TrainerConfig config,
      ComputeConfig compute,
      Lifecycle lifecycle,
      StatusBoard board,
      Parts parts) {
    this.base = base;
    this.model = model;
    this.config = config;
    this.compute = compute;
    this.lifecycle = lifecycle;
    this.board = board;
    this.topics = config.topics();
    this.parts = parts;
  }

  ShapingSettings shaping() throws Exception {
    return parts.one(
        ShapingSettings.class,
        () ->
            new ShapingSettings(
                config,
                config.trunk(model.learner().config()),
                optimizer(),
                compute,
                model.from().trainerState()));
  }

  private OptimizerConfig optimizer() {
    return config.optimizer(model.learner().config());
  }

  TaskWeighting weighting() throws Exception {
    return parts.one(
        TaskWeighting.class,
        () -> {
          TaskWeighting weighting = config.weighting().create();
          ShapingSettings.restore(weighting, model.from().trainerState());
          return weighting;
        });
  }

  TaskStates taskStates() throws Exception {
    return parts.one(TaskStates.class, () -> new TaskStates(model.from().trainerState()));
  }

  QualityBoard quality() throws Exception {
    return parts.one(QualityBoard.class, () -> new QualityBoard(config.modelName()));
  }

  BlockListener listener() throws Exception {
    return parts.one(
        BlockListener.class,
        () ->
            weighting() instanceof LiveWeighting live
                ? new LiveQuality(live, quality(), base.journal())
                : BlockListener.NOTHING);
  }

  StepRunner stepRunner() throws Exception {
    return parts.one(
        StepRunner.class,
        () -> {
          OptimizerConfig optimizer = optimizer();
          return new StepRunner(
              new WeightedSteps(
                  model.learner(),
                  weighting(),
                  optimizer.schedule(),
                  optimizer.rateFactors(),
                  optimizer.clipNorm(),
                  new StepSeeds(shaping().seed())),
              model.learner(),
              listener(),
              base.journal(),
              board);
        });
  }

  CutState cutState() throws Exception {
    return parts.one(
        CutState.class,
        () ->
            new CutState(
                new CutState.Identity(config.modelName(), model.clusterId(), model.epoch()),
                model.from(),
                base.publishedLetters()));
  }

  Checkpointer checkpointer() throws Exception {
    return parts.one(
        Checkpointer.class,
        () -> {
          ShapingSettings shaping = shaping();
          TaskWeighting weighting = weighting();
          TaskStates states = taskStates();
          return new Checkpointer(
              model.learner(),
              base.journal(),
              () -> {
                Map<String, String> state = new TreeMap<>(shaping.store(weighting));
                state.putAll(states.store());
                return state;
              },
              cutState(),
              base.checkpointQueue(),
              base.checkpointWatch(),
              base.cutPolicy(),
              new Checkpointer.Limits(
                  config.millis(TrainerConfig.CHECKPOINT_AHEAD_MS),
                  config.stopTimeout().dividedBy(LAST_CHECKPOINT_PART)),
              System::nanoTime,
              board,
              lifecycle);
        });
  }

  TaskUpdater taskUpdater() throws Exception {
    return parts.one(
        TaskUpdater.class,
        () ->
            new TaskUpdater(
                model.learner(),
                stepRunner(),
                cutState(),
                base.journal(),
                taskStates(),
                shaping().seed()));
  }

  WorkQueue workQueue() throws Exception {
    return parts.one(
        WorkQueue.class,
        () ->
            new WorkQueue(
                config.getInt(TrainerConfig.BATCH_QUEUE),
                config.getLong(TrainerConfig.BLOCK_BYTES),
                lifecycle));
  }

  StepLoop stepLoop() throws Exception {
    return parts.one(
        StepLoop.class,
        () ->
            new StepLoop(
                workQueue(),
                stepRunner(),
                taskUpdater(),
                cutState(),
                checkpointer(),
                base.journal(),
                board,
                lifecycle));
  }

  Discovery discovery() throws Exception {
    return parts.closeable(
        Discovery.class,
        () -> {
          ControlTopics control = base.controlTopics();
          TopicReader<TaskSpec> specs =
              Retry.USUAL.call(
                  "read tasks",
                  lifecycle::awaitClosing,
                  () -> control.reader(TaskSpec.class, topics.tasks()));
          return new Discovery(base.admin(), topics, specs);
        });
  }

  TaskRegistry tasks() throws Exception {
    return parts.one(
        TaskRegistry.class,
        () ->
            new TaskRegistry(
                new ModulePlanner(model.learner().config(), model.tokenizer()),
                model.learner().tasks(),
                PendingLabels.restore(model.from().trainerState())));
  }

  BlockBuffer buffer() throws Exception {
    return parts.one(
        BlockBuffer.class,
        () ->
            new BlockBuffer(
                config.getInt(TrainerConfig.BLOCK_RECORDS),
                config.getLong(TrainerConfig.BLOCK_BYTES),
                config.millis(TrainerConfig.BLOCK_WAIT_MS).toNanos(),
                System::nanoTime));
  }

  PartitionPoller poller() throws Exception {
    return parts.one(
        PartitionPoller.class,
        () -> new PartitionPoller(base.clients().examplesReader(), buffer()));
  }

  BlockAssembler assembler() throws Exception {
    return parts.one(
        BlockAssembler.class,
        () ->
            new BlockAssembler(
                topics,
                tasks(),
                new ExampleDecoder(
                    new RecordDeserializer<>(base.registry(), LabeledExample.class),
                    new RowEncoder(
                        model.tokenizer(),
                        InputText.of(model.learner().config(), model.tokenizer()))),
                new Batcher(config.getInt(TrainerConfig.BATCH_TOKENS)),
                new StepSeeds(shaping().seed()),
                parts.add(new ParallelMapper(assemblers())),
                model.from().step()));
  }

  /** Returns the number of assembler threads: few, since the step needs most processors. */
  private static int assemblers() {
    return Math.max(1, Math.min(MOST_ASSEMBLERS, Runtime.getRuntime().availableProcessors() / 4));
  }

  PartitionManager partitions() throws Exception {
    return parts.one(
        PartitionManager.class,
        () ->
            new PartitionManager(
                buffer(),
                poller(),
                tasks(),
                config.millis(TrainerConfig.TASK_WAIT_MS),
                model.from().positions()));
  }

  AssembleLoop assembleLoop() throws Exception {
    return parts.one(
        AssembleLoop.class,
        () ->
            new AssembleLoop(
                discovery(), buffer(), partitions(), tasks(), assembler(), workQueue(), lifecycle));
  }

  /** Returns a supplier of the lag, safe for use by any thread. */
  Supplier<OptionalLong> lag() throws Exception {
    CutState cut = cutState();
    PartitionPoller poller = poller();
    return () -> cut.lag(poller.ends());
  }

  Workers workers() throws Exception {
    return parts.closeable(Workers.class, () -> new Workers(lifecycle));
  }

  /** Returns the follower of the metrics topic, if the weighting reads metrics. */
  Optional<TopicFollower<RollingMetric>> metricsFollower() throws Exception {
    if (!(weighting() instanceof LiveWeighting)) {
      return Optional.empty();
    }
    ControlTopics control = base.controlTopics();
    return Optional.of(
        parts.add(
            new TopicFollower<>(
                topics.metrics(),
                () -> control.reader(RollingMetric.class, topics.metrics()),
                quality())));
  }
}
