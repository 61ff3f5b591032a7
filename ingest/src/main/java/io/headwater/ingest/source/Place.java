package io.headwater.ingest.source;

/**
 * Where in a source a row is, so that a person finds it.
 *
 * @param unit what is counted: "row", "line" or "entry"
 * @param number from 1
 * @param within file or entry it is in; empty where the source is one file
 */
public record Place(String unit, long number, String within) {

  /** Returns the place of a row of the source. */
  public static Place row(long number) {
    return new Place("row", number, "");
  }

  /** Returns the place of a line of a file. */
  public static Place line(long number, String file) {
    return new Place("line", number, file);
  }

  @Override
  public String toString() {
    return unit + " " + number + (within.isEmpty() ? "" : " of " + within);
  }
}
