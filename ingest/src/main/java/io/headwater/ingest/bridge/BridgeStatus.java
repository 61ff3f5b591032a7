package io.headwater.ingest.bridge;

/**
 * What a bridge has done since its process started.
 *
 * @param running whether records are processed; false while brokers or topics are waited for
 * @param written examples
 * @param deadLetters records of which no example can be made
 * @param skipped records that are no example yet
 */
public record BridgeStatus(boolean running, long written, long deadLetters, long skipped) {

  /** Returns the records read. */
  public long read() {
    return written + deadLetters + skipped;
  }
}
