package io.headwater.ingest.source.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
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
import java.util.OptionalDouble;
import java.util.concurrent.atomic.AtomicLong;
import org.duckdb.DuckDBStruct;
import org.duckdb.JsonNode;

/** Reads the rows of a query's result. */
public final class QueryRows implements Rows {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final DuckDb database;
  private final ResultSet result;
  private final String name;
  private final long total;
  private final String[] names;
  private final boolean[] times;
  private final AtomicLong number = new AtomicLong();

  /**
   * Runs a query; the database is closed with the rows.
   *
   * @param name file that locations name; empty if there is only one
   * @param total number of rows; 0 if it is not known
   */
  public QueryRows(DuckDb database, String sql, String name, long total) throws IOException {
    this.database = database;
    this.name = name;
    this.total = total;
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
      if (!result.next()) {
        return Optional.empty();
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
      RowLocation location = new RowLocation("row", number.incrementAndGet(), name);
      return Optional.of(new Row.Read(location, fields));
    } catch (SQLException e) {
      throw new IOException(
          "After row "
              + number.get()
              + " the source cannot be read: "
              + DuckDb.failure(e).getMessage(),
          e);
    }
  }

  @Override
  public OptionalDouble share() {
    return total == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) number.get() / total);
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
    if (value instanceof DuckDBStruct struct) {
      return plain(struct.getMap());
    }
    if (value instanceof Map<?, ?> map) {
      Map<String, Object> all = new LinkedHashMap<>();
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        all.put(String.valueOf(entry.getKey()), plain(entry.getValue()));
      }
      return all;
    }
    if (value instanceof JsonNode json) {
      return parsed(json.toString());
    }
    boolean time = value instanceof Temporal || value instanceof Timestamp;
    return time ? value : value.toString();
  }

  /** Reads a value that DuckDB keeps as JSON, so that a text has no quotes around it. */
  private static Object parsed(String json) throws SQLException {
    try {
      return JSON.readValue(json, Object.class);
    } catch (JsonProcessingException e) {
      throw new SQLException(e.getOriginalMessage(), e);
    }
  }

  @Override
  public void close() throws IOException {
    try (database) {
      result.close();
    } catch (SQLException e) {
      throw DuckDb.failure(e);
    }
  }
}
