package io.headwater.trainer.internal.checkpoint;

/** What the writing of a checkpoint is doing, or waiting for. */
public enum Stage {
  /** Nothing has begun yet. */
  QUEUED("its turn"),
  /** The canaries are computed. */
  CANARIES("its canaries"),
  /** The files are written to the store. */
  STORE("the checkpoint store"),
  /** The journal, and then the announcement, go to the brokers. */
  BROKERS("the brokers");

  private final String text;

  Stage(String text) {
    this.text = text;
  }

  /** Returns what a checkpoint at this stage waits for, in words. */
  public String text() {
    return text;
  }
}
