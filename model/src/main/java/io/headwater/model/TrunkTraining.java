package io.headwater.model;

import java.util.Optional;

/** What is trained of a trunk. The tasks' modules always are. */
public sealed interface TrunkTraining {
  /** Returns the training of every parameter. */
  static TrunkTraining full() {
    return new Full(false);
  }

  /** Returns the adapters that are trained beside the trunk; empty if there are none. */
  default Optional<LoraConfig> adapters() {
    return Optional.empty();
  }

  /**
   * The trunk's own parameters.
   *
   * @param embeddingsHeld whether what stands before the layers stays as it is: the embeddings and
   *     their norm, with them an output embedding that is tied
   */
  record Full(boolean embeddingsHeld) implements TrunkTraining {}

  /**
   * Adapters; the trunk's own parameters stay as they are.
   *
   * @param lora shape of the adapters
   */
  record Adapters(LoraConfig lora) implements TrunkTraining {
    @Override
    public Optional<LoraConfig> adapters() {
      return Optional.of(lora);
    }
  }

  /** Nothing of it. */
  record Frozen() implements TrunkTraining {}
}
