package io.headwater.service.terminal;

import java.util.ArrayList;
import java.util.List;

/** A plain text table; the first column is left-aligned, the others right-aligned. */
public final class Table {
  private static final String GAP = "  ";

  private final List<String> header;
  private final List<List<String>> rows = new ArrayList<>();

  /** Starts a table with these column names. */
  public Table(String... header) {
    this(List.of(header));
  }

  /** Starts a table with these column names. */
  public Table(List<String> header) {
    this.header = List.copyOf(header);
  }

  /**
   * Adds a row.
   *
   * @throws IllegalArgumentException if it has more or fewer cells than there are columns
   */
  public Table row(List<String> cells) {
    if (cells.size() != header.size()) {
      throw new IllegalArgumentException(
          "a row has " + cells.size() + " cells but the table has " + header.size() + " columns");
    }
    rows.add(List.copyOf(cells));
    return this;
  }

  /** Adds a row. */
  public Table row(String... cells) {
    return row(List.of(cells));
  }

  /** Returns the lines of the table, the header first. */
  public List<String> lines() {
    return lines(Integer.MAX_VALUE);
  }

  /**
   * Returns the lines of the table, the header first.
   *
   * @param most columns of the terminal that there are; the table's last columns are left out where
   *     they do not fit
   */
  public List<String> lines(int most) {
    List<List<String>> all = new ArrayList<>(List.of(header));
    all.addAll(rows);
    List<Integer> widths = new ArrayList<>();
    int total = -GAP.length();
    for (int i = 0; i < header.size(); i++) {
      int at = i;
      int width = all.stream().mapToInt(cells -> Columns.of(cells.get(at))).max().orElseThrow();
      total += GAP.length() + width;
      if (i > 0 && total > most) {
        break;
      }
      widths.add(width);
    }
    return all.stream().map(cells -> line(cells, widths)).toList();
  }

  private static String line(List<String> cells, List<Integer> widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.size(); i++) {
      String cell = cells.get(i);
      String padding = " ".repeat(widths.get(i) - Columns.of(cell));
      line.append(i == 0 ? cell + padding : GAP + padding + cell);
    }
    return line.toString().stripTrailing();
  }

  @Override
  public String toString() {
    return String.join(System.lineSeparator(), lines());
  }
}
