/** Learning: batches in, one fused update a call. */
package io.headwater.model.learning;
