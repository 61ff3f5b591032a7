package io.headwater.ingest.source.internal;

import io.headwater.ingest.source.ColumnMapping;
import io.headwater.ingest.source.Rows;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Reads one Parquet file by its own schema. */
public final class ParquetFile {
  private ParquetFile() {}

  /**
   * Opens a file.
   *
   * @param name what locations call the file; empty if there is only one
   * @param classes names of classes by column, where the file itself keeps none
   * @throws IllegalArgumentException if the file lacks a column that the mapping names
   */
  public static Rows open(
      Path file, String name, ColumnMapping mapping, Map<String, ClassNames> classes)
      throws IOException {
    InputFile.requireNoPointer(file);
    DuckDb database = DuckDb.open();
    Map<String, ClassNames> named = new LinkedHashMap<>();
    String sql;
    long total;
    try {
      String table = table(file);
      Map<String, String> selection = mapping.over(database.columns("SELECT * FROM " + table));
      Map<String, ClassNames> known = new LinkedHashMap<>(classes);
      known.putAll(classes(database, file));
      selection.forEach(
          (field, column) -> {
            if (known.containsKey(column)) {
              named.put(field, known.get(column));
            }
          });
      sql =
          selection.entrySet().stream()
              .map(entry -> DuckDb.name(entry.getValue()) + " AS " + DuckDb.name(entry.getKey()))
              .collect(Collectors.joining(", ", "SELECT ", " FROM " + table));
      total = Long.parseLong(database.strings("SELECT count(*) FROM " + table).get(0));
    } catch (IOException | RuntimeException e) {
      database.close();
      throw e;
    }
    Rows rows = new QueryRows(database, sql, name, total);
    return named.isEmpty() ? rows : new ClassRows(rows, named);
  }

  /** Returns the names of classes by column that a file keeps. */
  private static Map<String, ClassNames> classes(DuckDb database, Path file) throws IOException {
    String sql =
        "SELECT decode(value) FROM parquet_kv_metadata("
            + DuckDb.literal(exact(file))
            + ") WHERE decode(key) = 'huggingface'";
    Map<String, ClassNames> classes = new LinkedHashMap<>();
    database.strings(sql).forEach(note -> classes.putAll(DatasetCard.classesOf(note)));
    return classes;
  }

  /** Returns the fields that the rows of all files have. */
  public static List<String> fields(List<Path> files, ColumnMapping mapping) throws IOException {
    List<String> fields = new ArrayList<>();
    for (Path file : files) {
      List<String> own = List.copyOf(mapping.over(columns(file)).keySet());
      if (fields.isEmpty()) {
        fields.addAll(own);
      }
      fields.retainAll(own);
    }
    return fields;
  }

  /** Returns the names of a file's columns. */
  public static List<String> columns(Path file) throws IOException {
    InputFile.requireNoPointer(file);
    try (DuckDb database = DuckDb.open()) {
      return database.columns("SELECT * FROM " + table(file));
    }
  }

  /** Names exactly this file and its own columns: no pattern, nothing of its folders' names. */
  private static String table(Path file) {
    return "read_parquet(" + DuckDb.literal(exact(file)) + ", hive_partitioning = false)";
  }

  private static String exact(Path file) {
    return file.toString().replaceAll("[\\[*?]", "[$0]");
  }
}
