package io.headwater.model.checkpoint.internal;

import io.headwater.model.Activation;
import io.headwater.model.checkpoint.CorruptCheckpointException;
import java.util.Map;
import java.util.stream.Collectors;

/** Activations by the names that {@code transformers} has for them. */
final class ActivationJson {
  private static final Map<String, Activation> NAMED =
      Map.of(
          "gelu", Activation.GELU,
          "gelu_new", Activation.GELU_TANH,
          "gelu_pytorch_tanh", Activation.GELU_TANH,
          "gelu_fast", Activation.GELU_TANH,
          "silu", Activation.SILU,
          "swish", Activation.SILU);

  private ActivationJson() {}

  /** Returns the name that an activation is written under. */
  static String name(Activation activation) {
    return switch (activation) {
      case SILU -> "silu";
      case GELU -> "gelu";
      case GELU_TANH -> "gelu_new";
    };
  }

  /** Returns the activation that a field names; {@code absent} if it is not there. */
  static Activation read(ConfigFields json, String key, Activation absent)
      throws CorruptCheckpointException {
    if (!json.has(key)) {
      return absent;
    }
    Activation named = NAMED.get(json.text(key));
    if (named == null) {
      throw json.refusal(
          key,
          NAMED.keySet().stream()
              .sorted()
              .collect(Collectors.joining("\", \"", "one of \"", "\"")));
    }
    return named;
  }
}
