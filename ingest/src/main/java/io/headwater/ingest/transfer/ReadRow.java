package io.headwater.ingest.transfer;

import io.headwater.ingest.source.Row;
import io.headwater.schemas.contract.Rejection;

/**
 * What became of a row: an example that keeps its task's contract, or a refusal.
 *
 * @param <T> what is made of an example
 */
public sealed interface ReadRow<T> {

  /** Returns how many characters of text it holds, more or less. */
  long characters();

  /**
   * An example.
   *
   * @param example what was made of it
   * @param characters of the example's texts, whatever was made of it
   */
  record Example<T>(T example, long characters) implements ReadRow<T> {}

  /**
   * A row that is none.
   *
   * @param row as the source has it
   * @param rejection why
   */
  record Refused<T>(Row row, Rejection rejection) implements ReadRow<T> {
    @Override
    public long characters() {
      return ExampleSize.characters(row);
    }
  }
}
