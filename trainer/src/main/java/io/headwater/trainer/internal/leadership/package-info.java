/** Ensures that only one trainer leads a model at a time. */
package io.headwater.trainer.internal.leadership;
