package io.headwater.ingest.transfer;

import io.headwater.ingest.source.Row;
import io.headwater.schemas.contract.Rejection;

/**
 * What became of a row: an example that keeps its task's contract, or a refusal.
 *
 * @param <T> what is made of an example
 */
public sealed interface ReadRow<T> {

  /** An example. */
  record Example<T>(T example) implements ReadRow<T> {}

  /**
   * A row that is none.
   *
   * @param row as the source has it
   * @param rejection why
   */
  record Refused<T>(Row row, Rejection rejection) implements ReadRow<T> {}
}
