package io.headwater.model.internal.network;

import io.headwater.model.ModelConfig;
import io.headwater.model.TrunkFamily.AttentionBias;
import io.headwater.model.TrunkParts;
import io.headwater.model.TrunkParts.Norm;
import io.headwater.model.TrunkParts.Part;
import io.headwater.model.internal.layout.TrunkArrays.LayerParameter;
import io.headwater.model.internal.layout.TrunkArrays.TrunkParameter;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The trunk's parameters, in the order the programs take them: what stands before the layers, the
 * layers, what stands behind them. Where each one lies follows from those the family has.
 */
public final class TrunkLayout {
  private static final double DEVIATION = 0.02;

  private static final Set<TrunkParameter> BEHIND =
      EnumSet.of(TrunkParameter.FINAL_NORM, TrunkParameter.FINAL_NORM_BIAS, TrunkParameter.OUTPUT);

  private final ModelConfig config;
  private final TrunkNames names;
  private final List<TrunkParameter> before;
  private final List<LayerParameter> layer;
  private final List<TrunkParameter> behind;

  /** Lays out the trunk of a shape. */
  TrunkLayout(ModelConfig config) {
    this.config = config;
    this.names = TrunkNames.of(config.family());
    List<TrunkParameter> own =
        Stream.of(TrunkParameter.values()).filter(parameter -> has(config, parameter)).toList();
    this.before = own.stream().filter(parameter -> !BEHIND.contains(parameter)).toList();
    this.behind = own.stream().filter(BEHIND::contains).toList();
    this.layer =
        Stream.of(LayerParameter.values()).filter(parameter -> has(config, parameter)).toList();
  }

  /** Returns the parameters of a trunk, under their Hugging Face names. */
  public static List<ParameterSpec> of(ModelConfig config) {
    return new TrunkLayout(config).specs();
  }

  private static boolean has(ModelConfig config, TrunkParameter parameter) {
    TrunkParts parts = config.family().parts();
    return switch (parameter) {
      case EMBEDDING -> true;
      case POSITION_EMBEDDING -> !parts.has(Part.ROTARY);
      case TYPE_EMBEDDING -> config.tokenTypes() > 0;
      case EMBEDDING_NORM -> parts.has(Part.EMBEDDING_NORM);
      case EMBEDDING_NORM_BIAS -> parts.has(Part.EMBEDDING_NORM) && parts.norm() == Norm.LAYER;
      case FINAL_NORM -> parts.has(Part.FINAL_NORM);
      case FINAL_NORM_BIAS -> parts.finalNormBias();
      case OUTPUT -> !config.tiedEmbedding();
    };
  }

  private static boolean has(ModelConfig config, LayerParameter parameter) {
    TrunkParts parts = config.family().parts();
    return switch (parameter) {
      case ATTENTION_NORM, QUERY, KEY, VALUE, OUTPUT, FEED_FORWARD_NORM, UP, DOWN -> true;
      case ATTENTION_NORM_BIAS, FEED_FORWARD_NORM_BIAS -> parts.norm() == Norm.LAYER;
      case QUERY_NORM, KEY_NORM -> parts.has(Part.HEAD_NORMS);
      case GATE -> parts.has(Part.GATE);
      case QUERY_BIAS, KEY_BIAS, VALUE_BIAS -> config.attentionBias() != AttentionBias.NONE;
      case OUTPUT_BIAS -> config.attentionBias() == AttentionBias.ALL;
      case UP_BIAS, DOWN_BIAS -> parts.has(Part.FEED_FORWARD_BIAS);
    };
  }

  /** Returns the index of the first parameter of the first layer. */
  int firstLayer() {
    return before.size();
  }

  /** Returns the number of parameters of a layer. */
  int layerSize() {
    return layer.size();
  }

  /** Returns the index of a parameter; that of the embedding for a tied output; -1 for none. */
  int index(TrunkParameter parameter) {
    if (parameter == TrunkParameter.OUTPUT && config.tiedEmbedding()) {
      return index(TrunkParameter.EMBEDDING);
    }
    int place = behind.indexOf(parameter);
    return place < 0
        ? before.indexOf(parameter)
        : before.size() + config.layers() * layer.size() + place;
  }

  /** Returns the place of a parameter within its layer, -1 for none. */
  int place(LayerParameter parameter) {
    return layer.indexOf(parameter);
  }

  private List<ParameterSpec> specs() {
    List<ParameterSpec> specs = new ArrayList<>();
    before.forEach(parameter -> specs.add(spec(parameter)));
    for (int i = 0; i < config.layers(); i++) {
      for (LayerParameter parameter : layer) {
        specs.add(spec(i, parameter));
      }
    }
    behind.forEach(parameter -> specs.add(spec(parameter)));
    return specs;
  }

  private ParameterSpec spec(TrunkParameter parameter) {
    long d = config.hiddenSize();
    String name = names.of(parameter);
    return switch (parameter) {
      case EMBEDDING, OUTPUT -> ParameterSpec.matrix(name, DEVIATION, config.vocabularySize(), d);
      case POSITION_EMBEDDING -> {
        long positions = (long) config.firstPosition() + config.maxPositions();
        yield ParameterSpec.matrix(name, DEVIATION, positions, d);
      }
      case TYPE_EMBEDDING -> ParameterSpec.matrix(name, DEVIATION, config.tokenTypes(), d);
      case EMBEDDING_NORM, FINAL_NORM -> ParameterSpec.vector(name, 1, d);
      case EMBEDDING_NORM_BIAS, FINAL_NORM_BIAS -> ParameterSpec.vector(name, 0, d);
    };
  }

  private ParameterSpec spec(int index, LayerParameter parameter) {
    long d = config.hiddenSize();
    long queries = (long) config.heads() * config.headSize();
    long keys = (long) config.keyValueHeads() * config.headSize();
    long inner = config.intermediateSize();
    // Keeps the residual stream's variance: every layer adds to it twice (GPT-2's rule).
    double residual = DEVIATION / Math.sqrt(2.0 * config.layers());
    String name = names.of(index, parameter);
    return switch (parameter) {
      case ATTENTION_NORM, FEED_FORWARD_NORM -> ParameterSpec.vector(name, 1, d);
      case QUERY -> ParameterSpec.matrix(name, DEVIATION, queries, d);
      case KEY, VALUE -> ParameterSpec.matrix(name, DEVIATION, keys, d);
      case OUTPUT -> ParameterSpec.matrix(name, residual, d, queries);
      case QUERY_NORM, KEY_NORM -> ParameterSpec.vector(name, 1, config.headSize());
      case GATE, UP -> ParameterSpec.matrix(name, DEVIATION, inner, d);
      case DOWN -> ParameterSpec.matrix(name, residual, d, inner);
      case QUERY_BIAS -> ParameterSpec.vector(name, 0, queries);
      case KEY_BIAS, VALUE_BIAS -> ParameterSpec.vector(name, 0, keys);
      case UP_BIAS -> ParameterSpec.vector(name, 0, inner);
      case ATTENTION_NORM_BIAS, FEED_FORWARD_NORM_BIAS, OUTPUT_BIAS, DOWN_BIAS ->
          ParameterSpec.vector(name, 0, d);
    };
  }
}
