package io.headwater.ingest.source;

import io.headwater.schemas.contract.Rejection;
import io.headwater.schemas.contract.RejectionReason;
import java.util.Map;

/** A row of a source, with its fields or the reason why they cannot be read. */
public sealed interface Row {

  /** Returns where the row is in its source. */
  RowLocation location();

  /**
   * A row that was read.
   *
   * @param fields values by field name, as in {@link io.headwater.ingest.fields.FieldNames}, and
   *     attributes by their own names; values may be null
   */
  record Read(RowLocation location, Map<String, Object> fields) implements Row {}

  /**
   * A row that could not be parsed.
   *
   * @param excerpt beginning of the row as written in the source; empty if unknown
   */
  record Unreadable(RowLocation location, Rejection rejection, String excerpt) implements Row {
    private static final int LONGEST_EXCERPT = 500;

    /**
     * Returns a row that cannot be taken apart into fields.
     *
     * @param detail says why, in one sentence
     * @param text the row, of which the beginning is kept
     */
    public static Unreadable of(RowLocation location, String detail, String text) {
      return new Unreadable(
          location,
          new Rejection(RejectionReason.UNREADABLE_ROW, detail),
          text.length() <= LONGEST_EXCERPT ? text : text.substring(0, LONGEST_EXCERPT));
    }
  }
}
