package io.headwater.model.checkpoint.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.headwater.model.ModelConfig;
import io.headwater.model.TrunkFamily;
import io.headwater.model.TrunkFamily.AttentionBias;
import io.headwater.model.checkpoint.CorruptCheckpointException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.OptionalInt;

/**
 * {@code config.json}: the shape of the trunk as Hugging Face's LlamaConfig, MistralConfig or
 * Qwen2Config has it. A configuration is refused if a trunk here would compute something other than
 * {@code transformers} does.
 *
 * <p>The embedding multiplier, folded into the stored embedding, is also stored here, under a key
 * of our own, so that training can continue with the same parametrisation.
 */
public final class ConfigJson {
  /** Name of the file. */
  public static final String FILE = "config.json";

  private static final String MULTIPLIER = "headwater_embedding_multiplier";
  private static final String PAD = "pad_token_id";
  private static final String END = "eos_token_id";
  private static final String POSITIONS = "max_position_embeddings";
  private static final String SLIDING_WINDOW = "sliding_window";

  /** The window of a MistralConfig that does not give one. */
  private static final int MISTRAL_WINDOW = 4096;

  private ConfigJson() {}

  /** Returns the bytes of a configuration. */
  public static byte[] encode(ModelConfig config) {
    TrunkFamily family = config.family();
    ObjectNode json = Json.MAPPER.createObjectNode();
    json.putArray("architectures").add(family.architecture());
    if (family == TrunkFamily.LLAMA) {
      json.put("attention_bias", config.attentionBias() == AttentionBias.ALL);
    }
    json.put("attention_dropout", 0.0);
    json.putNull("bos_token_id");
    json.put(END, config.endToken());
    json.put("head_dim", config.headSize());
    json.put(MULTIPLIER, config.embeddingMultiplier());
    json.put("hidden_act", "silu");
    json.put("hidden_size", config.hiddenSize());
    json.put("initializer_range", 0.02);
    json.put("intermediate_size", config.intermediateSize());
    json.put(POSITIONS, config.maxPositions());
    if (family == TrunkFamily.LLAMA) {
      json.put("mlp_bias", false);
    }
    json.put("model_type", family.modelType());
    json.put("num_attention_heads", config.heads());
    json.put("num_hidden_layers", config.layers());
    json.put("num_key_value_heads", config.keyValueHeads());
    json.put(PAD, config.padToken());
    if (family == TrunkFamily.LLAMA) {
      json.put("pretraining_tp", 1);
    }
    json.put("rms_norm_eps", config.normEpsilon());
    RopeJson.write(json, config.rotary());
    if (family != TrunkFamily.LLAMA) {
      json.putNull(SLIDING_WINDOW);
    }
    json.put("tie_word_embeddings", config.tiedEmbedding());
    json.put("torch_dtype", "float32");
    json.put("use_cache", true);
    json.put("vocab_size", config.vocabularySize());
    try {
      return Json.WRITER.writeValueAsBytes(json);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
  }

  /**
   * Returns the shape in {@code bytes}, the padding and the end token included.
   *
   * @throws CorruptCheckpointException if they are not the configuration of such a trunk
   */
  public static ModelConfig decode(byte[] bytes) throws CorruptCheckpointException {
    ConfigFields json = fields(bytes);
    int end = json.integer(END);
    return shape(json, json.integer(PAD, end), end);
  }

  /**
   * What the configuration of a foreign folder says.
   *
   * @param shape the shape, whose padding and end token are still 0
   * @param positions the longest sequence the configuration allows; the shape's may be shorter
   * @param padToken id of the padding token
   * @param endToken id of the end token, the first if there are several
   */
  public record Foreign(
      ModelConfig shape, int positions, OptionalInt padToken, OptionalInt endToken) {}

  /**
   * Returns what the configuration of a foreign folder says; its padding and end token may be
   * missing.
   *
   * @throws CorruptCheckpointException if it is not the configuration of such a trunk
   */
  public static Foreign decodeForeign(byte[] bytes) throws CorruptCheckpointException {
    ConfigFields json = fields(bytes);
    return new Foreign(
        shape(json, 0, 0), json.integer(POSITIONS), token(json, PAD), token(json, END));
  }

  private static ConfigFields fields(byte[] bytes) throws CorruptCheckpointException {
    try {
      return new ConfigFields(Json.MAPPER.readTree(bytes), "");
    } catch (IOException e) {
      throw new CorruptCheckpointException(FILE + ": not JSON");
    }
  }

  private static OptionalInt token(ConfigFields json, String key) {
    JsonNode value = json.json().path(key);
    JsonNode first = value.isArray() ? value.path(0) : value;
    return first.isInt() && first.asInt() >= 0
        ? OptionalInt.of(first.asInt())
        : OptionalInt.empty();
  }

  private static ModelConfig shape(ConfigFields json, int pad, int end)
      throws CorruptCheckpointException {
    TrunkFamily family =
        TrunkFamily.named(json.text("model_type"))
            .orElseThrow(() -> json.refusal("model_type", "\"llama\", \"mistral\" or \"qwen2\""));
    refuseWhatIsComputedOtherwise(json, family);
    int hidden = json.integer("hidden_size");
    int heads = json.integer("num_attention_heads");
    int positions = json.integer(POSITIONS);
    try {
      return new ModelConfig(
          json.integer("vocab_size"),
          hidden,
          json.integer("intermediate_size"),
          json.integer("num_hidden_layers"),
          heads,
          keyValueHeads(json, family, heads),
          headSize(json, hidden, heads),
          Math.min(positions, window(json, family)),
          RopeJson.read(json.json(), positions),
          json.number("rms_norm_eps"),
          json.flag("tie_word_embeddings"),
          json.integer(MULTIPLIER, 1),
          pad,
          end,
          family,
          bias(json, family));
    } catch (IllegalArgumentException e) {
      throw new CorruptCheckpointException(FILE + ": " + e.getMessage());
    }
  }

  private static void refuseWhatIsComputedOtherwise(ConfigFields json, TrunkFamily family)
      throws CorruptCheckpointException {
    json.require(
        !json.has("hidden_act") || json.text("hidden_act").equals("silu"),
        "hidden_act",
        "\"silu\"");
    json.require(!json.flag("mlp_bias"), "mlp_bias", "false");
    json.require(!json.has("quantization_config"), "quantization_config", "absent");
    if (family != TrunkFamily.LLAMA) {
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

  private static int headSize(ConfigFields json, int hidden, int heads)
      throws CorruptCheckpointException {
    if (json.has("head_dim")) {
      return json.integer("head_dim");
    }
    json.require(
        heads > 0 && hidden % heads == 0,
        "hidden_size",
        "a multiple of num_attention_heads (" + heads + ")");
    return hidden / heads;
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
          case LLAMA -> false;
          case MISTRAL -> json.has(SLIDING_WINDOW) || !json.isPresent(SLIDING_WINDOW);
          case QWEN2 -> json.flag("use_sliding_window");
        };
    return slides ? json.integer(SLIDING_WINDOW, MISTRAL_WINDOW) : Integer.MAX_VALUE;
  }
}
