package io.headwater.model.checkpoint.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.headwater.model.ModelConfig;
import io.headwater.model.TrunkParts.Part;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

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

  /** What encoders call their special tokens, of which a tokenizer has those of one kind. */
  private static final SortedMap<String, List<String>> ENCODER_TOKENS =
      new TreeMap<>(
          Map.of(
              "cls_token", List.of("[CLS]", "<s>"),
              "mask_token", List.of("[MASK]", "<mask>"),
              "unk_token", List.of("[UNK]", "<unk>")));

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
    boolean causal = config.family().isCausal();
    // Repairing spaces around punctuation would change texts.
    json.put("clean_up_tokenization_spaces", false);
    if (causal) {
      json.put("eos_token", contentOf(tokenizer, config.endToken()));
    } else {
      ENCODER_TOKENS.forEach(
          (key, contents) ->
              contents.stream()
                  .filter(content -> isSpecial(tokenizer, content))
                  .findFirst()
                  .ifPresent(content -> json.put(key, content)));
      json.put("sep_token", contentOf(tokenizer, config.endToken()));
      // Without these names, a tokenizer of no family of its own leaves the token types out.
      ArrayNode inputs = json.putArray("model_input_names").add("input_ids");
      if (config.tokenTypes() > 0 && config.family().parts().has(Part.TYPED_TEXTS)) {
        inputs.add("token_type_ids");
      }
      inputs.add("attention_mask");
    }
    json.put("model_max_length", config.maxPositions());
    json.put("pad_token", contentOf(tokenizer, config.padToken()));
    json.put("padding_side", causal ? "left" : "right");
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

  private static boolean isSpecial(JsonNode tokenizer, String content) {
    for (JsonNode added : tokenizer.path("added_tokens")) {
      if (added.path("content").asText().equals(content)) {
        return added.path("special").asBoolean();
      }
    }
    return false;
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
