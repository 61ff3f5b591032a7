package io.headwater.model.checkpoint.internal;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import io.headwater.model.ModelConfig;
import io.headwater.model.checkpoint.CorruptCheckpointException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** Names and shapes of the arrays a trunk has, as the Llama family stores them. */
public final class TrunkLayout {
  private TrunkLayout() {}

  /** Returns the shape of each array by name; matrices are rows of outputs by inputs. */
  public static Map<String, Shape> of(ModelConfig config) {
    long hidden = config.hiddenSize();
    long queries = (long) config.heads() * config.headSize();
    long keys = (long) config.keyValueHeads() * config.headSize();
    Map<String, Shape> shapes = new LinkedHashMap<>();
    shapes.put("model.embed_tokens.weight", new Shape(config.vocabularySize(), hidden));
    for (int layer = 0; layer < config.layers(); layer++) {
      String block = "model.layers." + layer + ".";
      shapes.put(block + "input_layernorm.weight", new Shape(hidden));
      shapes.put(block + "self_attn.q_proj.weight", new Shape(queries, hidden));
      shapes.put(block + "self_attn.k_proj.weight", new Shape(keys, hidden));
      shapes.put(block + "self_attn.v_proj.weight", new Shape(keys, hidden));
      shapes.put(block + "self_attn.o_proj.weight", new Shape(hidden, queries));
      shapes.put(block + "post_attention_layernorm.weight", new Shape(hidden));
      shapes.put(block + "mlp.gate_proj.weight", new Shape(config.intermediateSize(), hidden));
      shapes.put(block + "mlp.up_proj.weight", new Shape(config.intermediateSize(), hidden));
      shapes.put(block + "mlp.down_proj.weight", new Shape(hidden, config.intermediateSize()));
    }
    shapes.put("model.norm.weight", new Shape(hidden));
    if (!config.tiedEmbedding()) {
      shapes.put("lm_head.weight", new Shape(config.vocabularySize(), hidden));
    }
    return shapes;
  }

  /**
   * Checks that no array is missing or of another shape.
   *
   * @param file name for messages
   * @throws CorruptCheckpointException if one is
   */
  public static void check(String file, ModelConfig config, NDList trunk)
      throws CorruptCheckpointException {
    Map<String, NDArray> byName = new HashMap<>();
    trunk.forEach(array -> byName.put(array.getName(), array));
    for (Map.Entry<String, Shape> expected : of(config).entrySet()) {
      NDArray array = byName.get(expected.getKey());
      if (array == null) {
        throw new CorruptCheckpointException(file + ": " + expected.getKey() + " is missing");
      }
      if (!array.getShape().equals(expected.getValue())) {
        throw new CorruptCheckpointException(
            file
                + ": "
                + expected.getKey()
                + " has the shape "
                + array.getShape()
                + " but config.json asks for "
                + expected.getValue());
      }
    }
  }
}
