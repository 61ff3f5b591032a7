package io.headwater.model.learning;

import io.headwater.model.PassagePlaces;
import io.headwater.model.TokenSpan;
import java.util.List;

/** What a row's answer should be; the type follows the kind of the row's task. */
public sealed interface RowTarget {

  /**
   * The answer of a CLASSIFICATION task.
   *
   * @param row row of the label in the task's module
   */
  record Label(int row) implements RowTarget {}

  /**
   * The answer of a REGRESSION task.
   *
   * @param share how far up the task's scale the score is, from 0 to 1
   */
  record Score(double share) implements RowTarget {}

  /**
   * The answer of a SUMMARIZATION task.
   *
   * @param tokens token ids, at least one, without task token and end token
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared; copying would cost on the hot path
  record Text(int[] tokens) implements RowTarget {}

  /**
   * The answers of a SPAN_EXTRACTION task, of which any is right.
   *
   * @param places where in the input answers may lie
   * @param spans the answers, within the passage; none if the input holds no answer
   */
  record Spans(PassagePlaces places, List<TokenSpan> spans) implements RowTarget {
    /** Copies the answers. */
    public Spans {
      spans = List.copyOf(spans);
    }
  }
}
