package io.headwater.ingest.source;

import io.headwater.schemas.contract.Rejection;
import java.util.Map;

/** A row of a source: its fields, or why they cannot be read. */
public sealed interface Row {

  /** Returns where it is. */
  RowLocation location();

  /**
   * A row that was read.
   *
   * @param fields values by the names {@link io.headwater.ingest.fields.FieldNames} lists, and
   *     attributes by theirs; values may be null
   */
  record Read(RowLocation location, Map<String, Object> fields) implements Row {}

  /**
   * A row that could not be taken apart.
   *
   * @param excerpt its beginning as it stands in the source, empty where it is not known
   */
  record Unreadable(RowLocation location, Rejection rejection, String excerpt) implements Row {}
}
