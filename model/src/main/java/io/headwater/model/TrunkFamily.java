package io.headwater.model;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** A Hugging Face model family whose layout a trunk can have. */
public enum TrunkFamily {
  /** Llama, SmolLM and other models of the type {@code llama}. */
  LLAMA("llama", "LlamaForCausalLM"),
  /** Mistral, read without its sliding window. */
  MISTRAL("mistral", "MistralForCausalLM"),
  /** Qwen2 and Qwen2.5. */
  QWEN2("qwen2", "Qwen2ForCausalLM"),
  /** Qwen3, dense. */
  QWEN3("qwen3", "Qwen3ForCausalLM"),
  /** GPT-2 and DistilGPT-2. */
  GPT2("gpt2", "GPT2LMHeadModel"),
  /** BERT, and sentence encoders such as MiniLM, BGE, E5 and GTE that have its layout. */
  BERT("bert", "BertModel"),
  /** RoBERTa, which has BERT's layers and the tokens of a byte-level BPE. */
  ROBERTA("roberta", "RobertaModel"),
  /** XLM-R and multilingual encoders of its layout: RoBERTa with the tokens of a unigram model. */
  XLM_ROBERTA("xlm-roberta", "XLMRobertaModel"),
  /** DistilBERT: BERT's layers under other names, without token types. */
  DISTILBERT("distilbert", "DistilBertModel");

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

  /** Returns the {@code model_type} of every family, in quotes, as a sentence lists them. */
  public static String modelTypes() {
    String types =
        Arrays.stream(values())
            .map(family -> "\"" + family.modelType + "\"")
            .collect(Collectors.joining(", "));
    int last = types.lastIndexOf(", ");
    return types.substring(0, last) + " or" + types.substring(last + 1);
  }

  /** Returns the family's {@code model_type}. */
  public String modelType() {
    return modelType;
  }

  /** Returns the {@code transformers} class whose weights are exported. */
  public String architecture() {
    return architecture;
  }

  /** Returns the parts that the family's trunks are made of. */
  public TrunkParts parts() {
    return switch (this) {
      case LLAMA, MISTRAL, QWEN2 -> TrunkParts.LLAMA;
      case QWEN3 -> TrunkParts.QWEN3;
      case GPT2 -> TrunkParts.GPT2;
      case BERT -> TrunkParts.BERT;
      case ROBERTA, XLM_ROBERTA -> TrunkParts.ROBERTA;
      case DISTILBERT -> TrunkParts.DISTILBERT;
    };
  }

  /**
   * Returns whether each token sees only those before it. Such a trunk can write texts; another one
   * reads an input as a whole.
   */
  public boolean isCausal() {
    return parts().has(TrunkParts.Part.CAUSAL);
  }

  /** Returns the biases that the family's attention may have. */
  public Set<AttentionBias> biases() {
    return switch (this) {
      case LLAMA, QWEN3 -> EnumSet.of(AttentionBias.NONE, AttentionBias.ALL);
      case MISTRAL -> EnumSet.of(AttentionBias.NONE);
      case QWEN2 -> EnumSet.of(AttentionBias.INPUTS);
      case GPT2, BERT, ROBERTA, XLM_ROBERTA, DISTILBERT -> EnumSet.of(AttentionBias.ALL);
    };
  }
}
