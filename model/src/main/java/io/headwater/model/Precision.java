package io.headwater.model;

/** Number type the trunk and the vocabulary product are computed in; parameters stay float32. */
public enum Precision {
  /** Single precision. */
  FP32,
  /** bfloat16: half the memory traffic, and more operations a second on devices made for it. */
  BF16
}
