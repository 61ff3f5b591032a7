/** Learning: takes batches of rows and makes one fused update per call. */
package io.headwater.model.learning;
