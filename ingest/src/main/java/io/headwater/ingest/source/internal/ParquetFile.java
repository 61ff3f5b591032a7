package io.headwater.ingest.source.internal;

import io.headwater.ingest.source.ColumnMapping;
import io.headwater.ingest.source.Rows;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** Reads one Parquet file by its own schema. */
public final class ParquetFile {
  private ParquetFile() {}

  /**
   * Opens a file.
   *
   * @param name what locations call the file; empty if there is only one
   * @throws IllegalArgumentException if the file lacks a column that the mapping names
   */
  public static Rows open(Path file, String name, ColumnMapping mapping) throws IOException {
    DuckDb database = DuckDb.open();
    String sql;
    long total;
    try {
      String table = table(file);
      sql =
          mapping.over(database.columns("SELECT * FROM " + table)).entrySet().stream()
              .map(entry -> DuckDb.name(entry.getValue()) + " AS " + DuckDb.name(entry.getKey()))
              .collect(Collectors.joining(", ", "SELECT ", " FROM " + table));
      total = Long.parseLong(database.strings("SELECT count(*) FROM " + table).get(0));
    } catch (IOException | RuntimeException e) {
      database.close();
      throw e;
    }
    return new QueryRows(database, sql, name, total);
  }

  /** Returns the names of a file's columns. */
  public static List<String> columns(Path file) throws IOException {
    try (DuckDb database = DuckDb.open()) {
      return database.columns("SELECT * FROM " + table(file));
    }
  }

  /** Names exactly this file and its own columns: no pattern, nothing of its folders' names. */
  private static String table(Path file) {
    String exact = file.toString().replaceAll("[\\[*?]", "[$0]");
    return "read_parquet(" + DuckDb.literal(exact) + ", hive_partitioning = false)";
  }
}
