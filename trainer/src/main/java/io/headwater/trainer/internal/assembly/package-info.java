/** Blocks of records to blocks of batches: decoding, validation, tokens, and task adoption. */
package io.headwater.trainer.internal.assembly;
