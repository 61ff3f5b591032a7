package io.headwater.ingest.transfer;

import io.headwater.client.EncodedExample;
import io.headwater.ingest.source.Row;
import io.headwater.schemas.contract.Rejection;

/** The result of reading a row: an example, or a refusal with the row for whoever mends it. */
public sealed interface ReadRow {

  /** Returns about how many bytes of the room for reading ahead this takes. */
  long size();

  /** An example that meets its task's contract. */
  record Example(EncodedExample example) implements ReadRow {
    @Override
    public long size() {
      return example.size();
    }
  }

  /**
   * A row that no example can be made from.
   *
   * @param row the row as read from the source
   * @param rejection why it was refused
   */
  record Refused(Row row, Rejection rejection) implements ReadRow {
    @Override
    public long size() {
      return RowSize.of(row);
    }
  }
}
