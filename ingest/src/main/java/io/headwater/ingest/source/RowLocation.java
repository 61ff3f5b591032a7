package io.headwater.ingest.source;

/**
 * Where in a source a row is, so that a person finds it.
 *
 * @param unit what is counted: "row", "line" or "entry"
 * @param number from 1
 * @param within file or entry it is in; empty where the source is one file
 */
public record RowLocation(String unit, long number, String within) {

  /** Returns the location of a row of the source. */
  public static RowLocation row(long number) {
    return new RowLocation("row", number, "");
  }

  /** Returns the location of a line of a file. */
  public static RowLocation line(long number, String file) {
    return new RowLocation("line", number, file);
  }

  @Override
  public String toString() {
    return unit + " " + number + (within.isEmpty() ? "" : " of " + within);
  }
}
