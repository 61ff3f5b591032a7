package io.headwater.model.checkpoint.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.headwater.model.RotaryPositions;
import io.headwater.model.RotaryPositions.Scaling;
import io.headwater.model.checkpoint.CorruptCheckpointException;

/**
 * The rotary positions in {@code config.json}: {@code rope_theta} and {@code rope_scaling}, or
 * {@code rope_parameters} for both, as newer transformers write them.
 */
final class RopeJson {
  private static final String SCALING = "rope_scaling";
  private static final String PARAMETERS = "rope_parameters";
  private static final String THETA = "rope_theta";
  private static final String TYPE = "rope_type";
  private static final String ORIGINAL = "original_max_position_embeddings";

  /** The theta of every family if none is written. */
  private static final double DEFAULT_THETA = 10_000;

  private RopeJson() {}

  /** Writes the keys that every version of transformers reads. */
  static void write(ObjectNode json, RotaryPositions rotary) {
    if (rotary.scaling() instanceof Scaling.Linear linear) {
      json.putObject(SCALING).put("factor", linear.factor()).put(TYPE, "linear");
    } else if (rotary.scaling() instanceof Scaling.Llama3 llama3) {
      json.putObject(SCALING)
          .put("factor", llama3.factor())
          .put("high_freq_factor", llama3.highFrequency())
          .put("low_freq_factor", llama3.lowFrequency())
          .put(ORIGINAL, llama3.originalPositions())
          .put(TYPE, "llama3");
    } else {
      json.putNull(SCALING);
    }
    json.put(THETA, rotary.theta());
  }

  static RotaryPositions read(JsonNode json, int maxPositions) throws CorruptCheckpointException {
    ConfigFields root = new ConfigFields(json, ConfigJson.FILE, "");
    String name = json.path(SCALING).isEmpty() ? PARAMETERS : SCALING;
    ConfigFields rope = new ConfigFields(json.path(name), ConfigJson.FILE, name + ".");
    root.requireAbsentOr(1, "partial_rotary_factor");
    rope.requireAbsentOr(1, "partial_rotary_factor");
    double theta =
        rope.has(THETA) || !root.isPresent(THETA)
            ? rope.number(THETA, DEFAULT_THETA)
            : root.number(THETA);
    return new RotaryPositions(theta, scaling(root, rope, maxPositions));
  }

  private static Scaling scaling(ConfigFields root, ConfigFields rope, int maxPositions)
      throws CorruptCheckpointException {
    String key = rope.has("type") && !rope.has(TYPE) ? "type" : TYPE;
    String type = rope.has(key) ? rope.text(key) : "default";
    return switch (type) {
      case "default" -> {
        rope.requireFlat();
        yield new Scaling.Unscaled();
      }
      case "linear" -> new Scaling.Linear(rope.number("factor"));
      case "llama3" -> llama3(rope, root.has(ORIGINAL) ? root : rope, maxPositions);
      default -> throw rope.refusal(key, "\"default\", \"linear\" or \"llama3\"");
    };
  }

  private static Scaling llama3(ConfigFields rope, ConfigFields holder, int maxPositions)
      throws CorruptCheckpointException {
    return new Scaling.Llama3(
        rope.number("factor"),
        rope.number("low_freq_factor"),
        rope.number("high_freq_factor"),
        holder.integer(ORIGINAL, maxPositions));
  }
}
