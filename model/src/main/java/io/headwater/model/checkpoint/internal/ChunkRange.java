package io.headwater.model.checkpoint.internal;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where the chunks of a checkpoint lie on a topic; other records may lie between them.
 *
 * @param topic topic
 * @param partition partition of all chunks
 * @param from offset of the first chunk
 * @param to offset of the last chunk
 * @param chunks number of chunks
 * @param chunkBytes size of every chunk but the last of each file
 * @param checkpoint prefix of the chunks' keys, {@code <model>:v<version>-e<epoch>-<hash>}
 */
public record ChunkRange(
    String topic,
    int partition,
    long from,
    long to,
    int chunks,
    int chunkBytes,
    String checkpoint) {
  /** Scheme of the URI of every chunk range. */
  public static final String SCHEME = "kafka:";

  private static final Pattern TOPIC = Pattern.compile("[a-zA-Z0-9._-]{1,249}");
  private static final Pattern CHECKPOINT =
      Pattern.compile("[^:&=?]{1,256}:v[0-9]{1,18}-e[0-9]{1,9}-[0-9a-f]{12}");

  /**
   * Parses a URI that {@link #toString} wrote.
   *
   * @return the range; empty if the text is not such a URI
   */
  public static Optional<ChunkRange> parse(String uri) {
    int question = uri.indexOf('?');
    if (!uri.startsWith(SCHEME) || question < 0) {
      return Optional.empty();
    }
    Map<String, String> values = new HashMap<>();
    for (String part : uri.substring(question + 1).split("&", -1)) {
      int equals = part.indexOf('=');
      values.put(part.substring(0, Math.max(0, equals)), part.substring(equals + 1));
    }
    try {
      ChunkRange range =
          new ChunkRange(
              uri.substring(SCHEME.length(), question),
              Integer.parseInt(values.getOrDefault("partition", "")),
              Long.parseLong(values.getOrDefault("from", "")),
              Long.parseLong(values.getOrDefault("to", "")),
              Integer.parseInt(values.getOrDefault("chunks", "")),
              Integer.parseInt(values.getOrDefault("bytes", "")),
              values.getOrDefault("checkpoint", ""));
      return range.isPossible() ? Optional.of(range) : Optional.empty();
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private boolean isPossible() {
    return TOPIC.matcher(topic).matches()
        && CHECKPOINT.matcher(checkpoint).matches()
        && partition >= 0
        && from >= 0
        && chunks >= 1
        && to >= from + chunks - 1
        && chunkBytes >= 1;
  }

  /** Returns the key of a chunk, counted from 0. */
  public byte[] key(int index) {
    return key(checkpoint, index);
  }

  static byte[] key(String checkpoint, int index) {
    return (checkpoint + ":" + index).getBytes(StandardCharsets.UTF_8);
  }

  /** Returns the number of the chunk with a key; empty if the key is not of this checkpoint. */
  Optional<Integer> indexOf(byte[] key) {
    String text = key == null ? "" : new String(key, StandardCharsets.UTF_8);
    if (!text.startsWith(checkpoint + ":")) {
      return Optional.empty();
    }
    try {
      return Optional.of(Integer.parseInt(text.substring(checkpoint.length() + 1)));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** Returns the range as the URI that an announcement holds. */
  @Override
  public String toString() {
    return SCHEME
        + topic
        + "?partition="
        + partition
        + "&from="
        + from
        + "&to="
        + to
        + "&chunks="
        + chunks
        + "&bytes="
        + chunkBytes
        + "&checkpoint="
        + checkpoint;
  }
}
