package io.headwater.model.checkpoint.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.headwater.model.ModelConfig;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * The small files beside {@code tokenizer.json} that tell {@code AutoTokenizer} and {@code
 * generate} the padding and the end token.
 */
public final class TokenizerFiles {
  /** Name of the tokenizer's file. */
  public static final String TOKENIZER = "tokenizer.json";

  /** Name of the file that names the special tokens. */
  public static final String TOKENIZER_CONFIG = "tokenizer_config.json";

  /** Name of the file with the defaults of text generation. */
  public static final String GENERATION_CONFIG = "generation_config.json";

  private TokenizerFiles() {}

  /**
   * Returns the bytes of {@code tokenizer_config.json}.
   *
   * @throws IllegalArgumentException if {@code tokenizerJson} is not JSON or lacks the tokens
   */
  public static byte[] tokenizerConfig(ModelConfig config, byte[] tokenizerJson) {
    JsonNode tokenizer;
    try {
      tokenizer = Json.MAPPER.readTree(tokenizerJson);
    } catch (IOException e) {
      throw new IllegalArgumentException("tokenizer.json is not JSON: " + e.getMessage(), e);
    }
    ObjectNode json = Json.MAPPER.createObjectNode();
    // Repairing spaces around punctuation would change texts.
    json.put("clean_up_tokenization_spaces", false);
    json.put("eos_token", contentOf(tokenizer, config.endToken()));
    json.put("model_max_length", config.maxPositions());
    json.put("pad_token", contentOf(tokenizer, config.padToken()));
    json.put("padding_side", "left");
    json.put("tokenizer_class", "PreTrainedTokenizerFast");
    return encode(json);
  }

  /** Returns the bytes of {@code generation_config.json}. */
  public static byte[] generationConfig(ModelConfig config) {
    ObjectNode json = Json.MAPPER.createObjectNode();
    json.put("do_sample", false);
    json.put("eos_token_id", config.endToken());
    json.put("pad_token_id", config.padToken());
    return encode(json);
  }

  private static String contentOf(JsonNode tokenizer, int id) {
    for (JsonNode added : tokenizer.path("added_tokens")) {
      if (added.path("id").asInt(-1) == id) {
        return added.path("content").asText();
      }
    }
    throw new IllegalArgumentException("tokenizer.json has no special token with id " + id);
  }

  private static byte[] encode(ObjectNode json) {
    try {
      return Json.WRITER.writeValueAsBytes(json);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
  }
}
