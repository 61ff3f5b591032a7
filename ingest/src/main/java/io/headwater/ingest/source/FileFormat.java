package io.headwater.ingest.source;

import io.headwater.ingest.source.internal.InputFile;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** Formats of files that hold rows. */
public enum FileFormat {
  /** Values separated by commas, optionally in quotes. */
  CSV,
  /** Values separated by tabs; quotes are ordinary text. */
  TSV,
  /** One JSON object a line, or one JSON array of objects. */
  JSON,
  /** Parquet. */
  PARQUET,
  /** Questions about passages, as SQuAD publishes them; no file's name says so. */
  SQUAD;

  /** Returns the format that a file's name ends with, if it is a known one. */
  public static Optional<FileFormat> of(String path) {
    String name = InputFile.plainName(path.toLowerCase(Locale.ROOT));
    return switch (name.substring(name.lastIndexOf('.') + 1)) {
      case "csv" -> Optional.of(CSV);
      case "tsv", "tab" -> Optional.of(TSV);
      case "json", "jsonl", "ndjson" -> Optional.of(JSON);
      case "parquet", "pq" -> Optional.of(PARQUET);
      default -> Optional.empty();
    };
  }

  /**
   * Returns a source for the rows of files in this format.
   *
   * @param pattern path, or a pattern of paths
   * @param dialect how a text table is written; ignored for other formats
   */
  public RowSource source(String pattern, CsvDialect dialect, ColumnMapping mapping) {
    return switch (this) {
      case CSV, TSV -> new CsvSource(pattern, dialect, mapping);
      case PARQUET -> new ParquetSource(pattern, mapping);
      case SQUAD -> new SquadSource(Path.of(pattern), mapping);
      case JSON -> new JsonSource(pattern, mapping);
    };
  }
}
