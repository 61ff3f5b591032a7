package io.headwater.model.tokenizer.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.headwater.model.tokenizer.TextFrame;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The part of a {@code tokenizer.json} that says which special tokens stand around texts. */
public final class PostProcessor {
  private static final String START = "[CLS]";
  private static final String END = "[SEP]";

  private PostProcessor() {}

  /**
   * Returns the frame of a tokenizer.
   *
   * @throws IllegalArgumentException if it has none that an encoder can be given
   */
  public static TextFrame frame(byte[] json) {
    TokenizerJson tokenizer = TokenizerJson.parse(json);
    JsonNode processor;
    try {
      processor = new ObjectMapper().readTree(json).path("post_processor");
    } catch (IOException e) {
      throw new IllegalArgumentException("tokenizer.json is not JSON: " + e.getMessage(), e);
    }
    return switch (processor.path("type").asText()) {
      case "TemplateProcessing" -> template(processor);
      case "BertProcessing" ->
          frame(id(processor.path("cls"), "cls"), id(processor.path("sep"), "sep"));
      default -> frame(special(tokenizer, START), special(tokenizer, END));
    };
  }

  private static TextFrame frame(int start, int end) {
    return new TextFrame(
        new TextFrame.Single(List.of(start), List.of(end)),
        new TextFrame.Pair(List.of(start), List.of(end), List.of(end)));
  }

  /** Returns the id of a pair of content and id. */
  private static int id(JsonNode token, String name) {
    if (!token.path(1).isInt()) {
      throw refusal("its " + name + " has no id");
    }
    return token.path(1).asInt();
  }

  private static int special(TokenizerJson tokenizer, String content) {
    return Optional.ofNullable(tokenizer.special().get(content))
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "tokenizer.json has neither a post-processor that frames texts nor a special"
                        + " token "
                        + content));
  }

  private static TextFrame template(JsonNode processor) {
    List<List<Integer>> single = parts(processor, "single", "A");
    List<List<Integer>> pair = parts(processor, "pair", "AB");
    if (pair.get(1).isEmpty()) {
      throw refusal("nothing stands between the two texts");
    }
    return new TextFrame(
        new TextFrame.Single(single.get(0), single.get(1)),
        new TextFrame.Pair(pair.get(0), pair.get(1), pair.get(2)));
  }

  /** Returns the special tokens before, between and after texts that come in an order. */
  private static List<List<Integer>> parts(JsonNode processor, String name, String texts) {
    List<List<Integer>> parts = new ArrayList<>();
    parts.add(new ArrayList<>());
    for (JsonNode piece : processor.path(name)) {
      if (piece.has("Sequence")) {
        String text = piece.path("Sequence").path("id").asText();
        int place = parts.size() - 1;
        if (place == texts.length() || !text.equals(texts.substring(place, place + 1))) {
          throw refusal("the texts of its " + name + " are not " + texts);
        }
        requireType(piece.path("Sequence"), place, name);
        parts.add(new ArrayList<>());
      } else {
        JsonNode special = piece.path("SpecialToken");
        // A token after a text is part of it: that between two texts has the type of the first.
        requireType(special, Math.max(0, parts.size() - 2), name);
        JsonNode ids =
            processor.path("special_tokens").path(special.path("id").asText()).path("ids");
        if (ids.isEmpty()) {
          throw refusal(special.path("id") + " has no id");
        }
        ids.forEach(id -> parts.get(parts.size() - 1).add(id.asInt()));
      }
    }
    if (parts.size() != texts.length() + 1) {
      throw refusal("the texts of its " + name + " are not " + texts);
    }
    return parts;
  }

  private static void requireType(JsonNode piece, int type, String name) {
    if (piece.path("type_id").asInt() != type) {
      throw refusal(
          "the token types of its "
              + name
              + " are not 0 for the first text and its end, and 1 for the second");
    }
  }

  private static IllegalArgumentException refusal(String why) {
    return new IllegalArgumentException(
        "tokenizer.json has a post-processor that cannot be used: " + why);
  }
}
