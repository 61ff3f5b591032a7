package io.headwater.model.checkpoint.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.headwater.model.ModelConfig;
import io.headwater.model.TrunkFamily;
import io.headwater.model.TrunkFamily.AttentionBias;
import io.headwater.model.checkpoint.CorruptCheckpointException;

/** The keys of a LlamaConfig, a MistralConfig, a Qwen2Config and a Qwen3Config. */
final class LlamaConfigJson {
  private static final String SLIDING_WINDOW = "sliding_window";

  /** The window of a MistralConfig that does not give one. */
  private static final int MISTRAL_WINDOW = 4096;

  /** The width of a head of a Qwen3Config that does not give one. */
  private static final int QWEN3_HEAD = 128;

  private LlamaConfigJson() {}

  static void write(ObjectNode json, ModelConfig config) {
    TrunkFamily family = config.family();
    json.putArray("architectures").add(family.architecture());
    if (mayBias(family)) {
      json.put("attention_bias", config.attentionBias() == AttentionBias.ALL);
    }
    json.put("attention_dropout", 0.0);
    json.putNull("bos_token_id");
    json.put(ConfigJson.END, config.endToken());
    json.put("head_dim", config.headSize());
    json.put(ConfigJson.MULTIPLIER, config.embeddingMultiplier());
    json.put("hidden_act", "silu");
    json.put("hidden_size", config.hiddenSize());
    json.put("initializer_range", 0.02);
    json.put("intermediate_size", config.intermediateSize());
    json.put(ConfigJson.POSITIONS, config.maxPositions());
    if (family == TrunkFamily.LLAMA) {
      json.put("mlp_bias", false);
    }
    json.put("model_type", family.modelType());
    json.put("num_attention_heads", config.heads());
    json.put("num_hidden_layers", config.layers());
    json.put("num_key_value_heads", config.keyValueHeads());
    json.put(ConfigJson.PAD, config.padToken());
    if (family == TrunkFamily.LLAMA) {
      json.put("pretraining_tp", 1);
    }
    json.put("rms_norm_eps", config.normEpsilon());
    RopeJson.write(json, config.rotary().orElseThrow());
    if (family != TrunkFamily.LLAMA) {
      json.putNull(SLIDING_WINDOW);
    }
    json.put("tie_word_embeddings", config.tiedEmbedding());
    json.put("torch_dtype", "float32");
    json.put("use_cache", true);
    json.put("vocab_size", config.vocabularySize());
  }

  static ModelConfig read(ConfigFields json, TrunkFamily family, int pad, int end)
      throws CorruptCheckpointException {
    refuseWhatIsComputedOtherwise(json, family);
    int heads = json.integer("num_attention_heads");
    int positions = json.integer(ConfigJson.POSITIONS);
    return new ModelConfig(
        json.integer("vocab_size"),
        json.integer("hidden_size"),
        json.integer("intermediate_size"),
        json.integer("num_hidden_layers"),
        heads,
        keyValueHeads(json, family, heads),
        headSize(json, family),
        Math.min(positions, window(json, family)),
        RopeJson.read(json.json(), positions),
        json.number("rms_norm_eps"),
        json.flag("tie_word_embeddings"),
        json.integer(ConfigJson.MULTIPLIER, 1),
        pad,
        end,
        family,
        bias(json, family));
  }

  private static void refuseWhatIsComputedOtherwise(ConfigFields json, TrunkFamily family)
      throws CorruptCheckpointException {
    json.require(
        !json.has("hidden_act") || json.text("hidden_act").equals("silu"),
        "hidden_act",
        "\"silu\"");
    json.require(!json.flag("mlp_bias"), "mlp_bias", "false");
    if (!mayBias(family)) {
      json.require(
          !json.flag("attention_bias"),
          "attention_bias",
          "false or absent where model_type is \"" + family.modelType() + "\"");
    }
  }

  /** Returns the number of key-value heads; the families differ in what a missing key means. */
  private static int keyValueHeads(ConfigFields json, TrunkFamily family, int heads)
      throws CorruptCheckpointException {
    String key = "num_key_value_heads";
    boolean asMany = family == TrunkFamily.LLAMA || json.isPresent(key);
    return asMany ? json.integer(key, heads) : json.integer(key);
  }

  private static int headSize(ConfigFields json, TrunkFamily family)
      throws CorruptCheckpointException {
    if (family == TrunkFamily.QWEN3 || json.has("head_dim")) {
      return json.integer("head_dim", QWEN3_HEAD);
    }
    return json.headSize("hidden_size", "num_attention_heads");
  }

  /** Returns whether a key says if the attention has biases. */
  private static boolean mayBias(TrunkFamily family) {
    return family.biases().contains(AttentionBias.ALL);
  }

  private static AttentionBias bias(ConfigFields json, TrunkFamily family)
      throws CorruptCheckpointException {
    if (family == TrunkFamily.QWEN2) {
      return AttentionBias.INPUTS;
    }
    return json.flag("attention_bias") ? AttentionBias.ALL : AttentionBias.NONE;
  }

  /**
   * Returns the longest sequence in which every token sees all before it. Attention here has no
   * window, so longer sequences would give answers other than those of {@code transformers}.
   */
  private static int window(ConfigFields json, TrunkFamily family)
      throws CorruptCheckpointException {
    boolean slides =
        switch (family) {
          case MISTRAL -> json.has(SLIDING_WINDOW) || !json.isPresent(SLIDING_WINDOW);
          case QWEN2, QWEN3 -> json.flag("use_sliding_window");
          default -> false;
        };
    return slides ? json.integer(SLIDING_WINDOW, MISTRAL_WINDOW) : Integer.MAX_VALUE;
  }
}
