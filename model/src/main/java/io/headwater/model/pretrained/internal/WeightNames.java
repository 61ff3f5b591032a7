package io.headwater.model.pretrained.internal;

import ai.djl.ndarray.types.Shape;
import io.headwater.model.TrunkFamily;
import io.headwater.model.checkpoint.CorruptCheckpointException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Under which names a folder stores the parameters of a trunk. Folders of encoders with a head have
 * a prefix before the encoder's names, and old ones call gain and bias of a norm gamma and beta.
 */
public final class WeightNames {
  /**
   * Buffers of the rotary positions: old folders store them, but they follow from the
   * configuration.
   */
  private static final String ROTARY_BUFFER = ".rotary_emb.inv_freq";

  private static final String POSITIONS = "embeddings.position_ids";

  private final List<String> heads;
  private final Map<String, String> stored = new LinkedHashMap<>();
  private final List<String> unused = new ArrayList<>();

  private WeightNames(TrunkFamily family) {
    this.heads = heads(family);
  }

  /**
   * Finds the parameters among the arrays of a folder.
   *
   * @throws CorruptCheckpointException if two arrays bear one name
   */
  public static WeightNames of(TrunkFamily family, Iterable<String> arrays)
      throws CorruptCheckpointException {
    WeightNames names = new WeightNames(family);
    for (String array : arrays) {
      Optional<String> plain = names.plain(family, array);
      if (plain.isEmpty()) {
        names.unused.add(array);
      } else if (names.stored.put(plain.get(), array) != null) {
        throw new CorruptCheckpointException(
            WeightFiles.SINGLE + ": " + plain.get() + " is there twice, as " + array + " too");
      }
    }
    return names;
  }

  /** Returns how the arrays of heads begin, none of which a trunk takes. */
  private static List<String> heads(TrunkFamily family) {
    return switch (family) {
      case LLAMA, MISTRAL, QWEN2, QWEN3 -> List.of();
      case GPT2 -> List.of("score.", "classifier.", "qa_outputs.", "multiple_choice_head.");
      case BERT -> List.of("pooler.", "cls.", "classifier.", "qa_outputs.");
      case ROBERTA, XLM_ROBERTA -> List.of("pooler.", "lm_head.", "classifier.", "qa_outputs.");
      case DISTILBERT -> List.of("vocab_", "pre_classifier.", "classifier.", "qa_outputs.");
    };
  }

  /** Returns the name of the parameter that an array holds; empty if it holds none of the trunk. */
  private Optional<String> plain(TrunkFamily family, String array) {
    return switch (family) {
      case LLAMA, MISTRAL, QWEN2, QWEN3 ->
          Optional.of(array).filter(name -> !name.endsWith(ROTARY_BUFFER));
      case GPT2 -> ofGpt2(array);
      case BERT -> ofEncoder("bert.", array);
      case ROBERTA, XLM_ROBERTA -> ofEncoder("roberta.", array);
      case DISTILBERT -> ofEncoder("distilbert.", array);
    };
  }

  /** Folders of GPT-2's own weights have no prefix, and masks among the arrays. */
  private Optional<String> ofGpt2(String array) {
    boolean mask = array.endsWith(".attn.bias") || array.endsWith(".attn.masked_bias");
    if (mask || ofHead(array)) {
      return Optional.empty();
    }
    boolean whole = array.startsWith("transformer.") || array.startsWith("lm_head.");
    return Optional.of(whole ? array : "transformer." + array);
  }

  private Optional<String> ofEncoder(String prefix, String array) {
    String name = array.startsWith(prefix) ? array.substring(prefix.length()) : array;
    return name.equals(POSITIONS) || ofHead(name)
        ? Optional.empty()
        : Optional.of(
            name.replace("LayerNorm.gamma", "LayerNorm.weight")
                .replace("LayerNorm.beta", "LayerNorm.bias"));
  }

  private boolean ofHead(String name) {
    return heads.stream().anyMatch(name::startsWith);
  }

  /** Returns the shapes of the parameters by their own names. */
  public Map<String, Shape> shapes(Map<String, Shape> ofArrays) {
    Map<String, Shape> shapes = new LinkedHashMap<>();
    stored.forEach((name, array) -> shapes.put(name, ofArrays.get(array)));
    return shapes;
  }

  /** Returns the name under which the folder stores a parameter. */
  public String stored(String name) {
    return stored.get(name);
  }

  /** Returns the arrays of heads that a trunk does not have. */
  public List<String> unusedHeads() {
    return unused.stream().filter(array -> heads.stream().anyMatch(array::contains)).toList();
  }
}
