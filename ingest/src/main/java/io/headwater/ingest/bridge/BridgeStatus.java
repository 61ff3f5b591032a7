package io.headwater.ingest.bridge;

import java.util.Locale;

/**
 * What a bridge has done since its process started.
 *
 * @param state what it is doing, such as "bridging" or "waiting to find topic tickets"
 * @param running whether records are bridged, or will be as soon as there are any
 * @param written examples
 * @param deadLetters records of which no example can be made
 * @param skipped records that are no example yet
 */
public record BridgeStatus(
    String state, boolean running, long written, long deadLetters, long skipped) {

  /** Returns the records read. */
  public long read() {
    return written + deadLetters + skipped;
  }

  /** Returns all of it in one line. */
  public String toText() {
    return String.format(
        Locale.ROOT,
        "%s: %,d records read, %,d examples written, %,d dead letters, %,d skipped",
        state,
        read(),
        written,
        deadLetters,
        skipped);
  }
}
