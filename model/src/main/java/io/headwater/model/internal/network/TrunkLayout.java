package io.headwater.model.internal.network;

import io.headwater.model.ModelConfig;
import io.headwater.model.TrunkFamily.AttentionBias;
import java.util.ArrayList;
import java.util.List;

/** The trunk's parameters, in the order the programs take them. */
public final class TrunkLayout {
  /** Name of the input embedding. */
  public static final String EMBEDDING = "model.embed_tokens.weight";

  /** Name of the final norm's gain. */
  public static final String FINAL_NORM = "model.norm.weight";

  /** Name of the output embedding, where it is not tied. */
  public static final String OUTPUT = "lm_head.weight";

  private static final double DEVIATION = 0.02;
  private static final int WEIGHTS_OF_A_LAYER = 9;

  private TrunkLayout() {}

  /** Returns the number of parameters of one layer. */
  static int layerSize(ModelConfig config) {
    return WEIGHTS_OF_A_LAYER + biases(config.attentionBias()).size();
  }

  /** Returns the parameters of a trunk, under their Hugging Face names. */
  public static List<ParameterSpec> of(ModelConfig config) {
    long d = config.hiddenSize();
    long queries = (long) config.heads() * config.headSize();
    long keys = (long) config.keyValueHeads() * config.headSize();
    long inner = config.intermediateSize();
    // Both additions of every layer go to the residual stream: keep its variance (GPT-2's rule).
    double residual = DEVIATION / Math.sqrt(2.0 * config.layers());
    List<ParameterSpec> specs = new ArrayList<>();
    specs.add(ParameterSpec.matrix(EMBEDDING, DEVIATION, config.vocabularySize(), d));
    for (int layer = 0; layer < config.layers(); layer++) {
      String at = "model.layers." + layer + ".";
      specs.add(ParameterSpec.vector(at + "input_layernorm.weight", 1, d));
      specs.add(ParameterSpec.matrix(at + "self_attn.q_proj.weight", DEVIATION, queries, d));
      specs.add(ParameterSpec.matrix(at + "self_attn.k_proj.weight", DEVIATION, keys, d));
      specs.add(ParameterSpec.matrix(at + "self_attn.v_proj.weight", DEVIATION, keys, d));
      specs.add(ParameterSpec.matrix(at + "self_attn.o_proj.weight", residual, d, queries));
      specs.add(ParameterSpec.vector(at + "post_attention_layernorm.weight", 1, d));
      specs.add(ParameterSpec.matrix(at + "mlp.gate_proj.weight", DEVIATION, inner, d));
      specs.add(ParameterSpec.matrix(at + "mlp.up_proj.weight", DEVIATION, inner, d));
      specs.add(ParameterSpec.matrix(at + "mlp.down_proj.weight", residual, d, inner));
      for (String name : biases(config.attentionBias())) {
        long size = name.equals("q_proj") ? queries : name.equals("o_proj") ? d : keys;
        specs.add(ParameterSpec.vector(at + "self_attn." + name + ".bias", 0, size));
      }
    }
    specs.add(ParameterSpec.vector(FINAL_NORM, 1, d));
    if (!config.tiedEmbedding()) {
      specs.add(ParameterSpec.matrix(OUTPUT, DEVIATION, config.vocabularySize(), d));
    }
    return specs;
  }

  private static List<String> biases(AttentionBias bias) {
    return switch (bias) {
      case NONE -> List.of();
      case INPUTS -> List.of("q_proj", "k_proj", "v_proj");
      case ALL -> List.of("q_proj", "k_proj", "v_proj", "o_proj");
    };
  }
}
