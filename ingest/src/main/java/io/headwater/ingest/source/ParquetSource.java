package io.headwater.ingest.source;

import io.headwater.ingest.source.internal.DuckDb;
import io.headwater.ingest.source.internal.QueryRows;
import io.headwater.ingest.source.internal.Rejects;
import io.headwater.ingest.source.internal.Selection;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * The rows of Parquet files.
 *
 * @param pattern path, or a pattern of paths
 * @param mapping which column is which field
 */
public record ParquetSource(String pattern, ColumnMapping mapping) implements RowSource {

  @Override
  public Rows open() throws IOException {
    DuckDb database = DuckDb.open();
    String sql;
    try {
      sql = Selection.of(columns(database), table());
    } catch (IOException | RuntimeException e) {
      database.close();
      throw e;
    }
    return new QueryRows(database, sql, Rejects.none());
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
    return "read_parquet(" + DuckDb.literal(pattern) + ")";
  }

  @Override
  public OptionalLong count() throws IOException {
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
