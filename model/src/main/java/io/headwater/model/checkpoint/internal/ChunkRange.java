package io.headwater.model.checkpoint.internal;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where chunks of a checkpoint, or of one of its files, lie on a topic; other records may lie
 * between them.
 *
 * @param topic topic
 * @param partition partition of all chunks
 * @param from offset of the first chunk
 * @param to offset of the last chunk
 * @param first number of the first chunk among all those of the checkpoint
 * @param chunks number of chunks
 * @param chunkBytes size of every chunk but the last of each file
 * @param checkpoint prefix of the chunks' keys, {@code <model>:v<version>-e<epoch>-<hash>}
 */
public record ChunkRange(
    String topic,
    int partition,
    long from,
    long to,
    int first,
    int chunks,
    int chunkBytes,
    String checkpoint) {
  /** Makes the range of all chunks of a checkpoint. */
  public ChunkRange(
      String topic,
      int partition,
      long from,
      long to,
      int chunks,
      int chunkBytes,
      String checkpoint) {
    this(topic, partition, from, to, 0, chunks, chunkBytes, checkpoint);
  }

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
              Integer.parseInt(values.getOrDefault("first", "0")),
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
        && first >= 0
        && chunks >= 1
        && to >= from + chunks - 1
        && chunkBytes >= 1;
  }

  /** Returns some of the chunks, whose offsets lie somewhere within those of this range. */
  ChunkRange part(int from, int count) {
    return new ChunkRange(
        topic, partition, this.from, to, first + from, count, chunkBytes, checkpoint);
  }

  /** Returns whether the chunks have the same keys in the same place. */
  boolean isSameAs(ChunkRange other) {
    return topic.equals(other.topic)
        && partition == other.partition
        && checkpoint.equals(other.checkpoint)
        && first == other.first
        && chunks == other.chunks;
  }

  /** Returns the key of a chunk, counted from the range's first. */
  public byte[] key(int index) {
    return key(checkpoint, first + index);
  }

  static byte[] key(String checkpoint, int index) {
    return (checkpoint + ":" + index).getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Returns the number of the chunk with a key, counted from the range's first; empty if the key is
   * not of this checkpoint.
   */
  Optional<Integer> indexOf(byte[] key) {
    String text = key == null ? "" : new String(key, StandardCharsets.UTF_8);
    if (!text.startsWith(checkpoint + ":")) {
      return Optional.empty();
    }
    try {
      return Optional.of(Integer.parseInt(text.substring(checkpoint.length() + 1)) - first);
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
        + (first == 0 ? "" : "&first=" + first)
        + "&chunks="
        + chunks
        + "&bytes="
        + chunkBytes
        + "&checkpoint="
        + checkpoint;
  }
}
