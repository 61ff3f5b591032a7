/** Files of predictions beside their references, and the metrics of each kind of task. */
package io.headwater.evaluator.score;
