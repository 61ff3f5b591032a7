package io.headwater.trainer.internal.batch;

import io.headwater.model.learning.TrainingRow;
import io.headwater.schemas.contract.SourcePartition;
import java.util.Comparator;

/**
 * A row with the record it comes from.
 *
 * @param source partition of the record
 * @param offset offset of the record
 * @param row the tokenized example
 */
public record PreparedRow(SourcePartition source, long offset, TrainingRow row) {
  /** Orders rows by partition and offset. */
  public static final Comparator<PreparedRow> LOG_ORDER =
      Comparator.comparing(PreparedRow::source).thenComparingLong(PreparedRow::offset);
}
