package io.headwater.client;

import io.headwater.schemas.LabeledExample;
import io.headwater.schemas.contract.RecordSize;

/** A checked example with the bytes that are sent for it. */
public final class EncodedExample {
  private final LabeledExample example;
  private final String topic;
  private final byte[] bytes;

  /**
   * Makes an encoded example without checking it, for sinks other than {@link ExampleProducer}.
   *
   * @param topic topic to send it to
   * @param bytes the example in the Confluent wire format; must not be changed afterwards
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

  /** Returns the most bytes that a batch of only this example takes, including key and framing. */
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
