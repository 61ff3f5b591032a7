package io.headwater.model.internal.layout;

/** A packed batch; the package documentation shows its layout. */
public final class BatchArrays {
  private BatchArrays() {}

  /** The packed batch. */
  public enum Packed implements ProgramName {
    /** Token ids (N). */
    IDS,
    /** Place of each token in its row (N). */
    POSITIONS,
    /** Packed token in each padded place (P). */
    GATHER,
    /** Padded place of each packed token (N). */
    BACK,
    /** {@link Group} after group; last, since it alone stays in host memory. */
    GROUPS
  }

  /** A group of rows that attention sees padded to one length. */
  public enum Group implements ProgramName {
    /** Number of rows. */
    ROWS,
    /** Padded length. */
    LENGTH
  }

  /** What attention keeps of each layer and group; passed between programs only. */
  public enum KeptState implements ProgramName {
    /** Rotated keys (rows, key-value heads, length, head size). */
    KEYS,
    /** Values, of the same shape. */
    VALUES
  }
}
