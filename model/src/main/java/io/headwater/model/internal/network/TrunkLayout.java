package io.headwater.model.internal.network;

import io.headwater.model.LoraConfig;
import io.headwater.model.ModelConfig;
import io.headwater.model.TrunkFamily.AttentionBias;
import io.headwater.model.TrunkParts;
import io.headwater.model.TrunkParts.Norm;
import io.headwater.model.TrunkParts.Part;
import io.headwater.model.TrunkTraining;
import io.headwater.model.internal.layout.Layout;
import io.headwater.model.internal.layout.TrunkArrays.AdapterParameter;
import io.headwater.model.internal.layout.TrunkArrays.LayerParameter;
import io.headwater.model.internal.layout.TrunkArrays.TrunkParameter;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The trunk's parameters, in the order the programs take them: what stands before the layers, the
 * layers, what stands behind them, the adapters of each layer. Where each one lies follows from
 * those the family has. Those that are trained are the last ones.
 */
public final class TrunkLayout {
  private static final double DEVIATION = 0.02;

  private static final Set<TrunkParameter> BEHIND =
      EnumSet.of(TrunkParameter.FINAL_NORM, TrunkParameter.FINAL_NORM_BIAS, TrunkParameter.OUTPUT);

  private final ModelConfig config;
  private final TrunkTraining training;
  private final TrunkNames names;
  private final List<TrunkParameter> before;
  private final List<LayerParameter> layer;
  private final List<TrunkParameter> behind;
  private final List<LayerParameter> adapted;

  /** Lays out the trunk of a shape, all of which is trained. */
  public TrunkLayout(ModelConfig config) {
    this(config, TrunkTraining.full());
  }

  /**
   * Lays out a trunk and its adapters.
   *
   * @throws IllegalArgumentException if a weight that is to have an adapter is none of the family's
   */
  public TrunkLayout(ModelConfig config, TrunkTraining training) {
    this.config = config;
    this.training = training;
    this.names = TrunkNames.of(config.family());
    List<TrunkParameter> own =
        Stream.of(TrunkParameter.values()).filter(parameter -> has(config, parameter)).toList();
    this.before = own.stream().filter(parameter -> !BEHIND.contains(parameter)).toList();
    this.behind = own.stream().filter(BEHIND::contains).toList();
    this.layer =
        Stream.of(LayerParameter.values()).filter(parameter -> has(config, parameter)).toList();
    Set<LoraConfig.Target> targets =
        training.adapters().map(LoraConfig::targets).orElseGet(Set::of);
    this.adapted = targets.stream().map(TrunkLayout::weight).toList();
    for (LoraConfig.Target target : targets) {
      if (!LoraConfig.Target.of(config.family()).contains(target)) {
        throw new IllegalArgumentException(
            "%s is to have an adapter, but a layer of the type \"%s\" has no such module"
                .formatted(target, config.family().modelType()));
      }
    }
  }

  private static LayerParameter weight(LoraConfig.Target target) {
    return switch (target) {
      case QUERY -> LayerParameter.QUERY;
      case KEY -> LayerParameter.KEY;
      case VALUE -> LayerParameter.VALUE;
      case OUTPUT -> LayerParameter.OUTPUT;
      case GATE -> LayerParameter.GATE;
      case UP -> LayerParameter.UP;
      case DOWN -> LayerParameter.DOWN;
    };
  }

  /** Returns the parameters of a trunk without adapters, under their Hugging Face names. */
  public static List<ParameterSpec> of(ModelConfig config) {
    return new TrunkLayout(config).own();
  }

  /**
   * Returns the parameters of a trunk's adapters, under the names that PEFT gives them.
   *
   * @throws IllegalArgumentException as the constructor does
   */
  public static List<ParameterSpec> adapters(ModelConfig config, LoraConfig lora) {
    return new TrunkLayout(config, new TrunkTraining.Adapters(lora)).adapters();
  }

  /** Returns the names of the weights of the first layer that have an adapter. */
  public static List<String> adapted(ModelConfig config, LoraConfig lora) {
    TrunkLayout layout = new TrunkLayout(config, new TrunkTraining.Adapters(lora));
    return layout.adapted.stream().map(weight -> layout.names.of(0, weight)).toList();
  }

  /** Returns the shape of the trunk. */
  public ModelConfig config() {
    return config;
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

  /** Returns the index of the first adapter, which is the number of the trunk's own parameters. */
  public int firstAdapter() {
    return before.size() + config.layers() * layer.size() + behind.size();
  }

  /** Returns the number of parameters of a layer's adapters. */
  int layerAdapters() {
    return adapted.size() * AdapterParameter.values().length;
  }

  /** Returns the place of a weight's adapter among those of its layer, -1 for none. */
  int adapter(LayerParameter weight) {
    int place = adapted.indexOf(weight);
    return place < 0 ? place : place * AdapterParameter.values().length;
  }

  /** Returns the factor of what an adapter adds, 0 if there are none. */
  double adapterFactor() {
    return training.adapters().map(LoraConfig::factor).orElse(0.0);
  }

  /** Returns the number of all parameters, those of the adapters included. */
  public int size() {
    return firstAdapter() + config.layers() * layerAdapters();
  }

  /** Returns the index of the first parameter that is trained; {@link #size} if none is. */
  public int firstTrained() {
    if (training instanceof TrunkTraining.Full full) {
      return full.embeddingsHeld() ? before.size() : 0;
    } else if (training instanceof TrunkTraining.Adapters) {
      return firstAdapter();
    } else if (training instanceof TrunkTraining.Frozen) {
      return size();
    }
    throw new AssertionError(training); // sealed
  }

  /**
   * Returns how many layers lie above a parameter; what stands behind the layers counts as the
   * last.
   */
  public int layersAbove(int index) {
    int top = config.layers() - 1;
    if (index < before.size()) {
      return config.layers();
    } else if (index < before.size() + config.layers() * layer.size()) {
      return top - (index - before.size()) / layer.size();
    }
    return index < firstAdapter() ? 0 : top - (index - firstAdapter()) / layerAdapters();
  }

  /** Returns every parameter; the adapters' names are those that PEFT gives them. */
  public List<ParameterSpec> specs() {
    List<ParameterSpec> specs = own();
    specs.addAll(adapters());
    return specs;
  }

  /** Returns the parameters of the adapters; none if there are none. */
  public List<ParameterSpec> adapters() {
    List<ParameterSpec> specs = new ArrayList<>();
    for (int i = 0; i < config.layers(); i++) {
      for (LayerParameter weight : adapted) {
        ParameterSpec whole = spec(i, weight);
        int rank = training.adapters().orElseThrow().rank();
        specs.addAll(
            Layout.list(
                AdapterParameter.class,
                parameter ->
                    switch (parameter) {
                      case DOWN -> AdapterSpecs.down(whole, rank);
                      case UP -> AdapterSpecs.up(whole, rank);
                    }));
      }
    }
    return specs;
  }

  private List<ParameterSpec> own() {
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
