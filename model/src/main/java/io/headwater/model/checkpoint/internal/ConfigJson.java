package io.headwater.model.checkpoint.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.headwater.model.ModelConfig;
import io.headwater.model.checkpoint.CorruptCheckpointException;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * {@code config.json}: the shape of the trunk as Hugging Face's LlamaConfig has it.
 *
 * <p>The embedding multiplier, folded into the stored embedding, is kept beside it under a name of
 * our own, so that training can go on in the same parametrisation.
 */
public final class ConfigJson {
  /** Name of the file. */
  public static final String FILE = "config.json";

  private static final String MULTIPLIER = "headwater_embedding_multiplier";

  private ConfigJson() {}

  /** Returns the bytes of a configuration. */
  public static byte[] encode(ModelConfig config) {
    ObjectNode json = Json.MAPPER.createObjectNode();
    json.putArray("architectures").add("LlamaForCausalLM");
    json.put("attention_bias", false);
    json.put("attention_dropout", 0.0);
    json.putNull("bos_token_id");
    json.put("eos_token_id", config.endToken());
    json.put("head_dim", config.headSize());
    json.put(MULTIPLIER, config.embeddingMultiplier());
    json.put("hidden_act", "silu");
    json.put("hidden_size", config.hiddenSize());
    json.put("initializer_range", 0.02);
    json.put("intermediate_size", config.intermediateSize());
    json.put("max_position_embeddings", config.maxPositions());
    json.put("mlp_bias", false);
    json.put("model_type", "llama");
    json.put("num_attention_heads", config.heads());
    json.put("num_hidden_layers", config.layers());
    json.put("num_key_value_heads", config.keyValueHeads());
    json.put("pad_token_id", config.padToken());
    json.put("pretraining_tp", 1);
    json.put("rms_norm_eps", config.normEpsilon());
    json.putNull("rope_scaling");
    json.put("rope_theta", config.ropeTheta());
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
   * Returns the shape in {@code bytes}.
   *
   * @throws CorruptCheckpointException if they are not the configuration of such a trunk
   */
  public static ModelConfig decode(byte[] bytes) throws CorruptCheckpointException {
    JsonNode json;
    try {
      json = Json.MAPPER.readTree(bytes);
    } catch (IOException e) {
      throw new CorruptCheckpointException(FILE + ": not JSON");
    }
    if (!json.path("model_type").asText().equals("llama")) {
      throw new CorruptCheckpointException(
          FILE + ": model_type is " + json.path("model_type") + " but must be \"llama\"");
    }
    int heads = integer(json, "num_attention_heads");
    int end = integer(json, "eos_token_id");
    try {
      return new ModelConfig(
          integer(json, "vocab_size"),
          integer(json, "hidden_size"),
          integer(json, "intermediate_size"),
          integer(json, "num_hidden_layers"),
          heads,
          json.hasNonNull("num_key_value_heads") ? integer(json, "num_key_value_heads") : heads,
          integer(json, "max_position_embeddings"),
          number(ropeTheta(json), "rope_theta"),
          number(json.path("rms_norm_eps"), "rms_norm_eps"),
          json.path("tie_word_embeddings").asBoolean(false),
          json.hasNonNull(MULTIPLIER) ? integer(json, MULTIPLIER) : 1,
          json.hasNonNull("pad_token_id") ? integer(json, "pad_token_id") : end,
          end);
    } catch (IllegalArgumentException e) {
      throw new CorruptCheckpointException(FILE + ": " + e.getMessage());
    }
  }

  /** Newer transformers keep the base of the rotary positions in an object of its own. */
  private static JsonNode ropeTheta(JsonNode json) {
    JsonNode flat = json.path("rope_theta");
    return flat.isMissingNode() ? json.path("rope_parameters").path("rope_theta") : flat;
  }

  private static int integer(JsonNode json, String key) throws CorruptCheckpointException {
    JsonNode value = json.path(key);
    if (!value.isInt()) {
      throw new CorruptCheckpointException(
          FILE + ": " + key + " is " + shown(value) + " but must be an integer");
    }
    return value.asInt();
  }

  private static double number(JsonNode value, String key) throws CorruptCheckpointException {
    if (!value.isNumber()) {
      throw new CorruptCheckpointException(
          FILE + ": " + key + " is " + shown(value) + " but must be a number");
    }
    return value.asDouble();
  }

  private static String shown(JsonNode value) {
    return value.isMissingNode() ? "missing" : value.toString();
  }
}
