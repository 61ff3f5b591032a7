/** Cuts: when they are made, and how they are stored, announced, deleted and recovered from. */
package io.headwater.trainer.internal.checkpoint;
