package io.headwater.trainer.internal;

import io.headwater.model.ModelSnapshot;
import io.headwater.model.checkpoint.CheckpointManifest;
import io.headwater.model.checkpoint.TrainedThrough;
import io.headwater.model.learning.Learner;
import io.headwater.schemas.contract.SourcePartition;
import io.headwater.trainer.TrainerStatus;
import io.headwater.trainer.internal.assembly.AssembledBlock;
import io.headwater.trainer.internal.assembly.PendingLabels;
import io.headwater.trainer.internal.assembly.RefusedRecord;
import io.headwater.trainer.internal.batch.Batch;
import io.headwater.trainer.internal.batch.PreparedRow;
import io.headwater.trainer.internal.checkpoint.CheckpointWriter;
import io.headwater.trainer.internal.checkpoint.Cut;
import io.headwater.trainer.internal.checkpoint.CutPolicy;
import io.headwater.trainer.internal.journal.Journal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Keeps what a cut holds beside the arrays, and makes cuts between blocks.
 *
 * <p>At most one checkpoint is being written at a time, in a thread of its own, and at most one
 * waits behind it.
 */
final class CutMaker implements AutoCloseable {
  private static final int CANARIES_PER_TASK = 2;

  /**
   * What stays the same from cut to cut.
   *
   * @param model name of the model
   * @param clusterId Kafka cluster
   * @param epoch epoch of this trainer
   */
  record Identity(String model, String clusterId, int epoch) {}

  private final Identity identity;
  private final Learner learner;
  private final Journal journal;
  private final Supplier<Map<String, String>> trainerState;
  private final CheckpointWriter writer;
  private final CutPolicy policy;
  private final PublishedLetters published;
  private final StatusBoard board;
  private final Lifecycle lifecycle;
  private final ExecutorService background =
      Executors.newSingleThreadExecutor(task -> new Thread(task, "trainer-checkpoint"));

  private final SortedMap<SourcePartition, Long> positions;
  private final SortedSet<SourcePartition> assigned = new TreeSet<>();
  private Map<String, PendingLabels> pendingLabels;
  private final List<RefusedRecord> deadLetters = new ArrayList<>();
  private List<PreparedRow> canaryRows = List.of();
  private List<Long> parents;
  private long nextVersion;
  private long step;
  private long lastCutStep;
  private long lastCutAt = System.nanoTime();
  private long deadLetterBytes;
  private volatile long lastWriteNanos;
  private boolean advanced;
  private boolean taskAdopted;
  private Future<?> before = CompletableFuture.completedFuture(null);
  private Future<?> writing = CompletableFuture.completedFuture(null);

  CutMaker(
      Identity identity,
      Learner learner,
      Journal journal,
      Supplier<Map<String, String>> trainerState,
      CheckpointWriter writer,
      CutPolicy policy,
      Resumption from,
      PublishedLetters published,
      StatusBoard board,
      Lifecycle lifecycle) {
    this.identity = identity;
    this.learner = learner;
    this.journal = journal;
    this.trainerState = trainerState;
    this.writer = writer;
    this.policy = policy;
    this.published = published;
    this.board = board;
    this.lifecycle = lifecycle;
    this.positions = new TreeMap<>(from.positions());
    this.pendingLabels = PendingLabels.restore(from.trainerState());
    this.parents = from.parents();
    this.nextVersion = from.nextVersion();
    this.step = from.step();
    this.lastCutStep = from.step();
  }

  /**
   * Returns how many offsets the logs hold beyond what was trained through.
   *
   * @param ends ends of the logs, where known
   * @return the offsets, or nothing where an end is not known or no partition is read yet
   */
  synchronized OptionalLong lag(Map<SourcePartition, Long> ends) {
    if (assigned.isEmpty() || !ends.keySet().containsAll(assigned)) {
      return OptionalLong.empty();
    }
    return OptionalLong.of(
        assigned.stream()
            .mapToLong(source -> Math.max(0, ends.get(source) - positions.get(source)))
            .sum());
  }

  synchronized void addPartition(SourcePartition source, long from) {
    positions.putIfAbsent(source, from);
    assigned.add(source);
  }

  synchronized void dropPartition(SourcePartition source, boolean forget) {
    assigned.remove(source);
    if (forget) {
      positions.remove(source);
    }
  }

  /** Notes that a module changed: the next cut is not empty, whatever the positions say. */
  void setAdvanced() {
    advanced = true;
  }

  /** Notes that a task was adopted: a cut is made before its first row. */
  void setTaskAdopted() {
    advanced = true;
    taskAdopted = true;
  }

  /** Takes over what a block did. */
  synchronized void endBlock(AssembledBlock block) {
    positions.putAll(block.positions());
    pendingLabels = block.pendingLabels();
    advanced = true;
    for (RefusedRecord letter : block.deadLetters()) {
      if (!published.contains(letter)) {
        deadLetters.add(letter);
        deadLetterBytes += letter.size();
      }
      board.refused(letter.rejection().reason().name());
    }
    if (!block.batches().isEmpty()) {
      step = block.batches().get(block.batches().size() - 1).step();
      canaryRows = canaries(block.batches());
    }
  }

