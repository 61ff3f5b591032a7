package io.headwater.ingest.source;

import io.headwater.ingest.source.internal.DuckDb;
import io.headwater.ingest.source.internal.QueryRows;
import java.io.IOException;
import java.util.List;

/**
 * The rows of a query over files, in DuckDB's SQL; columns named like fields become fields, others
 * attributes.
 *
 * @param sql one SELECT statement
 */
public record QuerySource(String sql) implements RowSource {

  /** Removes the semicolon that the query may end with. */
  public QuerySource {
    sql = sql.strip().replaceFirst("(\\s*;)+$", "");
  }

  @Override
  public Rows open() throws IOException {
    return new QueryRows(DuckDb.open(), select(), "", 0);
  }

  @Override
  public List<String> columns() throws IOException {
    return fields();
  }

  @Override
  public List<String> fields() throws IOException {
    try (DuckDb database = DuckDb.open()) {
      return database.columns(select());
    }
  }

  /** Wraps the SQL in a query, where only another query can stand. */
  private String select() {
    return "SELECT * FROM (" + sql + "\n)";
  }

  @Override
  public boolean repeatable() {
    return true;
  }
}
