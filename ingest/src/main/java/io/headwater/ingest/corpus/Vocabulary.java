package io.headwater.ingest.corpus;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The tokens that a {@code tokenizer.json} lists.
 *
 * @param type kind of model, such as {@code BPE}
 * @param tokens tokens by id, as the file spells them
 * @param special special tokens, in the order of their ids
 */
public record Vocabulary(String type, Map<Integer, String> tokens, List<String> special) {
  /** Copies the collections. */
  public Vocabulary {
    tokens = Map.copyOf(tokens);
    special = List.copyOf(special);
  }

  /** Reads a {@code tokenizer.json}; its contents are not checked. */
  public static Vocabulary of(byte[] json) {
    JsonNode root;
    try {
      root = new ObjectMapper().readTree(json);
    } catch (IOException e) {
      throw new UncheckedIOException("tokenizer.json is not JSON", e);
    }
    Map<Integer, String> tokens = new HashMap<>();
    root.path("model")
        .path("vocab")
        .properties()
        .forEach(token -> tokens.put(token.getValue().asInt(), token.getKey()));
    List<String> special = new ArrayList<>();
    for (JsonNode added : root.path("added_tokens")) {
      tokens.put(added.path("id").asInt(), added.path("content").asText());
      if (added.path("special").asBoolean()) {
        special.add(added.path("content").asText());
      }
    }
    return new Vocabulary(root.path("model").path("type").asText(), tokens, special);
  }
}
