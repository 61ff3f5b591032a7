package io.headwater.model.checkpoint.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.headwater.model.Activation;
import io.headwater.model.ModelConfig;
import io.headwater.model.Pooling;
import io.headwater.model.TrunkFamily;
import io.headwater.model.TrunkFamily.AttentionBias;
import io.headwater.model.checkpoint.CorruptCheckpointException;
import java.util.Optional;

/** The keys of a GPT2Config. */
final class Gpt2ConfigJson {
  private static final String ACTIVATION = "activation_function";
  private static final String HEADS = "n_head";
  private static final String INNER = "n_inner";
  private static final String SCALES = "scale_attn_weights";
  private static final String TIED = "tie_word_embeddings";
  private static final String WIDTH = "n_embd";

  /** Epsilon and feed-forward width, in widths, of a GPT2Config that does not give them. */
  private static final double EPSILON = 1e-5;

  private static final int USUAL_INNER = 4;

  private Gpt2ConfigJson() {}

  static void write(ObjectNode json, ModelConfig config) {
    json.put(ACTIVATION, ActivationJson.name(config.activation()));
    json.putArray("architectures").add(config.family().architecture());
    json.put("attn_pdrop", 0.0);
    json.putNull("bos_token_id");
    json.put("embd_pdrop", 0.0);
    json.put(ConfigJson.END, config.endToken());
    json.put(ConfigJson.MULTIPLIER, config.embeddingMultiplier());
    json.put("initializer_range", 0.02);
    json.put("layer_norm_epsilon", config.normEpsilon());
    json.put("model_type", config.family().modelType());
    json.put(WIDTH, config.hiddenSize());
    json.put(HEADS, config.heads());
    json.put(INNER, config.intermediateSize());
    json.put("n_layer", config.layers());
    json.put("n_positions", config.maxPositions());
    json.put(ConfigJson.PAD, config.padToken());
    json.put("resid_pdrop", 0.0);
    json.put("scale_attn_by_inverse_layer_idx", false);
    json.put(SCALES, true);
    json.put(TIED, config.tiedEmbedding());
    json.put("torch_dtype", "float32");
    json.put("use_cache", true);
    json.put("vocab_size", config.vocabularySize());
  }

  static ModelConfig read(ConfigFields json, int pad, int end) throws CorruptCheckpointException {
    json.require(!json.has(SCALES) || json.flag(SCALES), SCALES, "true");
    for (String other : new String[] {"scale_attn_by_inverse_layer_idx", "add_cross_attention"}) {
      json.require(!json.flag(other), other, "false");
    }
    int width = json.integer(WIDTH);
    int heads = json.integer(HEADS);
    return new ModelConfig(
        json.integer("vocab_size"),
        width,
        json.integer(INNER, USUAL_INNER * width),
        json.integer("n_layer"),
        heads,
        heads,
        json.headSize(WIDTH, HEADS),
        json.integer("n_positions"),
        Optional.empty(),
        json.number("layer_norm_epsilon", EPSILON),
        !json.has(TIED) || json.flag(TIED),
        json.integer(ConfigJson.MULTIPLIER, 1),
        pad,
        end,
        TrunkFamily.GPT2,
        AttentionBias.ALL,
        ActivationJson.read(json, ACTIVATION, Activation.GELU_TANH),
        0,
        Pooling.LAST);
  }
}
