package io.headwater.ingest.source;

import io.headwater.ingest.source.internal.InputFile;
import java.util.Locale;
import java.util.Optional;

/** Formats of files that hold rows. */
public enum FileFormat {
  /** Values separated by commas, optionally in quotes. */
  CSV,
  /** Values separated by tabs; quotes are ordinary text. */
  TSV,
  /** One JSON object a line, one JSON array of objects, or rows that a path leads to. */
  JSON,
  /** Parquet. */
  PARQUET,
  /** Questions about passages, as SQuAD publishes them; no file's name says so. */
  SQUAD,
  /** A text a line; no file's name says so. */
  LINES,
  /** A sheet of an Excel file. */
  XLSX;

  /** Returns the format that a file's name ends with, if it is a known one. */
  public static Optional<FileFormat> of(String path) {
    String name = InputFile.plainName(path.toLowerCase(Locale.ROOT));
    return switch (name.substring(name.lastIndexOf('.') + 1)) {
      case "csv" -> Optional.of(CSV);
      case "tsv", "tab" -> Optional.of(TSV);
      case "json", "jsonl", "ndjson" -> Optional.of(JSON);
      case "parquet", "pq" -> Optional.of(PARQUET);
      case "xlsx", "xlsm" -> Optional.of(XLSX);
      default -> Optional.empty();
    };
  }
}
