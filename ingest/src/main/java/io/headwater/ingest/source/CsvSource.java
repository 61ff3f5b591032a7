package io.headwater.ingest.source;

import io.headwater.ingest.source.internal.CsvRows;
import io.headwater.ingest.source.internal.FilesInTurn;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The rows of text tables, compressed or not.
 *
 * <p>Every value is text; an empty value is null. A row is unreadable if it has more or fewer
 * columns than the first, text behind a quote that closes, a quote that is never closed, or bytes
 * that are invalid in the encoding. The line end of a file's first row is that of all its rows.
 *
 * @param pattern path, or a pattern of paths; all files must have the same columns
 * @param dialect how the tables are written
 * @param mapping which column is which field
 */
public record CsvSource(String pattern, CsvDialect dialect, ColumnMapping mapping)
    implements RowSource {

  @Override
  public Rows open() throws IOException {
    List<Path> files = FilePattern.require(pattern);
    Map<String, String> selection = mapping.over(columns(files));
    return new FilesInTurn(
        files, (file, name) -> CsvRows.open(file, dialect, name).select(selection));
  }

  @Override
  public List<String> fields() throws IOException {
    return List.copyOf(mapping.over(columns()).keySet());
  }

  @Override
  public List<String> columns() throws IOException {
    return columns(FilePattern.require(pattern));
  }

  private List<String> columns(List<Path> files) throws IOException {
    return FilesInTurn.sameColumns(files, this::columns);
  }

  private List<String> columns(Path file) throws IOException {
    try (CsvRows rows = CsvRows.open(file, dialect, "")) {
      return rows.columns();
    }
  }

  @Override
  public boolean repeatable() {
    return true;
  }
}
