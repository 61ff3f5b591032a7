package io.headwater.client;

import io.headwater.schemas.contract.Rejection;

/** Thrown for an example that breaks its task's contract; it was not sent. */
public final class InvalidExampleException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  private final transient Rejection rejection;

  InvalidExampleException(String id, String task, Rejection rejection) {
    super("Example '" + id + "' of task '" + task + "' was not sent: " + rejection.detail());
    this.rejection = rejection;
  }

  /** Returns what is wrong with the example. */
  public Rejection rejection() {
    return rejection;
  }
}
