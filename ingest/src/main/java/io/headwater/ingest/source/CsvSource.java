package io.headwater.ingest.source;

import io.headwater.ingest.source.internal.ColumnSelection;
import io.headwater.ingest.source.internal.CsvHeader;
import io.headwater.ingest.source.internal.DuckDb;
import io.headwater.ingest.source.internal.QueryRows;
import io.headwater.ingest.source.internal.RejectedLines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/**
 * The rows of text tables, compressed or not.
 *
 * <p>Every value is text; an empty value is null. A line is an unreadable row if it has more or
 * fewer columns than the first line, an unclosed quote, or bytes that are invalid in the encoding.
 * Unreadable rows come last.
 *
 * @param pattern path, or a pattern of paths; all files must have the same columns
 * @param dialect how the tables are written
 * @param mapping which column is which field
 */
public record CsvSource(String pattern, CsvDialect dialect, ColumnMapping mapping)
    implements RowSource {
  private static final long SOON_COUNTED = 64 << 20;

  @Override
  public Rows open() throws IOException {
    List<String> files = files();
    List<String> columns = columns(files);
    String sql = ColumnSelection.of(mapping.over(columns), table(files, columns));
    return new QueryRows(DuckDb.open(), sql, RejectedLines.stored(files.size() == 1));
  }

  @Override
  public List<String> fields() throws IOException {
    return List.copyOf(mapping.over(columns(files())).keySet());
  }

  @Override
  public OptionalLong count() throws IOException {
    List<String> files = files();
    long bytes = 0;
    for (String file : files) {
      bytes += Files.size(Path.of(file));
    }
    if (bytes > SOON_COUNTED) {
      return OptionalLong.empty();
    }
    try (DuckDb database = DuckDb.open()) {
      String sql = "SELECT count(*) FROM " + table(files, columns(files));
      return OptionalLong.of(Long.parseLong(database.strings(sql).get(0)));
    }
  }

  @Override
  public boolean repeatable() {
    return true;
  }

  private List<String> files() throws IOException {
    try (DuckDb database = DuckDb.open()) {
      return database.files(pattern);
    }
  }

  private List<String> columns(List<String> files) throws IOException {
    List<String> first = CsvHeader.read(Path.of(files.get(0)), dialect);
    for (String file : files.subList(1, files.size())) {
      List<String> other = CsvHeader.read(Path.of(file), dialect);
      if (!other.equals(first)) {
        throw new IOException(
            "columns of "
                + file
                + " are "
                + other
                + " but must be those of "
                + files.get(0)
                + ", "
                + first);
      }
    }
    return first;
  }

  private String table(List<String> files, List<String> columns) {
    String quote = DuckDb.literal(dialect.quote().map(String::valueOf).orElse(""));
    return "read_csv("
        + files.stream().map(DuckDb::literal).collect(Collectors.joining(", ", "[", "]"))
        + ", auto_detect = false, store_rejects = true, header = "
        + dialect.header()
        + ", delim = "
        + DuckDb.literal(dialect.delimiter())
        + ", quote = "
        + quote
        + ", escape = "
        + quote
        + ", encoding = "
        + DuckDb.literal(dialect.encoding().label())
        + ", columns = "
        + columns.stream()
            .map(column -> DuckDb.literal(column) + ": 'VARCHAR'")
            .collect(Collectors.joining(", ", "{", "}"))
        + ")";
  }
}
