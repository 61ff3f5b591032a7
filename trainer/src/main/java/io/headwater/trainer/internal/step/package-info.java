/** Steps: one update a batch, its rate and seed by its number, its weights by the strategy. */
package io.headwater.trainer.internal.step;
