package io.headwater.ingest.source;

import io.headwater.ingest.source.internal.ColumnSelection;
import io.headwater.ingest.source.internal.DuckDb;
import io.headwater.ingest.source.internal.QueryRows;
import io.headwater.ingest.source.internal.RejectedLines;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * The rows of files that name their own columns and that DuckDB reads as a table.
 *
 * @param format format of the files
 * @param pattern path, or a pattern of paths
 * @param mapping which column is which field
 */
public record TableSource(Format format, String pattern, ColumnMapping mapping)
    implements RowSource {

  /** Formats of files that name their own columns. */
  public enum Format {
    /** Parquet. */
    PARQUET("read_parquet", true),
    /** A JSON array of objects; an error anywhere makes the whole array unreadable. */
    JSON_ARRAY("read_json", false);

    private final String function;
    private final boolean countsRows;

    Format(String function, boolean countsRows) {
      this.function = function;
      this.countsRows = countsRows;
    }
  }

  @Override
  public Rows open() throws IOException {
    DuckDb database = DuckDb.open();
    String sql;
    try {
      sql = ColumnSelection.of(columns(database), table());
    } catch (IOException | RuntimeException e) {
      database.close();
      throw e;
    }
    return new QueryRows(database, sql, RejectedLines.none());
  }

  @Override
  public List<String> fields() throws IOException {
    try (DuckDb database = DuckDb.open()) {
      return List.copyOf(columns(database).keySet());
    }
  }

  private Map<String, String> columns(DuckDb database) throws IOException {
    return mapping.over(database.columns("SELECT * FROM " + table()));
  }

  private String table() {
    return format.function + "(" + DuckDb.literal(pattern) + ")";
  }

  @Override
  public OptionalLong count() throws IOException {
    if (!format.countsRows) {
      return OptionalLong.empty();
    }
    try (DuckDb database = DuckDb.open()) {
      return OptionalLong.of(
          Long.parseLong(database.strings("SELECT count(*) FROM " + table()).get(0)));
    }
  }

  @Override
  public boolean repeatable() {
    return true;
  }
}
