package io.headwater.client;

import io.headwater.schemas.LabeledExample;

/** A checked example with the bytes that are sent for it. */
public final class EncodedExample {
  private final LabeledExample example;
  private final String topic;
  private final byte[] bytes;

  /**
   * Takes what belongs together, unchecked: for sinks that are no {@link ExampleProducer}.
   *
   * @param topic where it goes
   * @param bytes the example in the Confluent wire format, not to be changed any more
   */
  public EncodedExample(LabeledExample example, String topic, byte[] bytes) {
    this.example = example;
    this.topic = topic;
    this.bytes = bytes;
  }

  /** Returns the example. */
  public LabeledExample example() {
    return example;
  }

  String topic() {
    return topic;
  }

  byte[] bytes() {
    return bytes;
  }
}
