package io.headwater.model.internal.learning;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.headwater.model.PassagePlaces;
import io.headwater.model.TokenSpan;
import io.headwater.model.internal.network.Staging;
import io.headwater.model.learning.RowTarget;
import io.headwater.model.learning.TrainingRow;
import java.util.Arrays;
import java.util.List;

/**
 * The candidates of questions about passages, as tables of one row a question: the place that
 * stands for no answer, then the tokens of the passage, then padding.
 */
public final class SpanTables {
  /** Pads the positions. */
  private static final long NO_POSITION = -1;

  private final int rows;
  private final int width;
  private final long[] positions;
  private final float[] answers;

  private SpanTables(int rows, int width) {
    this.rows = rows;
    this.width = width;
    this.positions = new long[rows * width];
    this.answers = new float[2 * rows * width];
    Arrays.fill(positions, NO_POSITION);
  }

  /** Makes the tables of inputs without their answers, given the packed start of each input. */
  public static SpanTables unanswered(List<PassagePlaces> places, List<Integer> starts) {
    int width = places.stream().mapToInt(PassagePlaces::candidates).max().orElseThrow();
    SpanTables tables = new SpanTables(places.size(), width);
    for (int row = 0; row < places.size(); row++) {
      PassagePlaces place = places.get(row);
      int start = starts.get(row);
      int at = row * width;
      tables.positions[at] = (long) start + place.none();
      for (int token = 0; token < place.tokens(); token++) {
        tables.positions[at + 1 + token] = (long) start + place.first() + token;
      }
    }
    return tables;
  }

  /** Makes the tables of rows, given the packed start of each. */
  static SpanTables of(List<TrainingRow> rows, List<Integer> starts) {
    List<RowTarget.Spans> targets =
        rows.stream().map(row -> (RowTarget.Spans) row.target()).toList();
    SpanTables tables = unanswered(targets.stream().map(RowTarget.Spans::places).toList(), starts);
    for (int row = 0; row < targets.size(); row++) {
      List<TokenSpan> spans = targets.get(row).spans();
      if (spans.isEmpty()) {
        tables.mark(row, 0, 0);
      }
      for (TokenSpan span : spans) {
        tables.mark(row, 1 + span.first(), 1 + span.last());
      }
    }
    return tables;
  }

  private void mark(int row, int start, int end) {
    answers[2 * row * width + start] = 1;
    answers[(2 * row + 1) * width + end] = 1;
  }

  /** Returns the packed positions (R, C). */
  public NDArray positions(NDManager manager, Staging staging) {
    return staging.longs(manager, positions, new Shape(rows, width));
  }

  /** Returns 1 where a right answer starts and where one ends, else 0 (R, 2, C). */
  NDArray answers(NDManager manager, Staging staging) {
    return staging.floats(manager, answers, new Shape(rows, 2, width));
  }
}
