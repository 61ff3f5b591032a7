package io.headwater.model.internal.learning;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.headwater.model.TaskModule;
import io.headwater.model.internal.layout.Layout;
import io.headwater.model.internal.layout.TaskArrays.InputToken;
import io.headwater.model.internal.layout.TaskArrays.TaskTarget;
import io.headwater.model.internal.network.Staging;
import io.headwater.model.learning.RowTarget;
import io.headwater.model.learning.TrainingRow;
import io.headwater.schemas.TaskKind;
import java.util.Arrays;
import java.util.List;

/**
 * The targets of one task's rows.
 *
 * @param task the task
 * @param endToken the token that ends a text
 * @param rows the rows
 * @param starts packed position of each row's first token; of a label or score of a trunk that is
 *     not causal, the row's place among the packed ones
 * @param causal whether the trunk is causal: it then predicts a label or score after every input
 *     token, and reads the targets itself; otherwise it is asked once for a row
 * @param total total weight of the likelihoods the task's mean loss is taken over
 */
record TaskTargets(
    TaskModule task,
    int endToken,
    List<TrainingRow> rows,
    List<Integer> starts,
    boolean causal,
    double total) {
  /** Weight of the mean loss over all input positions beside the loss at the last one. */
  private static final double DENSE_WEIGHT = 1;

  /** Pads tables of targets; equals no {@link InputToken}, so that the two never match. */
  private static final long NO_TARGET = -2;

  /** Returns the arrays of {@link TaskTarget}. */
  NDList arrays(NDManager manager, Staging staging) {
    return switch (task.kind()) {
      case SUMMARIZATION -> texts(manager, staging);
      case SPAN_EXTRACTION -> spans(manager, staging);
      case CLASSIFICATION, REGRESSION -> answers(manager, staging);
    };
  }

  private NDList spans(NDManager manager, Staging staging) {
    SpanTables tables = SpanTables.of(rows, starts);
    float[] factors = new float[rows.size()];
    for (int r = 0; r < factors.length; r++) {
      factors[r] = (float) (rows.get(r).weight() / total);
    }
    return Layout.arrays(
        TaskTarget.class,
        part ->
            switch (part) {
              case MINIMISED, REPORTED -> staging.floats(manager, factors);
              case POSITIONS -> tables.positions(manager, staging);
              case ANSWERS -> tables.answers(manager, staging);
              case PLACES, BEFORE, INPUT_POSITIONS, INPUTS -> staging.longs(manager, 0); // unused
            });
  }

  /** Returns how often a row asks for its label or score. */
  private int answers(TrainingRow row) {
    return causal ? row.input().length : 1;
  }

  /** Returns the arrays of labels or scores. */
  private NDList answers(NDManager manager, Staging staging) {
    int size = rows.stream().mapToInt(this::answers).sum();
    long[] positions = new long[size];
    float[] minimised = new float[size];
    float[] reported = new float[size];
    int next = 0;
    for (int r = 0; r < rows.size(); r++) {
      TrainingRow row = rows.get(r);
      int length = answers(row);
      double share = row.weight() / total;
      for (int j = 0; j < length; j++) {
        positions[next + j] = (long) starts.get(r) + j;
      }
      if (causal) {
        Arrays.fill(minimised, next, next + length, (float) (DENSE_WEIGHT * share / length));
      }
      next += length;
      minimised[next - 1] += (float) share;
      reported[next - 1] = (float) share;
    }
    boolean labels = task.kind() == TaskKind.CLASSIFICATION;
    return Layout.arrays(
        TaskTarget.class,
        part ->
            switch (part) {
              case MINIMISED -> staging.floats(manager, minimised);
              case REPORTED -> staging.floats(manager, reported);
              case POSITIONS -> staging.longs(manager, positions);
              case ANSWERS ->
                  labels ? labels(size, manager, staging) : shares(size, manager, staging);
              case PLACES, BEFORE, INPUT_POSITIONS, INPUTS -> staging.longs(manager, 0); // unused
            });
  }

  private NDArray labels(int size, NDManager manager, Staging staging) {
    long[] labels = new long[size];
    int next = 0;
    for (TrainingRow row : rows) {
      long label = ((RowTarget.Label) row.target()).row();
      Arrays.fill(labels, next, next += answers(row), label);
    }
    return staging.longs(manager, labels);
  }

  private NDArray shares(int size, NDManager manager, Staging staging) {
    float[] shares = new float[size];
    int next = 0;
    for (TrainingRow row : rows) {
      double share = ((RowTarget.Score) row.target()).share();
      Arrays.fill(shares, next, next += answers(row), (float) share);
    }
    return staging.floats(manager, shares);
  }

  private NDList texts(NDManager manager, Staging staging) {
    int count = rows.size();
    int inputLength = rows.stream().mapToInt(row -> row.input().length).max().orElseThrow();
    int length = rows.stream().mapToInt(row -> text(row).length).max().orElseThrow() + 1;
    int size = rows.stream().mapToInt(row -> text(row).length + 1).sum();
    long[] places = new long[size];
    float[] factors = new float[size];
    long[] positions = new long[count * length];
    long[] targets = filled(count * length, NO_TARGET);
    long[] before = filled(count * length, NO_TARGET);
    long[] inputPositions = new long[count * inputLength];
    long[] inputs = filled(count * inputLength, InputToken.PADDING.number());
    int next = 0;
    for (int r = 0; r < count; r++) {
      TrainingRow row = rows.get(r);
      int start = starts.get(r);
      int[] input = row.input();
      int[] target = text(row);
      for (int j = 0; j < input.length; j++) {
        inputPositions[r * inputLength + j] = (long) start + j;
        inputs[r * inputLength + j] =
            causal ? input[j] : InputToken.of(input[j], task.taskToken(), endToken);
      }
      int first = causal ? start + input.length : 0;
      for (int j = 0; j <= target.length; j++) {
        int place = r * length + j;
        positions[place] = (long) first + j;
        targets[place] = j < target.length ? target[j] : endToken;
        before[place] = j == 0 ? task.taskToken() : target[j - 1];
        places[next] = place;
        factors[next++] = (float) (row.weight() / total);
      }
    }
    Shape table = new Shape(count, length);
    Shape inputTable = new Shape(count, inputLength);
    return Layout.arrays(
        TaskTarget.class,
        part ->
            switch (part) {
              case MINIMISED, REPORTED -> staging.floats(manager, factors);
              case POSITIONS -> staging.longs(manager, positions, table);
              case ANSWERS -> staging.longs(manager, targets, table);
              case PLACES -> staging.longs(manager, places);
              case BEFORE -> staging.longs(manager, before, table);
              case INPUT_POSITIONS -> staging.longs(manager, inputPositions, inputTable);
              case INPUTS -> staging.longs(manager, inputs, inputTable);
            });
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
