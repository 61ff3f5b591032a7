package io.headwater.model.checkpoint.internal;

import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.headwater.model.LoraConfig;
import io.headwater.model.LoraConfig.Target;
import io.headwater.model.ModelConfig;
import io.headwater.model.TrunkFamily;
import io.headwater.model.checkpoint.CorruptCheckpointException;
import io.headwater.model.internal.network.ParameterSpec;
import io.headwater.model.internal.network.TrunkLayout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** {@code adapter_config.json}: the shape of a trunk's adapters, as PEFT reads it. */
public final class AdapterConfigJson {
  /** Name of the file. */
  public static final String FILE = "adapter_config.json";

  private static final String RANK = "r";
  private static final String ALPHA = "lora_alpha";
  private static final String TYPE = "peft_type";

  private AdapterConfigJson() {}

  /** Returns the bytes of a configuration. */
  public static byte[] encode(ModelConfig config, LoraConfig lora) {
    ObjectNode json = Json.MAPPER.createObjectNode();
    json.put(TYPE, "LORA");
    json.put("task_type", config.family().isCausal() ? "CAUSAL_LM" : "FEATURE_EXTRACTION");
    json.put("base_model_name_or_path", "base");
    json.put(RANK, lora.rank());
    json.put(ALPHA, lora.alpha());
    json.put("lora_dropout", 0.0);
    json.put("target_modules", modules(config, lora));
    json.put("bias", "none");
    // GPT-2's modules hold their weights transposed.
    json.put("fan_in_fan_out", config.family() == TrunkFamily.GPT2);
    json.put("inference_mode", true);
    try {
      return Json.WRITER.writeValueAsBytes(json);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
  }

  /**
   * Returns a pattern of the modules' whole names. A list of their ends would not do: that of
   * BERT's down projection, {@code output.dense}, is also the end of another's.
   */
  private static String modules(ModelConfig config, LoraConfig lora) {
    List<String> names =
        TrunkLayout.adapted(config, lora).stream()
            .map(name -> name.substring(0, name.length() - ".weight".length()))
            .toList();
    String first = names.get(0);
    int layer = first.indexOf(".0.");
    String before = escaped(first.substring(0, layer)) + "\\.[0-9]+\\.(";
    return names.stream()
        .map(name -> escaped(name.substring(layer + 3)))
        .collect(Collectors.joining("|", before, ")"));
  }

  private static String escaped(String name) {
    return name.replace(".", "\\.");
  }

  /**
   * Returns the shape of stored adapters, whose targets are told by the arrays.
   *
   * @param file name of the arrays' file, for messages
   * @param arrays shapes of the adapters' matrices by their names
   * @throws CorruptCheckpointException if the bytes are no such configuration, or an array is
   *     missing, unexpected or of the wrong shape
   */
  public static LoraConfig decode(
      byte[] bytes, ModelConfig config, String file, Map<String, Shape> arrays)
      throws CorruptCheckpointException {
    ConfigFields json = ConfigFields.of(bytes, FILE);
    json.require(json.text(TYPE).equals("LORA"), TYPE, "\"LORA\"");
    int rank = json.integer(RANK);
    double alpha = json.number(ALPHA);
    EnumSet<Target> targets = EnumSet.noneOf(Target.class);
    for (Target target : Target.of(config.family())) {
      if (specs(config, rank, alpha, EnumSet.of(target)).stream()
          .anyMatch(spec -> arrays.containsKey(spec.name()))) {
        targets.add(target);
      }
    }
    if (targets.isEmpty()) {
      throw new CorruptCheckpointException(file + ": no adapter of the base's weights");
    }
    Map<String, Shape> unexpected = new HashMap<>(arrays);
    for (ParameterSpec spec : specs(config, rank, alpha, targets)) {
      Shape found = unexpected.remove(spec.name());
      if (!spec.shape().equals(found)) {
        throw new CorruptCheckpointException(
            found == null
                ? "%s: %s is missing".formatted(file, spec.name())
                : "%s: %s has the shape %s but %s asks for %s"
                    .formatted(file, spec.name(), found, FILE, spec.shape()));
      }
    }
    if (!unexpected.isEmpty()) {
      throw new CorruptCheckpointException(
          "%s: %s belongs to no weight of the base"
              .formatted(file, unexpected.keySet().iterator().next()));
    }
    return new LoraConfig(rank, alpha, targets);
  }

  private static List<ParameterSpec> specs(
      ModelConfig config, int rank, double alpha, EnumSet<Target> targets)
      throws CorruptCheckpointException {
    try {
      return TrunkLayout.adapters(config, new LoraConfig(rank, alpha, targets));
    } catch (IllegalArgumentException e) {
      throw new CorruptCheckpointException(FILE + ": " + e.getMessage());
    }
  }
}
