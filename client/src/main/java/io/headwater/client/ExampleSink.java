package io.headwater.client;

import io.headwater.schemas.LabeledExample;

/** Sends examples in two steps; the first may run in another thread. */
public interface ExampleSink {

  /**
   * Checks and encodes an example, waiting while the registry is away.
   *
   * @throws InvalidExampleException if it breaks its task's contract or the task was not declared
   * @throws IllegalStateException if the sink is closed
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  EncodedExample encode(LabeledExample example) throws InterruptedException;

  /**
   * Sends an example, waiting first while too many are unanswered.
   *
   * @throws IllegalStateException if the sink is closed
   * @throws InterruptedException if the thread is interrupted while it waits; nothing is sent
   */
  void send(EncodedExample example) throws InterruptedException;

  /** Returns how many examples the brokers have taken. */
  long delivered();
}
