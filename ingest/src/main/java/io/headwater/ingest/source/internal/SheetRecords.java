package io.headwater.ingest.source.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.dhatim.fastexcel.reader.ReadableWorkbook;
import org.dhatim.fastexcel.reader.ReadingOptions;
import org.dhatim.fastexcel.reader.Row;
import org.dhatim.fastexcel.reader.Sheet;

/** Takes a sheet of a workbook apart into rows of cells, passing over empty rows. */
final class SheetRecords implements AutoCloseable {
  private final ReadableWorkbook workbook;
  private final Stream<Row> stream;
  private final Iterator<Row> rows;
  private final OptionalLong total;
  private List<CellText> cells = List.of();
  private long number;
  private volatile long seen;

  private SheetRecords(ReadableWorkbook workbook, Sheet sheet, OptionalLong total)
      throws IOException {
    this.workbook = workbook;
    this.total = total;
    this.stream = sheet.openStream();
    this.rows = stream.iterator();
  }

  /**
   * Opens a sheet.
   *
   * @param sheet name of the sheet; empty for the only one that is not empty
   * @throws IOException if there is no such sheet; the message is one sentence
   */
  static SheetRecords open(Path file, Optional<String> sheet) throws IOException {
    try {
      WorkbookParts parts = new WorkbookParts(file);
      ReadableWorkbook workbook =
          new ReadableWorkbook(file.toFile(), new ReadingOptions(parts.styled(), true));
      try {
        Sheet found = sheet(workbook, sheet);
        return new SheetRecords(workbook, found, parts.rows(found.getId()));
      } catch (IOException | RuntimeException e) {
        workbook.close();
        throw e;
      }
    } catch (IOException | RuntimeException e) { // the reader's own are unchecked
      throw new IOException("file " + file + " cannot be read: " + sentence(e), e);
    }
  }

  private static Sheet sheet(ReadableWorkbook workbook, Optional<String> wanted)
      throws IOException {
    List<Sheet> found = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (Sheet sheet : workbook.getSheets().toList()) {
      boolean filled = !isEmpty(sheet);
      if (filled) {
        names.add(sheet.getName());
      }
      if (wanted.isPresent() ? sheet.getName().equals(wanted.get()) : filled) {
        found.add(sheet);
      }
    }
    if (found.size() == 1) {
      return found.get(0);
    }
    if (names.isEmpty()) {
      throw new IOException("all its sheets are empty");
    }
    throw new IOException(
        "its sheets are "
            + names
            + (wanted.isPresent() ? ", none '" + wanted.get() + "'" : ": give one as --sheet"));
  }

  private static boolean isEmpty(Sheet sheet) throws IOException {
    try (Stream<Row> rows = sheet.openStream()) {
      return rows.allMatch(row -> cells(row).isEmpty());
    }
  }

  /** Returns the cells up to the last that is not empty. */
  private static List<CellText> cells(Row row) {
    List<CellText> cells = new ArrayList<>(row.getCellCount());
    int filled = 0;
    for (int i = 0; i < row.getCellCount(); i++) {
      CellText cell = row.getOptionalCell(i).map(CellText::of).orElse(CellText.EMPTY);
      cells.add(cell);
      filled = cell.isBlank() ? filled : i + 1;
    }
    return cells.subList(0, filled);
  }

  /**
   * Reads the next row that is not empty; returns false at the end.
   *
   * @throws IOException if the file is damaged; the message is one sentence
   */
  boolean next() throws IOException {
    try {
      while (rows.hasNext()) {
        Row row = rows.next();
        seen = row.getRowNum();
        cells = cells(row);
        if (!cells.isEmpty()) {
          number = row.getRowNum();
          return true;
        }
      }
      return false;
    } catch (RuntimeException e) { // whatever the reader meets in a damaged file
      throw new IOException(sentence(e), e);
    }
  }

  private static String sentence(Exception e) {
    Throwable cause = e instanceof UncheckedIOException ? e.getCause() : e;
    String message = String.valueOf(cause.getMessage());
    return cause instanceof IOException
        ? message
        : "it is no workbook as Excel writes it ("
            + message.lines().findFirst().orElse("").strip()
            + ")";
  }

  /** Returns the cells of the row read last, up to the last that is not empty. */
  List<CellText> cells() {
    return cells;
  }

  /** Returns the number of the row read last, as the sheet counts. */
  long number() {
    return number;
  }

  /** Returns how much of the sheet was read, from 0 to 1, if its number of rows is known. */
  OptionalDouble share() {
    return total.orElse(0) == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of(Math.min(1, (double) seen / total.getAsLong()));
  }

  @Override
  public void close() throws IOException {
    try (workbook) {
      stream.close();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }
}
