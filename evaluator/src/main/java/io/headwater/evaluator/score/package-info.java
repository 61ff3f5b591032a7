/**
 * Reads files of predictions with their references, and computes the metrics of each kind of task.
 */
package io.headwater.evaluator.score;
