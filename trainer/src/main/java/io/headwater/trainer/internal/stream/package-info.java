/** Example partitions to blocks of records, in an order that fetch timing does not decide. */
package io.headwater.trainer.internal.stream;
