package io.headwater.model.checkpoint.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.headwater.model.Pooling;
import io.headwater.model.checkpoint.CorruptCheckpointException;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The pooling in the {@code config.json} of an encoder, under a key of our own, so that a
 * checkpoint needs no further files to be continued from.
 */
final class PoolingJson {
  private static final String KEY = "headwater_pooling";

  private PoolingJson() {}

  static void write(ObjectNode json, Pooling pooling) {
    json.put(KEY, name(pooling));
  }

  /** Returns the pooling; empty if none is stored. */
  static Optional<Pooling> read(ConfigFields json) throws CorruptCheckpointException {
    if (!json.has(KEY)) {
      return Optional.empty();
    }
    String stored = json.text(KEY);
    return Optional.of(
        Stream.of(Pooling.values())
            .filter(pooling -> name(pooling).equals(stored))
            .findFirst()
            .orElseThrow(() -> json.refusal(KEY, "\"mean\", \"first\" or \"last\"")));
  }

  private static String name(Pooling pooling) {
    return pooling.name().toLowerCase(Locale.ROOT);
  }
}
