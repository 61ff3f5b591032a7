package io.headwater.ingest.source;

/**
 * Where a row is in its source, in terms a person can look up.
 *
 * @param unit what is counted: "row", "line" or "entry"
 * @param number number of the unit, from 1
 * @param within file or entry that holds the row; empty if the source is one file
 */
public record RowLocation(String unit, long number, String within) {

  /** Returns the location of a numbered row of the source. */
  public static RowLocation row(long number) {
    return new RowLocation("row", number, "");
  }

  /** Returns the location of a numbered line of a file. */
  public static RowLocation line(long number, String file) {
    return new RowLocation("line", number, file);
  }

  @Override
  public String toString() {
    return unit + " " + number + (within.isEmpty() ? "" : " of " + within);
  }
}
