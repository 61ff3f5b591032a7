package io.headwater.trainer.internal;

import io.headwater.model.TaskModule;
import io.headwater.model.checkpoint.CheckpointManifest;
import io.headwater.model.checkpoint.TrainedThrough;
import io.headwater.schemas.contract.SourcePartition;
import io.headwater.trainer.internal.assembly.AssembledBlock;
import io.headwater.trainer.internal.assembly.PendingLabels;
import io.headwater.trainer.internal.assembly.RefusedRecord;
import io.headwater.trainer.internal.batch.Batch;
import io.headwater.trainer.internal.batch.PreparedRow;
import io.headwater.trainer.internal.checkpoint.Cut;
import io.headwater.trainer.internal.checkpoint.CutPolicy;
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

/**
 * The positions trained through, and everything else that a checkpoint holds except the model's
 * arrays.
 *
 * <p>Only the step thread changes it, between blocks; any thread may ask for the lag. It calls
 * nothing outside while it holds its lock, so callers may hold locks of their own.
 */
final class CutState {
  private static final int CANARIES_PER_TASK = 2;

  /**
   * The values that are the same in every cut of this trainer.
   *
   * @param model name of the model
   * @param clusterId id of the Kafka cluster
   * @param epoch epoch of this trainer
   */
  record Identity(String model, String clusterId, int epoch) {}

  private final Identity identity;
  private final PublishedDeadLetters published;
  private final SortedMap<SourcePartition, Long> positions;
  private final SortedSet<SourcePartition> assigned = new TreeSet<>();
  private Map<String, PendingLabels> pendingLabels;
  private final List<RefusedRecord> deadLetters = new ArrayList<>();
  private List<PreparedRow> canaryRows = List.of();
  private List<Long> parents;
  private long nextVersion;
  private long step;
  private long lastCutStep;
  private long deadLetterBytes;
  private boolean advanced;
  private boolean taskAdopted;

  /**
   * Makes a state that continues from a checkpoint.
   *
   * @param published dead letters that must not be sent again
   */
  CutState(Identity identity, ResumePoint from, PublishedDeadLetters published) {
    this.identity = identity;
    this.published = published;
    this.positions = new TreeMap<>(from.positions());
    this.pendingLabels = PendingLabels.restore(from.trainerState());
    this.parents = from.parents();
    this.nextVersion = from.nextVersion();
    this.step = from.step();
    this.lastCutStep = from.step();
  }

  /**
   * Returns how many offsets are left to train on up to the ends of the logs.
   *
   * @param ends the known ends of the logs
   * @return the number of offsets, or empty if an end is not known or no partition is read yet
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

  /** Notes that a module changed, so that a cut is needed even if no position has moved. */
  synchronized void setAdvanced() {
    advanced = true;
  }

  /** Notes that a task was adopted, so that a cut is made before its first row. */
  synchronized void setTaskAdopted() {
    advanced = true;
    taskAdopted = true;
  }

  /** Returns whether a task was adopted since the last cut. */
  synchronized boolean isTaskAdopted() {
    return taskAdopted;
  }

  /** Returns whether anything has changed since the last cut. */
  synchronized boolean hasAdvanced() {
    return advanced;
  }

  /** Records the results of a block. */
  synchronized void endBlock(AssembledBlock block) {
    positions.putAll(block.positions());
    pendingLabels = block.pendingLabels();
    advanced = true;
    for (RefusedRecord letter : block.deadLetters()) {
      if (!published.contains(letter)) {
        deadLetters.add(letter);
        deadLetterBytes += letter.size();
      }
    }
    if (!block.batches().isEmpty()) {
      step = block.batches().get(block.batches().size() - 1).step();
      canaryRows = canaries(block.batches());
    }
  }

  /**
   * Returns what has happened since the last cut.
   *
   * @param elapsed time since the last cut
   * @param deadLetterAge how long the oldest dead letter since then has waited
   * @param cost time that a checkpoint takes from the steps
   */
  synchronized CutPolicy.Progress progress(
      Duration elapsed, Duration deadLetterAge, Duration cost) {
    return new CutPolicy.Progress(
        step - lastCutStep, advanced, elapsed, deadLetterBytes, deadLetterAge, cost);
  }

  /** Returns the bytes of the dead letters since the last cut. */
  synchronized long deadLetterBytes() {
    return deadLetterBytes;
  }

  /**
   * Returns a cut of everything up to now, and starts collecting for the next cut.
   *
   * @param sequence last journal entry the cut contains
   * @param tasks task modules of the model
   * @param trainerState the trainer's state other than what is kept here
   */
  synchronized Cut take(long sequence, List<TaskModule> tasks, Map<String, String> trainerState) {
    Cut cut =
        new Cut(
            manifest(sequence, tasks, trainerState),
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
    return cut;
  }

  /**
   * Takes in a cut that was not announced and never will be, so that the next one also stands for
   * it. Of several cuts the newest must be given back first.
   */
  synchronized void giveBack(Cut cut) {
    parents = cut.manifest().parents();
    nextVersion = cut.manifest().version();
    deadLetters.addAll(0, cut.deadLetters());
    cut.deadLetters().forEach(letter -> deadLetterBytes += letter.size());
    advanced = true;
  }

  private CheckpointManifest manifest(
      long sequence, List<TaskModule> tasks, Map<String, String> trainerState) {
    Map<String, String> state = new HashMap<>(trainerState);
    state.putAll(PendingLabels.store(pendingLabels));
    return new CheckpointManifest(
        identity.model(),
        nextVersion,
        identity.epoch(),
        step,
        sequence,
        parents,
        tasks,
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
}
