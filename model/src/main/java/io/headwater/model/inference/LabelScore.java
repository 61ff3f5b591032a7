package io.headwater.model.inference;

/**
 * A label and how probable it is.
 *
 * @param label row of the label in the task's module
 * @param probability its probability, from 0 to 1
 */
public record LabelScore(int label, double probability) {}
