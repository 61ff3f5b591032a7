package io.headwater.trainer.internal;

import io.headwater.schemas.TrainerEventType;
import io.headwater.service.lifecycle.Lifecycle;
import io.headwater.service.retry.Retry;
import io.headwater.trainer.TrainerConfig;
import io.headwater.trainer.TrainerStatus.State;
import io.headwater.trainer.internal.assembly.TaskChange;
import io.headwater.trainer.internal.discovery.Discovery;
import io.headwater.trainer.internal.journal.Journal;
import io.headwater.trainer.internal.leadership.Leadership;
import io.headwater.trainer.internal.stream.PartitionPoller;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One term of a trainer: waits to lead, resumes, learns, ends. The step thread calls {@link #run}
 * and then {@link #close}.
 */
public final class Session {
  private static final Logger LOG = LoggerFactory.getLogger(Session.class);
  private static final Duration LOOK = Duration.ofMillis(100);

  private final TrainerModule module;
  private final TrainerConfig config;
  private final Lifecycle lifecycle;
  private final StatusBoard board;

  /** Makes a session that has not begun; it closes the module's parts at its end. */
  public Session(
      TrainerModule module, TrainerConfig config, Lifecycle lifecycle, StatusBoard board) {
    this.module = module;
    this.config = config;
    this.lifecycle = lifecycle;
    this.board = board;
  }

  /** Leads and learns until told to stop, or until something fails. */
  public void run() throws Exception {
    module.controlTopics().ensure();
    if (!awaitLeadership(module.leadership())) {
      return;
    }
    int epochBefore = board.status().epoch();
    board.enter(State.RECOVERING);
    RecoveredModel model = module.model();
    sayWhoLed(epochBefore, model);
    LearningModule learning = module.learning();
    journalStart(module.journal(), model, learning.shaping());
    StepLoop steps = learning.stepLoop();
    adoptTasks(learning);
    if (model.isNew()) {
      learning.checkpointer().cutAndAwait();
    }
    if (lifecycle.isOver()) {
      return;
    }
    board.resumed(model.epoch(), model.from().step(), model.newestVersion(), learning.lag());
    board.enter(State.TRAINING);
    startWorkers(learning);
    steps.run();
  }

  /** Waits to lead; returns false if the trainer is told to stop before it wins leadership. */
  private boolean awaitLeadership(Leadership leadership) throws InterruptedException {
    board.enter(State.STANDBY);
    LOG.info("Standing by until no other trainer leads model {}", config.modelName());
    while (!leadership.await(LOOK)) {
      board.turned();
      if (!lifecycle.isRunning()) {
        return false;
      }
    }
    return true;
  }

  /**
   * Says whether another trainer led between two terms of this one. Each claims an epoch that no
   * other has, so the epochs tell.
   */
  private void sayWhoLed(int epochBefore, RecoveredModel model) {
    if (epochBefore > 0) {
      LOG.info(
          "Leading model {} again, in epoch {} after {}: {}",
          config.modelName(),
          model.epoch(),
          epochBefore,
          model.epoch() == epochBefore + 1
              ? "no other trainer has led it in between"
              : "another trainer has led it in between");
    }
  }

  /**
   * Journals the start. The entry claims the epoch, so it must be on the topic before anything else
   * is done.
   */
  private void journalStart(Journal journal, RecoveredModel model, ShapingSettings shaping)
      throws Exception {
    Map<String, String> details = new TreeMap<>(shaping.settings());
    if (model.isNew()) {
      details.putAll(Origin.restore(model.from().trainerState()).details());
    }
    model.from().parents().forEach(version -> details.put("version", Long.toString(version)));
    Retry.USUAL.call(
        "write the journal",
        lifecycle::awaitClosing,
        () -> {
          journal.append(TrainerEventType.STARTED, "", details);
          return true;
        });
    shaping.forEachChange(
        model.from().trainerState(),
        (key, change) -> journal.append(TrainerEventType.CONFIGURATION_CHANGED, key, change));
    journal.flush();
  }

  /** Adopts every task specified by now, so that the first version can answer them at once. */
  private void adoptTasks(LearningModule learning) throws Exception {
    Discovery discovery = learning.discovery();
    Retry.USUAL.call("look for tasks", lifecycle::awaitClosing, discovery::look);
    for (TaskChange change : learning.tasks().update(discovery.latest().specs())) {
      learning.taskUpdater().apply(change);
    }
  }

  private void startWorkers(LearningModule learning) throws Exception {
    PartitionPoller poller = learning.poller();
    AssembleLoop assemble = learning.assembleLoop();
    Discovery discovery = learning.discovery();
    Duration interval = config.millis(TrainerConfig.DISCOVERY_INTERVAL_MS);
    Workers workers = learning.workers(); // made last, so that they are joined first
    workers.start("trainer-poll", () -> poller.run(lifecycle::awaitClosing));
    workers.start("trainer-assemble", assemble::run);
    workers.start("trainer-discovery", () -> discovery.run(interval, lifecycle::awaitClosing));
    // Only closing stops the follower, so it must be closed before the workers are joined.
    learning
        .metricsFollower()
        .ifPresent(follower -> workers.start("trainer-metrics", follower::run));
  }

  /** Closes the parts; their threads are stopping already, as the lifecycle tells them to. */
  public void close() {
    module.close();
  }
}
