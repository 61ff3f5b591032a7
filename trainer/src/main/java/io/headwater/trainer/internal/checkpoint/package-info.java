/** Cuts: when they are made, how they are stored, announced, collected and come back from. */
package io.headwater.trainer.internal.checkpoint;
