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
    /** Token type of each token (N); one unused element where the trunk has no types. */
    TYPES,
    /** Packed token in each padded place (P). */
    GATHER,
    /** Padded place of each packed token (N). */
    BACK,
    /** Tokens of each row, in packed order (R). */
    LENGTHS,
    /** {@link Group} after group; last, since it alone stays in host memory. */
    GROUPS
  }

  /** A group of rows that attention sees padded to one length. */
  public enum Group implements ProgramName {
    /** Number of rows. */
    ROWS,
    /** Padded length. */
    LENGTH,
    /** 1 if padding must be hidden from attention, else 0. */
    MASKED
  }

  /** What attention keeps of each layer and group; passed between programs only. */
  public enum KeptState implements ProgramName {
    /** Keys, rotated if the trunk does so (rows, key-value heads, length, head size). */
    KEYS,
    /** Values, of the same shape. */
    VALUES
  }
}
