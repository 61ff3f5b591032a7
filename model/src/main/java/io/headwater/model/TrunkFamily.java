package io.headwater.model;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** A Hugging Face model family whose layout a trunk can have. */
public enum TrunkFamily {
  /** Llama, SmolLM and other models of the type {@code llama}. */
  LLAMA("llama", "LlamaForCausalLM"),
  /** Mistral, read without its sliding window. */
  MISTRAL("mistral", "MistralForCausalLM"),
  /** Qwen2 and Qwen2.5. */
  QWEN2("qwen2", "Qwen2ForCausalLM");

  /** Which projections of attention have a bias. */
  public enum AttentionBias {
    /** None of them. */
    NONE,
    /** Queries, keys and values. */
    INPUTS,
    /** Queries, keys, values and the output. */
    ALL
  }

  private final String modelType;
  private final String architecture;

  TrunkFamily(String modelType, String architecture) {
    this.modelType = modelType;
    this.architecture = architecture;
  }

  /** Returns the family with a {@code model_type}; empty if it is not supported. */
  public static Optional<TrunkFamily> named(String modelType) {
    return Arrays.stream(values()).filter(f -> f.modelType.equals(modelType)).findFirst();
  }

  /** Returns the family's {@code model_type}. */
  public String modelType() {
    return modelType;
  }

  /** Returns the {@code transformers} class of the family's language model. */
  public String architecture() {
    return architecture;
  }

  /** Returns the biases that the family's attention may have. */
  public Set<AttentionBias> biases() {
    return switch (this) {
      case LLAMA -> EnumSet.of(AttentionBias.NONE, AttentionBias.ALL);
      case MISTRAL -> EnumSet.of(AttentionBias.NONE);
      case QWEN2 -> EnumSet.of(AttentionBias.INPUTS);
    };
  }
}
