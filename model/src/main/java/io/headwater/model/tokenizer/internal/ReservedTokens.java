package io.headwater.model.tokenizer.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.headwater.model.tokenizer.SpecialTokens;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;

/** A tokenizer from elsewhere, extended with the special tokens that a model here needs. */
public final class ReservedTokens {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final byte[] json;
  private final int formerSize;
  private final int size;
  private final int padToken;
  private final int endToken;

  ReservedTokens(byte[] json, int formerSize, int size, int padToken, int endToken) {
    this.json = json;
    this.formerSize = formerSize;
    this.size = size;
    this.padToken = padToken;
    this.endToken = endToken;
  }

  /**
   * Adds the missing tokens after the last id, which leaves the ids of ordinary text as they are.
   *
   * @param pad id of the folder's own padding token, used if it is a special token
   * @param end id of the folder's own end token, used if it is a special token
   * @throws IllegalArgumentException if the bytes are not a tokenizer, or not one that tokens can
   *     be added to
   */
  public static ReservedTokens reserve(byte[] json, OptionalInt pad, OptionalInt end) {
    TokenizerJson before = TokenizerJson.parse(json);
    OptionalInt ownPad = special(before, pad);
    OptionalInt ownEnd = special(before, end);
    List<String> missing = new ArrayList<>();
    if (ownPad.isEmpty()) {
      missing.add(SpecialTokens.PAD);
    }
    if (ownEnd.isEmpty()) {
      missing.add(SpecialTokens.END);
    }
    IntStream.range(0, SpecialTokens.TASKS).mapToObj(SpecialTokens::task).forEach(missing::add);
    missing.removeIf(before.special()::containsKey);

    byte[] extended = missing.isEmpty() ? json : append(json, before.vocabularySize(), missing);
    TokenizerJson after = TokenizerJson.parse(extended);
    return new ReservedTokens(
        extended,
        before.vocabularySize(),
        after.vocabularySize(),
        ownPad.orElseGet(() -> after.special().get(SpecialTokens.PAD)),
        ownEnd.orElseGet(() -> after.special().get(SpecialTokens.END)));
  }

  private static OptionalInt special(TokenizerJson tokenizer, OptionalInt id) {
    boolean known = id.isPresent() && tokenizer.special().containsValue(id.getAsInt());
    return known ? id : OptionalInt.empty();
  }

  private static byte[] append(byte[] json, int first, List<String> missing) {
    try {
      ObjectNode root = (ObjectNode) MAPPER.readTree(json);
      requireRoom(root, first, missing);
      ArrayNode added = root.withArray("added_tokens");
      int id = first;
      for (String content : missing) {
        added
            .addObject()
            .put("id", id++)
            .put("content", content)
            .put("single_word", false)
            .put("lstrip", false)
            .put("rstrip", false)
            .put("normalized", false)
            .put("special", true);
      }
      return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(root);
    } catch (IOException e) {
      throw new UncheckedIOException("reading from and writing to memory failed", e);
    }
  }

  /**
   * Checks that tokens can be added: ids must have no gaps, as Hugging Face's library counts them.
   */
  private static void requireRoom(JsonNode root, int size, List<String> missing) {
    Set<String> contents = new HashSet<>(Pieces.of(root).ids().keySet());
    root.path("added_tokens").forEach(token -> contents.add(token.path("content").asText()));
    if (contents.size() != size) {
      throw new IllegalArgumentException(
          "tokenizer.json has %d tokens but a greatest id of %d, so that none can be added"
              .formatted(contents.size(), size - 1));
    }
    for (String content : missing) {
      if (contents.contains(content)) {
        throw new IllegalArgumentException(
            "tokenizer.json has "
                + content
                + " as an ordinary token but must have it as a special"
                + " one or not at all");
      }
    }
  }

  /** Returns the bytes of the {@code tokenizer.json}; the original ones if nothing was missing. */
  public byte[] json() {
    return json.clone();
  }

  /** Returns the number of ids before tokens were added. */
  public int formerSize() {
    return formerSize;
  }

  /** Returns the number of ids. */
  public int size() {
    return size;
  }

  /** Returns the id of the padding token. */
  public int padToken() {
    return padToken;
  }

  /** Returns the id of the end token. */
  public int endToken() {
    return endToken;
  }
}
