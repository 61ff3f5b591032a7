package io.headwater.model.internal.network;

import io.headwater.model.ModelConfig;
import io.headwater.model.TrunkFamily.AttentionBias;
import io.headwater.model.internal.layout.Layout;
import io.headwater.model.internal.layout.TrunkArrays.AfterLayers;
import io.headwater.model.internal.layout.TrunkArrays.LayerParameter;
import io.headwater.model.internal.layout.TrunkArrays.TrunkParameter;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** The trunk's parameters, in the order the programs take them. */
public final class TrunkLayout {
  /** Name of the input embedding. */
  public static final String EMBEDDING = "model.embed_tokens.weight";

  /** Name of the final norm's gain. */
  public static final String FINAL_NORM = "model.norm.weight";

  /** Name of the output embedding, if it is not tied. */
  public static final String OUTPUT = "lm_head.weight";

  private static final double DEVIATION = 0.02;

  private TrunkLayout() {}

  /** Returns the parameters that a layer has: the first ones, up to its last bias if any. */
  static Set<LayerParameter> layer(AttentionBias bias) {
    LayerParameter last =
        switch (bias) {
          case NONE -> LayerParameter.DOWN;
          case INPUTS -> LayerParameter.VALUE_BIAS;
          case ALL -> LayerParameter.OUTPUT_BIAS;
        };
    return EnumSet.range(LayerParameter.INPUT_NORM, last);
  }

  /** Returns the parameters of a trunk, under their Hugging Face names. */
  public static List<ParameterSpec> of(ModelConfig config) {
    List<ParameterSpec> specs =
        new ArrayList<>(
            Layout.withRun(
                TrunkParameter.class,
                parameter ->
                    switch (parameter) {
                      case EMBEDDING -> List.of(vocabulary(config, EMBEDDING));
                      case LAYERS -> layers(config);
                    }));
    specs.addAll(
        Layout.withRun(
            AfterLayers.class,
            parameter ->
                switch (parameter) {
                  case FINAL_NORM ->
                      List.of(ParameterSpec.vector(FINAL_NORM, 1, config.hiddenSize()));
                  case OUTPUT ->
                      config.tiedEmbedding() ? List.of() : List.of(vocabulary(config, OUTPUT));
                }));
    return specs;
  }

  private static ParameterSpec vocabulary(ModelConfig config, String name) {
    return ParameterSpec.matrix(name, DEVIATION, config.vocabularySize(), config.hiddenSize());
  }

  private static List<ParameterSpec> layers(ModelConfig config) {
    List<ParameterSpec> specs = new ArrayList<>();
    for (int layer = 0; layer < config.layers(); layer++) {
      for (LayerParameter parameter : layer(config.attentionBias())) {
        specs.add(spec(config, "model.layers." + layer + ".", parameter));
      }
    }
    return specs;
  }

  private static ParameterSpec spec(ModelConfig config, String at, LayerParameter parameter) {
    long d = config.hiddenSize();
    long queries = (long) config.heads() * config.headSize();
    long keys = (long) config.keyValueHeads() * config.headSize();
    long inner = config.intermediateSize();
    // Keeps the residual stream's variance: every layer adds to it twice (GPT-2's rule).
    double residual = DEVIATION / Math.sqrt(2.0 * config.layers());
    String name = at + name(parameter);
    return switch (parameter) {
      case INPUT_NORM, POST_ATTENTION_NORM -> ParameterSpec.vector(name, 1, d);
      case QUERY -> ParameterSpec.matrix(name, DEVIATION, queries, d);
      case KEY, VALUE -> ParameterSpec.matrix(name, DEVIATION, keys, d);
      case OUTPUT -> ParameterSpec.matrix(name, residual, d, queries);
      case GATE, UP -> ParameterSpec.matrix(name, DEVIATION, inner, d);
      case DOWN -> ParameterSpec.matrix(name, residual, d, inner);
      case QUERY_BIAS -> ParameterSpec.vector(name, 0, queries);
      case KEY_BIAS, VALUE_BIAS -> ParameterSpec.vector(name, 0, keys);
      case OUTPUT_BIAS -> ParameterSpec.vector(name, 0, d);
    };
  }

  private static String name(LayerParameter parameter) {
    return switch (parameter) {
      case INPUT_NORM -> "input_layernorm.weight";
      case QUERY -> "self_attn.q_proj.weight";
      case KEY -> "self_attn.k_proj.weight";
      case VALUE -> "self_attn.v_proj.weight";
      case OUTPUT -> "self_attn.o_proj.weight";
      case POST_ATTENTION_NORM -> "post_attention_layernorm.weight";
      case GATE -> "mlp.gate_proj.weight";
      case UP -> "mlp.up_proj.weight";
      case DOWN -> "mlp.down_proj.weight";
      case QUERY_BIAS -> "self_attn.q_proj.bias";
      case KEY_BIAS -> "self_attn.k_proj.bias";
      case VALUE_BIAS -> "self_attn.v_proj.bias";
      case OUTPUT_BIAS -> "self_attn.o_proj.bias";
    };
  }
}
