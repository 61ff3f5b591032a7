package io.headwater.model.internal.learning;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.headwater.model.ModelConfig;
import io.headwater.model.TaskModule;
import io.headwater.model.internal.network.PackedSequences;
import io.headwater.model.internal.network.Staging;
import io.headwater.model.learning.RowTarget;
import io.headwater.model.learning.TrainingRow;
import io.headwater.schemas.TaskKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** Rows of several tasks, packed, with what each present task's loss needs. */
public final class TrainingBatch {
  /** Weight of the mean loss over all input positions beside the loss at the last one. */
  private static final double DENSE_WEIGHT = 1;

  private static final int TENSORS_PER_TASK = 8;

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
    this.packed = PackedSequences.grouped(sequences);
  }

  /**
   * Packs rows in parts of at most so many tokens, or of one row; losses and gradients of the parts
   * add up to those of all rows. Rows of like length come together.
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
    sorted.removeIf(row -> row.weight() == 0); // a part of such rows alone would have no loss
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

  /** Returns what a row's share of its task's mean loss is measured against, by task. */
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

  /** Returns the tasks with rows of a weight above 0, by index. */
  List<Integer> present() {
    List<Integer> present = new ArrayList<>();
    for (int task = 0; task < tasks.size(); task++) {
      if (!rowsOfTask.get(task).isEmpty()) {
        present.add(task);
      }
    }
    return present;
  }

  /** Returns the packed sequences. */
  public NDList sequences(NDManager host, Staging staging) {
    return packed.arrays(host, host, staging);
  }

  /** Returns eight tensors for each present task. */
  public NDList targets(NDManager manager, Staging staging) {
    NDList arrays = new NDList();
    for (int task : present()) {
      boolean texts = tasks.get(task).kind() == TaskKind.SUMMARIZATION;
      NDList own = texts ? texts(task, manager, staging) : answers(task, manager, staging);
      assert own.size() == TENSORS_PER_TASK;
      arrays.addAll(own);
    }
    return arrays;
  }

  private int[] sequence(TrainingRow row) {
    TaskModule task = tasks.get(row.task());
    int[] input = row.input();
    if (task.kind() != TaskKind.SUMMARIZATION) {
      return input;
    }
    int[] sequence = Arrays.copyOf(input, input.length + 1 + text(row).length);
    sequence[input.length] = task.taskToken();
    System.arraycopy(text(row), 0, sequence, input.length + 1, text(row).length);
    return sequence;
  }

  /** Labels or scores, asked for at every input position. */
  private NDList answers(int task, NDManager manager, Staging staging) {
    List<Integer> own = rowsOfTask.get(task);
    int size = own.stream().mapToInt(i -> rows.get(i).input().length).sum();
    long[] positions = new long[size];
    float[] minimised = new float[size];
    float[] reported = new float[size];
    int next = 0;
    for (int i : own) {
      TrainingRow row = rows.get(i);
      int length = row.input().length;
      double share = row.weight() / totals[task];
      for (int j = 0; j < length; j++) {
        positions[next + j] = (long) packed.start(i) + j;
      }
      Arrays.fill(minimised, next, next + length, (float) (DENSE_WEIGHT * share / length));
      next += length;
      minimised[next - 1] += (float) share;
      reported[next - 1] = (float) share;
    }
    boolean labels = tasks.get(task).kind() == TaskKind.CLASSIFICATION;
    NDArray answers =
        labels ? labels(own, size, manager, staging) : shares(own, size, manager, staging);
    NDList arrays = new NDList(staging.longs(manager, positions), answers);
    for (int unused = 2; unused < TENSORS_PER_TASK - 2; unused++) {
      arrays.add(staging.longs(manager, 0));
    }
    arrays.add(staging.floats(manager, minimised));
    arrays.add(staging.floats(manager, reported));
    return arrays;
  }

  private NDArray labels(List<Integer> own, int size, NDManager manager, Staging staging) {
    long[] labels = new long[size];
    int next = 0;
    for (int i : own) {
      TrainingRow row = rows.get(i);
      long label = ((RowTarget.Label) row.target()).row();
      Arrays.fill(labels, next, next += row.input().length, label);
    }
    return staging.longs(manager, labels);
  }

  private NDArray shares(List<Integer> own, int size, NDManager manager, Staging staging) {
    float[] shares = new float[size];
    int next = 0;
    for (int i : own) {
      TrainingRow row = rows.get(i);
      double share = ((RowTarget.Score) row.target()).share();
      Arrays.fill(shares, next, next += row.input().length, (float) share);
    }
    return staging.floats(manager, shares);
  }

  private NDList texts(int task, NDManager manager, Staging staging) {
    List<Integer> own = rowsOfTask.get(task);
    int count = own.size();
    int inputLength = own.stream().mapToInt(i -> rows.get(i).input().length).max().orElseThrow();
    int length = own.stream().mapToInt(i -> text(rows.get(i)).length).max().orElseThrow() + 1;
    int size = own.stream().mapToInt(i -> text(rows.get(i)).length + 1).sum();
    long[] places = new long[size];
    float[] factors = new float[size];
    long[] positions = new long[count * length];
    long[] targets = filled(count * length, -2);
    long[] before = filled(count * length, -2);
    long[] inputPositions = new long[count * inputLength];
    long[] inputs = filled(count * inputLength, -1);
    int next = 0;
    for (int r = 0; r < count; r++) {
      TrainingRow row = rows.get(own.get(r));
      int start = packed.start(own.get(r));
      int[] input = row.input();
      int[] target = text(row);
      for (int j = 0; j < input.length; j++) {
        inputPositions[r * inputLength + j] = (long) start + j;
        inputs[r * inputLength + j] = input[j];
      }
      for (int j = 0; j <= target.length; j++) {
        int place = r * length + j;
        positions[place] = (long) start + input.length + j;
        targets[place] = j < target.length ? target[j] : config.endToken();
        before[place] = j == 0 ? tasks.get(task).taskToken() : target[j - 1];
        places[next] = place;
        factors[next++] = (float) (row.weight() / totals[task]);
      }
    }
    Shape table = new Shape(count, length);
    Shape inputTable = new Shape(count, inputLength);
    return new NDList(
        staging.longs(manager, places),
        staging.longs(manager, positions, table),
        staging.longs(manager, targets, table),
        staging.longs(manager, before, table),
        staging.longs(manager, inputPositions, inputTable),
        staging.longs(manager, inputs, inputTable),
        staging.floats(manager, factors),
        staging.floats(manager, factors));
  }

  private static int[] text(TrainingRow row) {
    return ((RowTarget.Text) row.target()).tokens();
  }

  private static long[] filled(int size, long value) {
    long[] array = new long[size];
    Arrays.fill(array, value);
    return array;
  }
}
