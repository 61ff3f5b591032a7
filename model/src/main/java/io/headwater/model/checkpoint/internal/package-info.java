/** The files of a checkpoint, one class each; not for use from outside. */
package io.headwater.model.checkpoint.internal;
