/** Turns blocks of records into batches: decoding, validation, tokenizing, and task adoption. */
package io.headwater.trainer.internal.assembly;
