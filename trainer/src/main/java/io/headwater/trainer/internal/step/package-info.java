/**
 * Steps: one update per batch. The step's number gives the learning rate and seed, the strategy the
 * weights.
 */
package io.headwater.trainer.internal.step;
