package io.headwater.model.checkpoint.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.headwater.model.Activation;
import io.headwater.model.ModelConfig;
import io.headwater.model.Pooling;
import io.headwater.model.TrunkFamily;
import io.headwater.model.TrunkFamily.AttentionBias;
import io.headwater.model.TrunkParts.Part;
import io.headwater.model.checkpoint.CorruptCheckpointException;
import java.util.Optional;

/** The keys of a BertConfig, a RobertaConfig and an XLMRobertaConfig. */
final class BertConfigJson {
  private static final String ACTIVATION = "hidden_act";
  private static final String POSITION_KIND = "position_embedding_type";
  private static final String TYPES = "type_vocab_size";

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
    PoolingJson.write(json, config.pooling());
    json.put(ACTIVATION, ActivationJson.name(config.activation()));
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

  static ModelConfig read(ConfigFields json, TrunkFamily family, int givenPad, int end)
      throws CorruptCheckpointException {
    json.require(
        !json.has(POSITION_KIND) || json.text(POSITION_KIND).equals("absolute"),
        POSITION_KIND,
        "\"absolute\"");
    json.require(!json.flag("is_decoder"), "is_decoder", "false");
    json.require(!json.flag("add_cross_attention"), "add_cross_attention", "false");
    json.require(json.json().path("pruned_heads").isEmpty(), "pruned_heads", "empty");
    int heads = json.integer("num_attention_heads");
    boolean behindPadding = family.parts().has(Part.POSITIONS_BEHIND_PADDING);
    int pad = behindPadding ? json.integer(ConfigJson.PAD, USUAL_PAD) : givenPad;
    int first = behindPadding ? pad + 1 : 0;
    int positions = json.integer(ConfigJson.POSITIONS);
    json.require(positions > first, ConfigJson.POSITIONS, "more than " + first);
    return new ModelConfig(
        json.integer("vocab_size"),
        json.integer("hidden_size"),
        json.integer("intermediate_size"),
        json.integer("num_hidden_layers"),
        heads,
        heads,
        json.headSize("hidden_size", "num_attention_heads"),
        positions - first,
        Optional.empty(),
        json.number("layer_norm_eps", EPSILON),
        true,
        json.integer(ConfigJson.MULTIPLIER, 1),
        pad,
        end,
        family,
        AttentionBias.ALL,
        ActivationJson.read(json, ACTIVATION, Activation.GELU),
        json.integer(TYPES, USUAL_TYPES),
        PoolingJson.read(json).orElse(Pooling.MEAN));
  }
}
