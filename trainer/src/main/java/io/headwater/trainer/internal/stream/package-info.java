/** Merges example partitions into blocks of records, in an order that does not depend on timing. */
package io.headwater.trainer.internal.stream;
