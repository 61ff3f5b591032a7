package io.headwater.ingest.source.internal;

import io.headwater.ingest.source.Row;
import io.headwater.ingest.source.RowLocation;
import io.headwater.ingest.source.Rows;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/** Reads the rows of one sheet of a workbook; each row's location is its number in the sheet. */
public final class WorkbookRows implements Rows {
  private final SheetRecords records;
  private final String name;
  private final List<String> columns;
  private Map<String, String> selection = Map.of();

  /** Whether a row was read that is not yet returned. */
  private boolean pending;

  /**
   * Opens a sheet and reads the names of its columns: those of its first row that is not empty, or
   * {@code column1} and so on.
   *
   * @param name what locations call the file; empty if there is only one
   * @param sheet name of the sheet; empty for the only one that is not empty
   * @throws IOException if there is no such sheet, or its columns cannot be told apart; the message
   *     is one sentence
   */
  public static WorkbookRows open(Path file, String name, Optional<String> sheet, boolean header)
      throws IOException {
    SheetRecords records = SheetRecords.open(file, sheet);
    try {
      return new WorkbookRows(records, file, name, header);
    } catch (IOException | RuntimeException e) {
      records.close();
      throw e;
    }
  }

  private WorkbookRows(SheetRecords records, Path file, String name, boolean header)
      throws IOException {
    this.records = records;
    this.name = name;
    boolean any;
    try {
      any = records.next();
    } catch (IOException e) {
      throw new IOException("file " + file + " cannot be read: " + e.getMessage(), e);
    }
    if (!any) {
      throw new IOException("the sheet of file " + file + " is empty");
    }
    this.pending = !header;
    this.columns = names(records.cells(), file, header);
  }

  private static List<String> names(List<CellText> first, Path file, boolean header)
      throws IOException {
    List<String> names = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (CellText cell : first) {
      String given = header ? cell.text().orElse("").strip() : "";
      String column = given.isEmpty() ? "column" + (names.size() + 1) : given;
      names.add(column);
      if (!seen.add(column)) {
        throw new IOException("column '" + column + "' occurs twice in the first row of " + file);
      }
    }
    return names;
  }

  /** Returns the names of the sheet's columns, in order. */
  public List<String> columns() {
    return columns;
  }

  /**
   * Says which columns rows have from now on.
   *
   * @param wanted column by field
   * @return these rows
   */
  public WorkbookRows select(Map<String, String> wanted) {
    selection = wanted;
    return this;
  }

  @Override
  public Optional<Row> next() throws IOException {
    boolean more = pending || records.next();
    pending = false;
    return more ? Optional.of(row(records.cells())) : Optional.empty();
  }

  private Row row(List<CellText> cells) {
    RowLocation location = new RowLocation("row", records.number(), name);
    Map<String, Object> fields = new LinkedHashMap<>();
    Optional<String> fault =
        cells.size() <= columns.size()
            ? Optional.empty()
            : Optional.of(
                "too many columns: "
                    + cells.size()
                    + " found but "
                    + columns.size()
                    + " expected as in the first row");
    for (Map.Entry<String, String> field : selection.entrySet()) {
      int column = columns.indexOf(field.getValue());
      CellText cell = column < cells.size() ? cells.get(column) : CellText.EMPTY;
      fault = fault.or(cell::fault);
      fields.put(field.getKey(), cell.text().orElse(null));
    }
    return fault.isPresent()
        ? Row.Unreadable.of(location, fault.get(), fields.toString())
        : new Row.Read(location, fields);
  }

  @Override
  public OptionalDouble share() {
    return records.share();
  }

  @Override
  public void close() throws IOException {
    records.close();
  }
}
