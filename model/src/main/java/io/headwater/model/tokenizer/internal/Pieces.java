package io.headwater.model.tokenizer.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.Map;

/**
 * The pieces that a {@code tokenizer.json} makes texts of: ids by piece, or, of a unigram model, a
 * list of pieces and scores whose places are the ids.
 */
final class Pieces {
  private final JsonNode json;
  private final Map<String, Integer> listed = new HashMap<>();

  private Pieces(JsonNode json) {
    this.json = json;
    for (int id = 0; json.isArray() && id < json.size(); id++) {
      listed.put(json.path(id).path(0).asText(), id);
    }
  }

  /**
   * Returns those of a file.
   *
   * @throws IllegalArgumentException if it has none, or texts may hold what they cannot be made of
   */
  static Pieces of(JsonNode root) {
    JsonNode model = root.path("model");
    JsonNode vocabulary = model.path("vocab");
    boolean unigram = model.path("type").asText().equals("Unigram") && vocabulary.isArray();
    if (!unigram && !vocabulary.isObject()) {
      throw new IllegalArgumentException(
          "tokenizer.json has no object model.vocab; only vocabularies of the BPE family, of"
              + " WordPiece and of Unigram work");
    }
    if (unigram && !model.path("unk_id").isInt()) {
      throw new IllegalArgumentException(
          "tokenizer.json has no model.unk_id but must have one: texts hold characters it lacks");
    }
    return new Pieces(vocabulary);
  }

  /** Returns the number of ids, up to the greatest. */
  int size() {
    int size = json.isArray() ? json.size() : 0;
    for (JsonNode id : json) {
      size = Math.max(size, id.asInt() + 1);
    }
    return size;
  }

  /** Returns whether a piece is there. */
  boolean has(String piece) {
    return json.has(piece) || listed.containsKey(piece);
  }

  /** Returns the id of every piece. */
  Map<String, Integer> ids() {
    Map<String, Integer> ids = new HashMap<>(listed);
    json.properties().forEach(piece -> ids.put(piece.getKey(), piece.getValue().asInt()));
    return ids;
  }

  /** Gives a piece another name, in the file too. */
  void rename(String piece, String name) {
    if (json instanceof ObjectNode object) {
      object.set(name, object.remove(piece));
    } else {
      ((ArrayNode) json.path(listed.get(piece))).remove(0);
      ((ArrayNode) json.path(listed.get(piece))).insert(0, name);
    }
  }
}
