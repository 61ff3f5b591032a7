package io.headwater.ingest.source.internal;

import java.util.Map;
import java.util.stream.Collectors;

/** Writes queries that select columns of a table under the names of fields. */
public final class ColumnSelection {
  private ColumnSelection() {}

  /**
   * Returns the query.
   *
   * @param columns column by field
   * @param table SQL that follows FROM
   * @throws IllegalArgumentException if there is no column to select
   */
  public static String of(Map<String, String> columns, String table) {
    if (columns.isEmpty()) {
      throw new IllegalArgumentException(
          "no column has the name of a field, and none was named with --text-column or the like");
    }
    return columns.entrySet().stream()
        .map(entry -> DuckDb.name(entry.getValue()) + " AS " + DuckDb.name(entry.getKey()))
        .collect(Collectors.joining(", ", "SELECT ", " FROM " + table));
  }
}
