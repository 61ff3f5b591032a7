package io.headwater.model.checkpoint.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.headwater.model.Activation;
import io.headwater.model.ModelConfig;
import io.headwater.model.Pooling;
import io.headwater.model.TrunkFamily;
import io.headwater.model.TrunkFamily.AttentionBias;
import io.headwater.model.checkpoint.CorruptCheckpointException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The keys of a BertConfig, a RobertaConfig and an XLMRobertaConfig. The pooling is stored under a
 * key of our own, so that a checkpoint needs no further files to be continued from.
 */
final class BertConfigJson {
  private static final String ACTIVATION = "hidden_act";
  private static final String POOLING = "headwater_pooling";
  private static final String POSITION_KIND = "position_embedding_type";
  private static final String TYPES = "type_vocab_size";

  private static final Map<String, Activation> ACTIVATIONS =
      Map.of(
          "gelu", Activation.GELU,
          "gelu_new", Activation.GELU_TANH,
          "gelu_pytorch_tanh", Activation.GELU_TANH,
          "gelu_fast", Activation.GELU_TANH,
          "silu", Activation.SILU,
          "swish", Activation.SILU);

  /** The epsilon and the types of a BertConfig that does not give them. */
  private static final double EPSILON = 1e-12;

  private static final int USUAL_TYPES = 2;

  /** The padding token of a RobertaConfig that does not name one. */
  private static final int USUAL_PAD = 1;

  private BertConfigJson() {}

  static void write(ObjectNode json, ModelConfig config) {
    json.putArray("architectures").add(config.family().architecture());
    json.put("attention_probs_dropout_prob", 0.0);
    json.putNull("classifier_dropout");
    json.put(ConfigJson.END, config.endToken());
    json.put(ConfigJson.MULTIPLIER, config.embeddingMultiplier());
    json.put(POOLING, config.pooling().name().toLowerCase(Locale.ROOT));
    json.put(ACTIVATION, name(config.activation()));
    json.put("hidden_dropout_prob", 0.0);
    json.put("hidden_size", config.hiddenSize());
    json.put("initializer_range", 0.02);
    json.put("intermediate_size", config.intermediateSize());
    json.put("layer_norm_eps", config.normEpsilon());
    json.put(ConfigJson.POSITIONS, config.firstPosition() + config.maxPositions());
    json.put("model_type", config.family().modelType());
    json.put("num_attention_heads", config.heads());
    json.put("num_hidden_layers", config.layers());
    json.put(ConfigJson.PAD, config.padToken());
    json.put(POSITION_KIND, "absolute");
    json.put("torch_dtype", "float32");
    json.put(TYPES, config.tokenTypes());
    json.put("use_cache", true);
    json.put("vocab_size", config.vocabularySize());
  }

  private static String name(Activation activation) {
    return switch (activation) {
      case SILU -> "silu";
      case GELU -> "gelu";
      case GELU_TANH -> "gelu_new";
    };
  }

  static ModelConfig read(ConfigFields json, TrunkFamily family, int givenPad, int end)
      throws CorruptCheckpointException {
    json.require(
        !json.has(POSITION_KIND) || json.text(POSITION_KIND).equals("absolute"),
        POSITION_KIND,
        "\"absolute\"");
    json.require(!json.flag("is_decoder"), "is_decoder", "false");
    json.require(!json.flag("add_cross_attention"), "add_cross_attention", "false");
    json.require(json.json().path("pruned_heads").isEmpty(), "pruned_heads", "empty");
    int hidden = json.integer("hidden_size");
    int heads = json.integer("num_attention_heads");
    json.require(
        heads > 0 && hidden % heads == 0,
        "hidden_size",
        "a multiple of num_attention_heads (" + heads + ")");
    boolean behindPadding = family.parts().positionsBehindPadding();
    int pad = behindPadding ? json.integer(ConfigJson.PAD, USUAL_PAD) : givenPad;
    int first = behindPadding ? pad + 1 : 0;
    int positions = json.integer(ConfigJson.POSITIONS);
    json.require(positions > first, ConfigJson.POSITIONS, "more than " + first);
    return new ModelConfig(
        json.integer("vocab_size"),
        hidden,
        json.integer("intermediate_size"),
        json.integer("num_hidden_layers"),
        heads,
        heads,
        hidden / heads,
        positions - first,
        Optional.empty(),
        json.number("layer_norm_eps", EPSILON),
        true,
        json.integer(ConfigJson.MULTIPLIER, 1),
        pad,
        end,
        family,
        AttentionBias.ALL,
        activation(json),
        json.integer(TYPES, USUAL_TYPES),
        pooling(json).orElse(Pooling.MEAN));
  }

  private static Activation activation(ConfigFields json) throws CorruptCheckpointException {
    if (!json.has(ACTIVATION)) {
      return Activation.GELU;
    }
    Activation named = ACTIVATIONS.get(json.text(ACTIVATION));
    if (named == null) {
      throw json.refusal(
          ACTIVATION,
          ACTIVATIONS.keySet().stream()
              .sorted()
              .collect(Collectors.joining("\", \"", "one of \"", "\"")));
    }
    return named;
  }

  /** Returns the pooling that a checkpoint stores here. */
  static Optional<Pooling> pooling(ConfigFields json) throws CorruptCheckpointException {
    if (!json.has(POOLING)) {
      return Optional.empty();
    }
    String name = json.text(POOLING);
    return Optional.of(
        Stream.of(Pooling.values())
            .filter(pooling -> pooling.name().toLowerCase(Locale.ROOT).equals(name))
            .findFirst()
            .orElseThrow(() -> json.refusal(POOLING, "\"mean\", \"first\" or \"last\"")));
  }
}
