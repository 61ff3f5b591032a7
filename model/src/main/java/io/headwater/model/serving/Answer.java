package io.headwater.model.serving;

import io.headwater.schemas.LabelProbability;
import java.util.List;

/** What a model answers to one input. */
public sealed interface Answer {

  /**
   * The answer of a CLASSIFICATION task.
   *
   * @param label the most probable label
   * @param probability its probability, from 0 to 1
   * @param top the most probable labels, the answer first; empty where only the answer is given
   */
  record Label(String label, double probability, List<LabelProbability> top) implements Answer {
    /** Copies the labels. */
    public Label {
      top = List.copyOf(top);
    }

    /** Makes an answer that says nothing of other labels. */
    public Label(String label, double probability) {
      this(label, probability, List.of());
    }
  }

  /**
   * The answer of a REGRESSION task.
   *
   * @param score the expected score, on the task's scale
   */
  record Score(double score) implements Answer {}

  /**
   * The answer of a SUMMARIZATION task.
   *
   * @param text the generated text
   */
  record Text(String text) implements Answer {}

  /**
   * The answer of a SPAN_EXTRACTION task that the passage holds.
   *
   * @param start its first character in the passage, in Unicode code points
   * @param end one past its last character
   * @param text its words, as the passage has them
   */
  record Span(int start, int end, String text) implements Answer {}

  /** The answer of a SPAN_EXTRACTION task whose passage holds none. */
  record NoSpan() implements Answer {}
}
