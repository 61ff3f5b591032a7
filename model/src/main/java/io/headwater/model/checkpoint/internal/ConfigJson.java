package io.headwater.model.checkpoint.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.headwater.model.ModelConfig;
import io.headwater.model.Pooling;
import io.headwater.model.TrunkFamily;
import io.headwater.model.checkpoint.CorruptCheckpointException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * {@code config.json}: the shape of the trunk as the Hugging Face configuration of its family has
 * it. A configuration is refused if a trunk here would compute something other than {@code
 * transformers} does.
 *
 * <p>The embedding multiplier, folded into the stored embedding, is also stored here, under a key
 * of our own, so that training can continue with the same parametrisation.
 */
public final class ConfigJson {
  /** Name of the file. */
  public static final String FILE = "config.json";

  static final String MULTIPLIER = "headwater_embedding_multiplier";
  static final String PAD = "pad_token_id";
  static final String END = "eos_token_id";
  static final String POSITIONS = "max_position_embeddings";

  private ConfigJson() {}

  /** Returns the bytes of a configuration. */
  public static byte[] encode(ModelConfig config) {
    ObjectNode json = Json.MAPPER.createObjectNode();
    switch (config.family()) {
      case LLAMA, MISTRAL, QWEN2, QWEN3 -> LlamaConfigJson.write(json, config);
      case GPT2 -> Gpt2ConfigJson.write(json, config);
      case BERT, ROBERTA, XLM_ROBERTA -> BertConfigJson.write(json, config);
      case DISTILBERT -> DistilBertConfigJson.write(json, config);
    }
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
    ConfigFields json = ConfigFields.of(bytes, FILE);
    int end = json.integer(END);
    return shape(json, json.integer(PAD, end), end);
  }

  /**
   * What the configuration of a foreign folder says.
   *
   * @param shape the shape, whose end token is still 0, and whose padding token is too where no
   *     positions are counted from it
   * @param positions the longest sequence the configuration allows; the shape's may be shorter
   * @param padToken id of the padding token
   * @param endToken id of the end token, the first if there are several
   * @param pooling the pooling, which only checkpoints of Headwater store here
   */
  public record Foreign(
      ModelConfig shape,
      int positions,
      OptionalInt padToken,
      OptionalInt endToken,
      Optional<Pooling> pooling) {}

  /**
   * Returns what the configuration of a foreign folder says; its padding and end token may be
   * missing.
   *
   * @throws CorruptCheckpointException if it is not the configuration of such a trunk
   */
  public static Foreign decodeForeign(byte[] bytes) throws CorruptCheckpointException {
    ConfigFields json = ConfigFields.of(bytes, FILE);
    ModelConfig shape = shape(json, 0, 0);
    // Those with rotary positions alone may have a window.
    int positions = shape.rotary().isPresent() ? json.integer(POSITIONS) : shape.maxPositions();
    return new Foreign(
        shape, positions, token(json, PAD), token(json, END), PoolingJson.read(json));
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
            .orElseThrow(() -> json.refusal("model_type", TrunkFamily.modelTypes()));
    json.require(!json.has("quantization_config"), "quantization_config", "absent");
    try {
      return switch (family) {
        case LLAMA, MISTRAL, QWEN2, QWEN3 -> LlamaConfigJson.read(json, family, pad, end);
        case GPT2 -> Gpt2ConfigJson.read(json, pad, end);
        case BERT, ROBERTA, XLM_ROBERTA -> BertConfigJson.read(json, family, pad, end);
        case DISTILBERT -> DistilBertConfigJson.read(json, pad, end);
      };
    } catch (IllegalArgumentException e) {
      throw new CorruptCheckpointException(FILE + ": " + e.getMessage());
    }
  }
}
