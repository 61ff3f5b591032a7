package io.headwater.ingest.source.internal;

import io.headwater.ingest.source.CsvDialect;
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

/** Reads the rows of one text table; each row's location is its first line. */
public final class CsvRows implements Rows {
  private final InputFile bytes;
  private final CsvRecords records;
  private final String name;
  private final List<String> columns;
  private String[] fields = {};
  private int[] sources = {};

  /** Whether a record was read that is not yet returned as a row. */
  private boolean pending;

  /**
   * Opens a table and reads the names of its columns: those of its header, or {@code column1} and
   * so on.
   *
   * @param name what locations call the file; empty if there is only one
   * @throws IOException if the file cannot be read, is empty, or names a column twice; the message
   *     is one sentence
   */
  public static CsvRows open(Path file, CsvDialect dialect, String name) throws IOException {
    InputFile bytes = InputFile.text(file, dialect.charset());
    try {
      return new CsvRows(bytes, file, dialect, name);
    } catch (IOException | RuntimeException e) {
      bytes.close();
      throw e;
    }
  }

  private CsvRows(InputFile bytes, Path file, CsvDialect dialect, String name) throws IOException {
    this.bytes = bytes;
    this.name = name;
    boolean any;
    try {
      this.records = new CsvRecords(bytes, dialect);
      any = records.next();
    } catch (IOException e) {
      throw new IOException("file " + file + " cannot be read: " + e.getMessage(), e);
    }
    if (!any) {
      throw new IOException("file " + file + " is empty");
    }
    if (dialect.header() && records.fault().isPresent()) {
      throw new IOException(
          "the header of file " + file + " cannot be read: " + records.fault().get());
    }
    this.pending = !dialect.header();
    this.columns = names(file, dialect.header());
  }

  private List<String> names(Path file, boolean header) throws IOException {
    List<String> names = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < records.values().size(); i++) {
      String given = header ? records.values().get(i).strip() : "";
      names.add(given.isEmpty() ? "column" + (i + 1) : given);
      if (!seen.add(names.get(i))) {
        throw new IOException("column '" + given + "' occurs twice in the header of " + file);
      }
    }
    return names;
  }

  /** Returns the names of the table's columns, in order. */
  public List<String> columns() {
    return columns;
  }

  /**
   * Says which columns rows have from now on.
   *
   * @param selection column by field
   * @return these rows
   */
  public CsvRows select(Map<String, String> selection) {
    fields = selection.keySet().toArray(String[]::new);
    sources = selection.values().stream().mapToInt(columns::indexOf).toArray();
    return this;
  }

  @Override
  public Optional<Row> next() throws IOException {
    if (!pending && !records.next()) {
      return Optional.empty();
    }
    pending = false;
    RowLocation location = RowLocation.line(records.line(), name);
    List<String> values = records.values();
    Optional<String> fault = records.fault().or(() -> miscounted(values));
    if (fault.isPresent()) {
      return Optional.of(Row.Unreadable.of(location, fault.get(), records.excerpt()));
    }
    Map<String, Object> row = new LinkedHashMap<>();
    for (int i = 0; i < fields.length; i++) {
      String value = values.get(sources[i]);
      row.put(fields[i], value.isEmpty() ? null : value);
    }
    return Optional.of(new Row.Read(location, row));
  }

  /** Finds rows of more or fewer columns than the first, but for an empty one at the end. */
  private Optional<String> miscounted(List<String> values) {
    int more = values.size() - columns.size();
    return more == 0 || (more == 1 && values.get(columns.size()).isEmpty())
        ? Optional.empty()
        : Optional.of(
            (more > 0 ? "too many" : "missing")
                + " columns: "
                + values.size()
                + " found but "
                + columns.size()
                + " expected as in the first row");
  }

  @Override
  public OptionalDouble share() {
    return OptionalDouble.of(bytes.share());
  }

  @Override
  public void close() throws IOException {
    bytes.close();
  }
}
