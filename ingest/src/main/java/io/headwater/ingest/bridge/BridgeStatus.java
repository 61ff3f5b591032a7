package io.headwater.ingest.bridge;

import java.util.Locale;

/**
 * What a bridge has done since its process started.
 *
 * @param state what the bridge is doing, such as "bridging" or "waiting to find topic tickets"
 * @param running whether the bridge is processing records, or is ready for the next ones
 * @param written number of examples written
 * @param deadLetters number of records that no example can be made from
 * @param skipped number of records skipped because they cannot be examples yet
 */
public record BridgeStatus(
    String state, boolean running, long written, long deadLetters, long skipped) {

  /** Returns the number of records read. */
  public long read() {
    return written + deadLetters + skipped;
  }

  /** Returns the status in one line. */
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
