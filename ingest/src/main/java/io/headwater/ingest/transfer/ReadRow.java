package io.headwater.ingest.transfer;

import io.headwater.client.EncodedExample;
import io.headwater.ingest.source.Row;
import io.headwater.schemas.contract.Rejection;

/** What became of a row: an example, or a refusal, which keeps the row for who is to mend it. */
public sealed interface ReadRow {

  /** Returns how much of the read-ahead's room it takes, in bytes, nearly. */
  long size();

  /** An example that keeps its task's contract. */
  record Example(EncodedExample example) implements ReadRow {
    @Override
    public long size() {
      return example.size();
    }
  }

  /**
   * A row that is no example.
   *
   * @param row as the source has it
   * @param rejection why
   */
  record Refused(Row row, Rejection rejection) implements ReadRow {
    @Override
    public long size() {
      return RowSize.of(row);
    }
  }
}
