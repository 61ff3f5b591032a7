package io.headwater.ingest.source;

import io.headwater.ingest.source.internal.FilesInTurn;
import io.headwater.ingest.source.internal.WorkbookRows;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The rows of a sheet in Excel files ({@code .xlsx}).
 *
 * <p>Values are texts as a spreadsheet program shows them, whatever the width of a column: 7, not
 * 7.0; TRUE; days and times in ISO 8601; what formulas last came to. An empty cell is null, and so
 * is what lies under a merged cell but for its first. A row is unreadable if a cell it needs is an
 * error, or a formula that was never computed. Empty rows are passed over.
 *
 * @param pattern path, or a pattern of paths; for {@link #fields}, all files must have the same
 *     columns
 * @param sheet name of the sheet; empty for the only one that is not empty
 * @param header whether the first row that is not empty names the columns
 * @param mapping which column is which field
 */
public record WorkbookSource(
    String pattern, Optional<String> sheet, boolean header, ColumnMapping mapping)
    implements RowSource {

  @Override
  public Rows open() throws IOException {
    return new FilesInTurn(FilePattern.require(pattern), this::rows);
  }

  private Rows rows(Path file, String name) throws IOException {
    WorkbookRows rows = WorkbookRows.open(file, name, sheet, header);
    try {
      return rows.select(mapping.over(rows.columns()));
    } catch (IllegalArgumentException e) {
      rows.close();
      throw e;
    }
  }

  @Override
  public List<String> fields() throws IOException {
    return List.copyOf(mapping.over(columns()).keySet());
  }

  @Override
  public List<String> columns() throws IOException {
    return FilesInTurn.sameColumns(
        FilePattern.require(pattern),
        file -> {
          try (WorkbookRows rows = WorkbookRows.open(file, "", sheet, header)) {
            return rows.columns();
          }
        });
  }

  @Override
  public boolean repeatable() {
    return true;
  }
}
