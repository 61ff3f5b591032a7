package io.headwater.model.internal.learning;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.headwater.model.ModelConfig;
import io.headwater.model.TaskModule;
import io.headwater.model.internal.network.PackedSequences;
import io.headwater.model.learning.RowTarget;
import io.headwater.model.learning.TrainingRow;
import io.headwater.schemas.TaskKind;
import java.util.ArrayList;
import java.util.Arrays;
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

  /**
   * Packs rows.
   *
   * @throws IllegalArgumentException if there are no rows, or a row does not fit its task
   */
  public TrainingBatch(ModelConfig config, List<TaskModule> tasks, List<TrainingRow> rows) {
    RowRules.check(config, tasks, rows);
    this.config = config;
    this.tasks = tasks;
    this.rows = rows;
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
  public NDList sequences(NDManager manager, NDManager host) {
    return packed.arrays(manager, host);
  }

  /** Returns eight tensors for each present task. */
  public NDList targets(NDManager manager) {
    NDList arrays = new NDList();
    for (int task : present()) {
      boolean labels = tasks.get(task).kind() == TaskKind.CLASSIFICATION;
      NDList own = labels ? labels(task, manager) : texts(task, manager);
      assert own.size() == TENSORS_PER_TASK;
      arrays.addAll(own);
    }
    return arrays;
  }

  private int[] sequence(TrainingRow row) {
    TaskModule task = tasks.get(row.task());
    int[] input = row.input();
    if (task.kind() == TaskKind.CLASSIFICATION) {
      return input;
    }
    int[] sequence = Arrays.copyOf(input, input.length + 1 + text(row).length);
    sequence[input.length] = task.taskToken();
    System.arraycopy(text(row), 0, sequence, input.length + 1, text(row).length);
    return sequence;
  }

  private NDList labels(int task, NDManager manager) {
    List<Integer> own = rowsOfTask.get(task);
    int size = own.stream().mapToInt(i -> rows.get(i).input().length).sum();
    double weights = own.stream().mapToDouble(i -> rows.get(i).weight()).sum();
    long[] positions = new long[size];
    long[] labels = new long[size];
    float[] minimised = new float[size];
    float[] reported = new float[size];
    int next = 0;
    for (int i : own) {
      TrainingRow row = rows.get(i);
      int length = row.input().length;
      double share = row.weight() / weights;
      for (int j = 0; j < length; j++) {
        positions[next + j] = (long) packed.start(i) + j;
      }
      Arrays.fill(labels, next, next + length, label(row));
      Arrays.fill(minimised, next, next + length, (float) (DENSE_WEIGHT * share / length));
      next += length;
      minimised[next - 1] += (float) share;
      reported[next - 1] = (float) share;
    }
    NDList arrays = new NDList(manager.create(positions), manager.create(labels));
    for (int unused = 2; unused < TENSORS_PER_TASK - 2; unused++) {
      arrays.add(manager.create(0L));
    }
    arrays.add(manager.create(minimised));
    arrays.add(manager.create(reported));
    return arrays;
  }

  private NDList texts(int task, NDManager manager) {
    List<Integer> own = rowsOfTask.get(task);
    int count = own.size();
    int inputLength = own.stream().mapToInt(i -> rows.get(i).input().length).max().orElseThrow();
    int length = own.stream().mapToInt(i -> text(rows.get(i)).length).max().orElseThrow() + 1;
    int size = own.stream().mapToInt(i -> text(rows.get(i)).length + 1).sum();
    double weights =
        own.stream()
            .mapToDouble(i -> (double) rows.get(i).weight() * (text(rows.get(i)).length + 1))
            .sum();
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
        factors[next++] = (float) (row.weight() / weights);
      }
    }
    Shape table = new Shape(count, length);
    Shape inputTable = new Shape(count, inputLength);
    return new NDList(
        manager.create(places),
        manager.create(positions, table),
        manager.create(targets, table),
        manager.create(before, table),
        manager.create(inputPositions, inputTable),
        manager.create(inputs, inputTable),
        manager.create(factors),
        manager.create(factors));
  }

  private static int label(TrainingRow row) {
    return ((RowTarget.Label) row.target()).row();
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
