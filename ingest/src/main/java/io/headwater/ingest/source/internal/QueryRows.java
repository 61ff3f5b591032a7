package io.headwater.ingest.source.internal;

import io.headwater.ingest.source.Row;
import io.headwater.ingest.source.RowLocation;
import io.headwater.ingest.source.Rows;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.sql.Array;
import java.sql.Blob;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.LocalDateTime;
import java.time.temporal.Temporal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the rows of a query's result, and then those that DuckDB could not parse. */
public final class QueryRows implements Rows {
  private final DuckDb database;
  private final ResultSet result;
  private final RejectedLines rejects;
  private final String[] names;
  private final boolean[] times;
  private long number;
  private boolean exhausted;

  /** Runs a query; the database is closed with the rows. */
  public QueryRows(DuckDb database, String sql, RejectedLines rejects) throws IOException {
    this.database = database;
    this.rejects = rejects;
    try {
      this.result = database.query(sql);
      ResultSetMetaData columns = result.getMetaData();
      this.names = new String[columns.getColumnCount()];
      this.times = new boolean[names.length];
      for (int i = 0; i < names.length; i++) {
        names[i] = columns.getColumnLabel(i + 1);
        times[i] =
            columns.getColumnTypeName(i + 1).startsWith("TIMESTAMP")
                && !columns.getColumnTypeName(i + 1).contains("ZONE");
      }
    } catch (SQLException | IOException e) {
      database.close();
      throw e instanceof SQLException failure ? DuckDb.failure(failure) : (IOException) e;
    }
  }

  @Override
  public Optional<Row> next() throws IOException {
    try {
      if (exhausted) {
        return rejects.next(database);
      }
      if (!result.next()) {
        exhausted = true;
        result.close();
        return rejects.next(database);
      }
      Map<String, Object> fields = new LinkedHashMap<>();
      for (int i = 0; i < names.length; i++) {
        // By default, a time without a zone would be taken as in this machine's zone.
        Object value =
            times[i]
                ? result.getObject(i + 1, LocalDateTime.class)
                : plain(result.getObject(i + 1));
        fields.put(names[i], value);
      }
      number++;
      return Optional.of(new Row.Read(RowLocation.row(number), fields));
    } catch (SQLException e) {
      throw new IOException(
          "After row " + number + " the source cannot be read: " + DuckDb.failure(e).getMessage(),
          e);
    }
  }

  private static Object plain(Object value) throws SQLException {
    if (value == null || value instanceof String || value instanceof Number) {
      return value;
    }
    if (value instanceof Blob blob) {
      return blob.getBytes(1, (int) blob.length());
    }
    if (value instanceof ByteBuffer || value instanceof Boolean || value instanceof byte[]) {
      return value;
    }
    if (value instanceof Array array) {
      return plain(array.getArray());
    }
    if (value instanceof Object[] array) {
      return plain(Arrays.asList(array));
    }
    if (value instanceof Collection<?> values) {
      List<Object> all = new ArrayList<>();
      for (Object one : values) {
        all.add(plain(one));
      }
      return all;
    }
    boolean time = value instanceof Temporal || value instanceof Timestamp;
    return time ? value : value.toString();
  }

  @Override
  public void close() throws IOException {
    try (database) {
      rejects.close();
      result.close();
    } catch (SQLException e) {
      throw DuckDb.failure(e);
    }
  }
}
