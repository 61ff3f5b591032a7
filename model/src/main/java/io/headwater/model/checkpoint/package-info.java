/** Checkpoints: the folder's format, its manifest, and the stores that hold it. */
package io.headwater.model.checkpoint;
