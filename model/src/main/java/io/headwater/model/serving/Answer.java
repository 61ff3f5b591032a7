package io.headwater.model.serving;

/** What a model answers to one input. */
public sealed interface Answer {

  /**
   * The answer of a CLASSIFICATION task.
   *
   * @param label the most probable label
   * @param probability its probability, from 0 to 1
   */
  record Label(String label, double probability) implements Answer {}

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
}
