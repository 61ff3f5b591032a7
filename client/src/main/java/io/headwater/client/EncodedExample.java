package io.headwater.client;

import io.headwater.schemas.LabeledExample;
import io.headwater.schemas.contract.RecordSize;

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

  /** Returns the most bytes a batch of it alone takes, its key and framing among them. */
  public long size() {
    return RecordSize.of(example.getId(), bytes);
  }

  String topic() {
    return topic;
  }

  byte[] bytes() {
    return bytes;
  }
}
