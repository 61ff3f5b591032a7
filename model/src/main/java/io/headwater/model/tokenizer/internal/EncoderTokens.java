package io.headwater.model.tokenizer.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.headwater.model.tokenizer.TextFrame;
import java.io.IOException;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * The tokenizer of an encoder from elsewhere, whose vocabulary is left as it is: an encoder needs
 * no tokens beside the special ones it was pretrained with.
 */
public final class EncoderTokens {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String PAD = "[PAD]";
  private static final List<String> SWITCHED_OFF = List.of("truncation", "padding");

  private EncoderTokens() {}

  /**
   * Returns a tokenizer to which nothing is added. Truncation and padding, which many files of
   * sentence encoders have switched on, are switched off. The end token is the one that ends each
   * text of an input.
   *
   * @param pad id of the folder's own padding token, used if it is a special token
   * @param typedTexts whether the encoder tells the second text from the first by its token type
   * @throws IllegalArgumentException if the bytes are no tokenizer, or not one for an encoder
   */
  public static ReservedTokens of(byte[] json, OptionalInt pad, boolean typedTexts) {
    TokenizerJson tokenizer = TokenizerJson.parse(json);
    TextFrame frame = TextFrame.of(json);
    int end = frame.endToken();
    TextFrame.Pair pair = frame.pair();
    if (pair.before().contains(end) || (typedTexts && pair.between().size() != 1)) {
      throw refusal(
          "the first text of a pair must end with one token that does not stand before it");
    }
    if (typedTexts && !frame.typed()) {
      throw refusal("the second text of a pair must be of the second token type");
    }
    Stream.of(pair.before(), pair.between(), pair.after())
        .flatMap(List::stream)
        .filter(id -> !tokenizer.special().containsValue(id))
        .findFirst()
        .ifPresent(
            id -> {
              throw refusal("token " + id + " is no special token");
            });
    int size = tokenizer.vocabularySize();
    return new ReservedTokens(plain(json), size, size, padToken(tokenizer, pad), end);
  }

  private static IllegalArgumentException refusal(String why) {
    return new IllegalArgumentException(
        "tokenizer.json has a post-processor that cannot be used: " + why);
  }

  private static int padToken(TokenizerJson tokenizer, OptionalInt own) {
    if (own.isPresent() && tokenizer.special().containsValue(own.getAsInt())) {
      return own.getAsInt();
    }
    Integer named = tokenizer.special().get(PAD);
    if (named == null) {
      throw new IllegalArgumentException(
          "tokenizer.json has no special token %s and config.json names %s"
              .formatted(PAD, own.isPresent() ? own.getAsInt() + ", which is none" : "no other"));
    }
    return named;
  }

  private static byte[] plain(byte[] json) {
    try {
      JsonNode root = MAPPER.readTree(json);
      if (SWITCHED_OFF.stream().noneMatch(root::hasNonNull)) {
        return json;
      }
      SWITCHED_OFF.forEach(((ObjectNode) root)::putNull);
      return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(root);
    } catch (IOException e) {
      throw new IllegalArgumentException("tokenizer.json is not JSON: " + e.getMessage(), e);
    }
  }
}
