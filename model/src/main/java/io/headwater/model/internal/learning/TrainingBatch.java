package io.headwater.model.internal.learning;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.headwater.model.ModelConfig;
import io.headwater.model.TaskModule;
import io.headwater.model.internal.layout.Layout;
import io.headwater.model.internal.layout.TaskArrays.TaskEntry;
import io.headwater.model.internal.layout.TaskArrays.TaskTarget;
import io.headwater.model.internal.layout.TrainingArrays.PassCall;
import io.headwater.model.internal.network.ModuleLayout;
import io.headwater.model.internal.network.PackedSequences;
import io.headwater.model.internal.network.Staging;
import io.headwater.model.learning.RowTarget;
import io.headwater.model.learning.TrainingRow;
import io.headwater.schemas.TaskKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Rows of several tasks, packed, with what the loss of each present task needs. The documentation
 * of {@code internal.layout} shows how rows, tasks and targets are laid out.
 */
public final class TrainingBatch {
  private final ModelConfig config;
  private final List<TaskModule> tasks;
  private final PackedSequences packed;
  private final List<List<Integer>> rowsOfTask = new ArrayList<>();
  private final List<TrainingRow> rows;
  private final double[] totals;

  /**
   * Packs rows.
   *
   * @throws IllegalArgumentException if there are no rows, or a row does not fit its task
   */
  public TrainingBatch(ModelConfig config, List<TaskModule> tasks, List<TrainingRow> rows) {
    this(config, tasks, rows, totals(tasks, checked(config, tasks, rows)));
  }

  private TrainingBatch(
      ModelConfig config, List<TaskModule> tasks, List<TrainingRow> rows, double[] totals) {
    this.config = config;
    this.tasks = tasks;
    this.rows = rows;
    this.totals = totals;
    for (int task = 0; task < tasks.size(); task++) {
      rowsOfTask.add(new ArrayList<>());
    }
    List<int[]> sequences = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      TrainingRow row = rows.get(i);
      sequences.add(sequence(row));
      if (row.weight() > 0) {
        rowsOfTask.get(row.task()).add(i);
      }
    }
    this.packed = PackedSequences.of(config, sequences);
  }

  /**
   * Packs rows in parts of at most {@code partTokens} tokens; a longer row is a part of its own.
   * The losses and gradients of the parts add up to those of all rows. Rows of similar length share
   * a part.
   *
   * @throws IllegalArgumentException if there are no rows, or a row does not fit its task
   */
  static List<TrainingBatch> parts(
      ModelConfig config, List<TaskModule> tasks, List<TrainingRow> rows, int partTokens) {
    double[] totals = totals(tasks, checked(config, tasks, rows));
    if (rows.stream().mapToLong(TrainingRow::tokens).sum() <= partTokens) {
      return List.of(new TrainingBatch(config, tasks, rows, totals));
    }
    List<TrainingRow> sorted = new ArrayList<>(rows);
    sorted.removeIf(row -> row.weight() == 0); // a part of only such rows would have no loss
    sorted.sort(Comparator.comparingInt(TrainingRow::tokens));
    List<TrainingBatch> parts = new ArrayList<>();
    int start = 0;
    long tokens = 0;
    for (int i = 0; i < sorted.size(); i++) {
      int next = sorted.get(i).tokens();
      if (i > start && tokens + next > partTokens) {
        parts.add(new TrainingBatch(config, tasks, sorted.subList(start, i), totals));
        start = i;
        tokens = 0;
      }
      tokens += next;
    }
    parts.add(new TrainingBatch(config, tasks, sorted.subList(start, sorted.size()), totals));
    return parts;
  }

  private static List<TrainingRow> checked(
      ModelConfig config, List<TaskModule> tasks, List<TrainingRow> rows) {
    RowRules.check(config, tasks, rows);
    return rows;
  }

  /** Returns, for each task, the total weight of the likelihoods its mean loss is taken over. */
  private static double[] totals(List<TaskModule> tasks, List<TrainingRow> rows) {
    double[] totals = new double[tasks.size()];
    for (TrainingRow row : rows) {
      boolean text = tasks.get(row.task()).kind() == TaskKind.SUMMARIZATION;
      totals[row.task()] += (double) row.weight() * (text ? text(row).length + 1 : 1);
    }
    return totals;
  }

  /** Returns the number of tokens. */
  int tokens() {
    return packed.tokens();
  }

  /** Returns the indices of the tasks that have rows of a weight above 0. */
  List<Integer> present() {
    List<Integer> present = new ArrayList<>();
    for (int task = 0; task < tasks.size(); task++) {
      if (!rowsOfTask.get(task).isEmpty()) {
        present.add(task);
      }
    }
    return present;
  }

  /**
   * Returns {@link PassCall}, the integers of a pass.
   *
   * @param firstParameters index of the first parameter of each task's module
   * @param recompute whether the backward pass computes the layers again, to save memory
   */
  public long[] call(List<Integer> firstParameters, boolean recompute) {
    return Layout.withRun(
            PassCall.class,
            name ->
                switch (name) {
                  case RECOMPUTE -> List.of(recompute ? 1L : 0L);
                  case TASKS -> entries(firstParameters);
                })
        .stream()
        .mapToLong(Long::longValue)
        .toArray();
  }

  private List<Long> entries(List<Integer> firstParameters) {
    List<Long> entries = new ArrayList<>();
    for (int task : present()) {
      entries.addAll(
          Layout.list(
              TaskEntry.class,
              name ->
                  switch (name) {
                    case KIND -> (long) ModuleLayout.kind(tasks.get(task).kind()).number();
                    case FIRST_PARAMETER -> (long) firstParameters.get(task);
                  }));
    }
    return entries;
  }

  /** Returns the packed sequences. */
  public NDList sequences(NDManager host, Staging staging) {
    return packed.arrays(host, host, staging);
  }

  /** Returns the arrays of {@link TaskTarget} for each present task. */
  public NDList targets(NDManager manager, Staging staging) {
    NDList arrays = new NDList();
    for (int task : present()) {
      arrays.addAll(targets(task).arrays(manager, staging));
    }
    return arrays;
  }

  private TaskTargets targets(int task) {
    List<Integer> own = rowsOfTask.get(task);
    boolean causal = config.family().isCausal();
    boolean pooled =
        !causal
            && switch (tasks.get(task).kind()) {
              case CLASSIFICATION, REGRESSION -> true;
              case SUMMARIZATION, SPAN_EXTRACTION -> false;
            };
    return new TaskTargets(
        tasks.get(task),
        config.endToken(),
        own.stream().map(rows::get).toList(),
        own.stream().map(pooled ? packed::rank : packed::start).toList(),
        causal,
        totals[task]);
  }

  private int[] sequence(TrainingRow row) {
    TaskModule task = tasks.get(row.task());
    int[] input = row.input();
    if (task.kind() != TaskKind.SUMMARIZATION || !config.family().isCausal()) {
      return input;
    }
    int[] sequence = Arrays.copyOf(input, input.length + 1 + text(row).length);
    sequence[input.length] = task.taskToken();
    System.arraycopy(text(row), 0, sequence, input.length + 1, text(row).length);
    return sequence;
  }

  private static int[] text(TrainingRow row) {
    return ((RowTarget.Text) row.target()).tokens();
  }
}
