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
  private static final String PREFIX = "bert.";
  private static final List<String> HEADS =
      List.of("pooler.", "cls.", "classifier.", "qa_outputs.");

  private final Map<String, String> stored = new LinkedHashMap<>();
  private final List<String> unused = new ArrayList<>();

  private WeightNames() {}

  /**
   * Finds the parameters among the arrays of a folder.
   *
   * @throws CorruptCheckpointException if two arrays bear one name
   */
  public static WeightNames of(TrunkFamily family, Iterable<String> arrays)
      throws CorruptCheckpointException {
    WeightNames names = new WeightNames();
    for (String array : arrays) {
      Optional<String> plain = family == TrunkFamily.BERT ? ofBert(array) : ofLlama(array);
      if (plain.isEmpty()) {
        names.unused.add(array);
      } else if (names.stored.put(plain.get(), array) != null) {
        throw new CorruptCheckpointException(
            WeightFiles.SINGLE + ": " + plain.get() + " is there twice, as " + array + " too");
      }
    }
    return names;
  }

  private static Optional<String> ofLlama(String array) {
    return array.endsWith(ROTARY_BUFFER) ? Optional.empty() : Optional.of(array);
  }

  private static Optional<String> ofBert(String array) {
    String name = array.startsWith(PREFIX) ? array.substring(PREFIX.length()) : array;
    if (name.equals(POSITIONS) || HEADS.stream().anyMatch(name::startsWith)) {
      return Optional.empty();
    }
    return Optional.of(
        name.replace("LayerNorm.gamma", "LayerNorm.weight")
            .replace("LayerNorm.beta", "LayerNorm.bias"));
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
    return unused.stream().filter(array -> HEADS.stream().anyMatch(array::contains)).toList();
  }
}
