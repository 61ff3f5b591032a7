package io.headwater.client;

import io.headwater.schemas.LabeledExample;

/** Sends examples in two steps, of which the first may be another thread's. */
public interface ExampleSink {

  /**
   * Checks an example and makes the bytes that are sent, waiting for a registry that is away.
   *
   * @throws InvalidExampleException if it breaks its task's contract or the task was not declared
   * @throws IllegalStateException if the sink is closed
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  EncodedExample encode(LabeledExample example) throws InterruptedException;

  /**
   * Sends an example, waiting first while too many are without an answer.
   *
   * @throws IllegalStateException if the sink is closed
   * @throws InterruptedException if the thread is interrupted while it waits; nothing is sent
   */
  void send(EncodedExample example) throws InterruptedException;

  /** Returns how many examples the brokers have taken. */
  long delivered();
}
