package io.headwater.model.internal.network;

import io.headwater.model.ModelConfig;
import io.headwater.model.internal.layout.Layout;
import io.headwater.model.internal.layout.TaskArrays.DecoderLayerParameter;
import io.headwater.model.internal.layout.TaskArrays.DecoderParameter;
import io.headwater.model.internal.layout.TaskArrays.DecoderSize;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The parameters of the decoder that writes texts on a trunk that is not causal. */
final class DecoderLayout {
  private static final double DEVIATION = 0.02;

  /** Keeps the residual stream's variance: every layer adds to it three times (GPT-2's rule). */
  private static final double RESIDUAL = DEVIATION / Math.sqrt(3.0 * DecoderSize.LAYERS.number());

  /** The feed-forward part's width is a multiple of this. */
  private static final int INNER_STEP = 8;

  private DecoderLayout() {}

  /**
   * Returns the parameters in the order the programs take them.
   *
   * @param at what the stored names begin with
   * @param places most places of a target, its end included
   */
  static List<ParameterSpec> of(ModelConfig config, String at, int places) {
    int d = config.hiddenSize();
    List<ParameterSpec> specs =
        new ArrayList<>(
            Layout.list(
                DecoderParameter.class,
                parameter ->
                    switch (parameter) {
                      case POSITION_EMBEDDING ->
                          ParameterSpec.matrix(
                              at + "position_embedding.weight", DEVIATION, places, d);
                      case FINAL_NORM -> ParameterSpec.vector(at + "norm.weight", 1, d);
                      case FINAL_NORM_BIAS -> ParameterSpec.vector(at + "norm.bias", 0, d);
                      case OUTPUT -> ParameterSpec.matrix(at + "output.weight", DEVIATION, d, d);
                    }));
    for (int l = 0; l < DecoderSize.LAYERS.number(); l++) {
      String layer = at + "layers." + l + ".";
      specs.addAll(Layout.list(DecoderLayerParameter.class, name -> spec(config, layer, name)));
    }
    return specs;
  }

  private static ParameterSpec spec(ModelConfig config, String at, DecoderLayerParameter name) {
    int d = config.hiddenSize();
    int heads = config.heads() * config.headSize();
    String weight = at + name.name().toLowerCase(Locale.ROOT) + ".weight";
    return switch (name) {
      case ATTENTION_NORM, CROSS_NORM, FEED_FORWARD_NORM -> ParameterSpec.vector(weight, 1, d);
      case ATTENTION_NORM_BIAS, CROSS_NORM_BIAS, FEED_FORWARD_NORM_BIAS ->
          ParameterSpec.vector(weight.replace("_bias.weight", ".bias"), 0, d);
      case QUERY, KEY, VALUE, CROSS_QUERY, CROSS_KEY, CROSS_VALUE ->
          ParameterSpec.matrix(weight, DEVIATION, heads, d);
      case OUTPUT, CROSS_OUTPUT -> ParameterSpec.matrix(weight, RESIDUAL, d, heads);
      case UP -> ParameterSpec.matrix(weight, DEVIATION, inner(d), d);
      case DOWN -> ParameterSpec.matrix(weight, RESIDUAL, d, inner(d));
    };
  }

  /** Returns the width of the feed-forward part: about 8/3 of the trunk's. */
  private static int inner(int width) {
    return INNER_STEP * Math.max(1, Math.round(width / 3f));
  }
}
