package io.headwater.model.tokenizer.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What a {@code tokenizer.json} says beyond what Hugging Face's library tells.
 *
 * @param special ids of the special tokens, by content
 * @param continuing ids of the tokens that continue a word
 * @param vocabularySize number of ids
 * @param encoder the same tokenizer's JSON, changed so that it ignores special tokens in text
 */
record TokenizerJson(
    Map<String, Integer> special, Set<Integer> continuing, int vocabularySize, String encoder) {

  /** Surrounds the names of hidden special tokens; replaced in every text. */
  static final char HIDING = '\uFFFF';

  static TokenizerJson parse(byte[] json) {
    ObjectMapper mapper = new ObjectMapper();
    JsonNode root;
    try {
      root = mapper.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          "tokenizer.json is not JSON: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new IllegalArgumentException("tokenizer.json is not JSON: " + e.getMessage(), e);
    }
    Pieces pieces = Pieces.of(root);
    JsonNode model = root.path("model");
    if (model.path("dropout").asDouble() != 0) {
      throw new IllegalArgumentException(
          "tokenizer.json has a dropout of "
              + model.path("dropout")
              + " but must have none: a text would have other tokens each time");
    }
    int size = pieces.size();
    String type = model.path("type").asText();
    boolean wordPiece = type.equals("WordPiece");
    boolean findsWhole = wordPiece || type.equals("Unigram");
    Set<Integer> continuing = wordPiece ? continuing(model) : Set.of();
    Map<String, Integer> special = new HashMap<>();
    ArrayNode visible = mapper.createArrayNode();
    for (JsonNode added : root.path("added_tokens")) {
      int id = added.path("id").asInt();
      String content = added.path("content").asText();
      size = Math.max(size, id + 1);
      if (!added.path("special").asBoolean()) {
        visible.add(added);
        continue;
      }
      special.put(content, id);
      if (!pieces.has(content)) {
        // Its id depends on its place in this list, so it stays, under a name no text contains.
        visible.add(added.<ObjectNode>deepCopy().put("content", hidden(id)));
      } else if (findsWhole && !content.equals(model.path("unk_token").asText())) {
        // These find a whole word in their vocabulary, special or not.
        pieces.rename(content, hidden(id));
      }
    }
    ObjectNode object = (ObjectNode) root;
    object.set("added_tokens", visible);
    // Inputs are cut here, by the limits of their task, and never padded.
    object.putNull("truncation");
    object.putNull("padding");
    try {
      return new TokenizerJson(
          Map.copyOf(special), continuing, size, mapper.writeValueAsString(root));
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
  }

  private static Set<Integer> continuing(JsonNode wordPiece) {
    String prefix = wordPiece.path("continuing_subword_prefix").asText("##");
    JsonNode vocabulary = wordPiece.path("vocab");
    Set<Integer> continuing = new HashSet<>();
    vocabulary
        .fieldNames()
        .forEachRemaining(
            token -> {
              if (token.length() > prefix.length() && token.startsWith(prefix)) {
                continuing.add(vocabulary.path(token).asInt());
              }
            });
    return continuing;
  }

  private static String hidden(int id) {
    return HIDING + Integer.toString(id) + HIDING;
  }
}
