/** Strategies that decide how much each task's loss counts in each step. */
package io.headwater.trainer.weighting;
