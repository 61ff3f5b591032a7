package io.headwater.model.internal.network;

import io.headwater.model.ModelConfig;
import java.util.ArrayList;
import java.util.List;

/** The trunk's parameters, in the order the programs take them. */
public final class TrunkLayout {
  /** Name of the input embedding. */
  public static final String EMBEDDING = "model.embed_tokens.weight";

  /** Name of the final norm's gain. */
  public static final String FINAL_NORM = "model.norm.weight";

  private static final double DEVIATION = 0.02;

  private TrunkLayout() {}

  /** Returns the parameters of a trunk, under their Hugging Face names. */
  public static List<ParameterSpec> of(ModelConfig config) {
    long d = config.hiddenSize();
    long keys = (long) config.keyValueHeads() * config.headSize();
    long inner = config.intermediateSize();
    // Both additions of every layer go to the residual stream: keep its variance (GPT-2's rule).
    double residual = DEVIATION / Math.sqrt(2.0 * config.layers());
    List<ParameterSpec> specs = new ArrayList<>();
    specs.add(ParameterSpec.matrix(EMBEDDING, DEVIATION, config.vocabularySize(), d));
    for (int layer = 0; layer < config.layers(); layer++) {
      String at = "model.layers." + layer + ".";
      specs.add(ParameterSpec.vector(at + "input_layernorm.weight", 1, d));
      specs.add(ParameterSpec.matrix(at + "self_attn.q_proj.weight", DEVIATION, d, d));
      specs.add(ParameterSpec.matrix(at + "self_attn.k_proj.weight", DEVIATION, keys, d));
      specs.add(ParameterSpec.matrix(at + "self_attn.v_proj.weight", DEVIATION, keys, d));
      specs.add(ParameterSpec.matrix(at + "self_attn.o_proj.weight", residual, d, d));
      specs.add(ParameterSpec.vector(at + "post_attention_layernorm.weight", 1, d));
      specs.add(ParameterSpec.matrix(at + "mlp.gate_proj.weight", DEVIATION, inner, d));
      specs.add(ParameterSpec.matrix(at + "mlp.up_proj.weight", DEVIATION, inner, d));
      specs.add(ParameterSpec.matrix(at + "mlp.down_proj.weight", residual, d, inner));
    }
    specs.add(ParameterSpec.vector(FINAL_NORM, 1, d));
    if (!config.tiedEmbedding()) {
      specs.add(ParameterSpec.matrix("lm_head.weight", DEVIATION, config.vocabularySize(), d));
    }
    return specs;
  }
}
