package io.headwater.model;

/** Which states of an input a label or a score is read from. */
public enum Pooling {
  /** The mean of all tokens' states. */
  MEAN,
  /** The state of the first token. */
  FIRST,
  /** The state of the last token. */
  LAST
}
