package io.headwater.model;

/** The activation of a trunk's feed-forward part. */
public enum Activation {
  /** {@code x} times the logistic function of {@code x}. */
  SILU,
  /** {@code x} times the share of a normal distribution below {@code x}. */
  GELU,
  /** GELU approximated by a hyperbolic tangent (Hendrycks and Gimpel, 2016). */
  GELU_TANH
}
