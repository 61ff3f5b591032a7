package io.headwater.ingest.source;

import io.headwater.ingest.source.internal.DuckDb;
import io.headwater.ingest.source.internal.QueryRows;
import io.headwater.ingest.source.internal.RejectedLines;
import java.io.IOException;
import java.util.List;

/**
 * The rows of a query in DuckDB's SQL over files; its columns are fields and attributes by their
 * names.
 *
 * @param sql one SELECT
 */
public record QuerySource(String sql) implements RowSource {

  /** Takes the query without the semicolon it may end in. */
  public QuerySource {
    sql = sql.strip().replaceFirst("(\\s*;)+$", "");
  }

  @Override
  public Rows open() throws IOException {
    return new QueryRows(DuckDb.open(), select(), RejectedLines.none());
  }

  @Override
  public List<String> fields() throws IOException {
    try (DuckDb database = DuckDb.open()) {
      return database.columns(select());
    }
  }

  /** Within another query nothing but a query can stand. */
  private String select() {
    return "SELECT * FROM (" + sql + "\n)";
  }

  @Override
  public boolean repeatable() {
    return true;
  }
}