  /** Makes a cut if one is due; only between blocks. */
  void cutIfDue() throws InterruptedException {
    CutPolicy.Progress progress =
        new CutPolicy.Progress(
            step - lastCutStep,
            advanced,
            Duration.ofNanos(System.nanoTime() - lastCutAt),
            deadLetterBytes,
            Duration.ofNanos(lastWriteNanos));
    if (policy.isDue(progress) && (writing.isDone() || policy.isUrgent(progress))) {
      cutBehindOne();
    }
  }

  /**
   * Makes a cut if a task was adopted since the last; only between blocks. A version that has the
   * task's module and none of its rows lets scorers answer every one of them.
   */
  void cutIfTaskAdopted() throws InterruptedException {
    if (taskAdopted) {
      cutBehindOne();
    }
  }

  /**
   * Makes a cut without waiting for the checkpoint in work, behind which it is written; but lets no
   * more than one wait so, since each holds a copy of the model.
   */
  private void cutBehindOne() throws InterruptedException {
    long start = System.nanoTime();
    await(before);
    cut();
    board.stalled((System.nanoTime() - start) / 1e6);
  }

  /** Makes the last cut, where anything has advanced, and waits until it is announced. */
  void finish() throws InterruptedException {
    board.enter(TrainerStatus.State.CLOSING);
    await();
    if (advanced && !lifecycle.isOver()) {
      cut();
      await();
    }
  }

  /** Makes a cut now; only between blocks. */
  void cut() {
    ModelSnapshot snapshot = learner.snapshot();
    Cut cut =
        new Cut(
            manifest(),
            canaryRows,
            deadLetters,
            assigned.stream().map(SourcePartition::topicPartition).toList());
    parents = List.of(nextVersion);
    nextVersion++;
    deadLetters.clear();
    deadLetterBytes = 0;
    advanced = false;
    taskAdopted = false;
    lastCutStep = step;
    lastCutAt = System.nanoTime();
    before = writing;
    writing = background.submit(() -> write(cut, snapshot));
  }

  /** Waits until every checkpoint in work is announced. */
  void await() throws InterruptedException {
    await(writing);
  }

  /** A store may be slow: to wait for it is not to hang. */
  private void await(Future<?> checkpoint) throws InterruptedException {
    boolean isDone = false;
    while (!isDone) {
      board.turned();
      isDone = isDoneSoon(checkpoint);
    }
  }

  private boolean isDoneSoon(Future<?> checkpoint) throws InterruptedException {
    try {
      checkpoint.get(1, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      lifecycle.fail(e.getCause());
    }
    return true;
  }

  private void write(Cut cut, ModelSnapshot snapshot) {
    if (lifecycle.isOver()) {
      // Its parent may never have been announced, nor the dead letters that belong to it.
      snapshot.close();
      return;
    }
    long start = System.nanoTime();
    try {
      writer.write(cut, snapshot);
      lastWriteNanos = System.nanoTime() - start;
    } catch (Exception | Error e) {
      lifecycle.fail(e);
    }
  }

  private CheckpointManifest manifest() {
    Map<String, String> state = new HashMap<>(trainerState.get());
    state.putAll(PendingLabels.store(pendingLabels));
    return new CheckpointManifest(
        identity.model(),
        nextVersion,
        identity.epoch(),
        step,
        journal.sequence(),
        parents,
        learner.tasks(),
        positions.entrySet().stream()
            .map(entry -> through(entry.getKey(), entry.getValue()))
            .toList(),
        state,
        List.of(),
        List.of());
  }

  private TrainedThrough through(SourcePartition source, long next) {
    return new TrainedThrough(
        identity.clusterId(), source.topicId(), source.topic(), source.partition(), next);
  }

  private static List<PreparedRow> canaries(List<Batch> batches) {
    Map<Integer, Integer> taken = new HashMap<>();
    List<PreparedRow> rows = new ArrayList<>();
    for (Batch batch : batches) {
      for (PreparedRow row : batch.rows()) {
        if (taken.merge(row.row().task(), 1, Integer::sum) <= CANARIES_PER_TASK) {
          rows.add(row);
        }
      }
    }
    return rows;
  }

  /** Waits for the checkpoint in work, but not long where all is over: it may hang. */
  @Override
  public void close() {
    background.shutdown();
    if (lifecycle.isOver()) {
      // What still waits sees that all is over, and only frees its copy of the model.
      background.shutdownNow().forEach(Runnable::run);
    }
    try {
      if (!background.awaitTermination(lifecycle.isOver() ? 10 : 30, TimeUnit.SECONDS)) {
        background.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
