package io.headwater.model.tokenizer.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.headwater.model.tokenizer.TextFrame;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The part of a {@code tokenizer.json} that says which special tokens stand around texts. */
public final class PostProcessor {
  private static final String START = "[CLS]";
  private static final String END = "[SEP]";
  private static final String TEMPLATE = "TemplateProcessing";
  private static final String BERT = "BertProcessing";
  private static final String ROBERTA = "RobertaProcessing";
  private static final String SEQUENCE = "Sequence";
  private static final String SPECIAL = "SpecialToken";
  private static final Set<String> FRAMING = Set.of(TEMPLATE, BERT, ROBERTA);

  private PostProcessor() {}

  /**
   * Returns the frame of a tokenizer.
   *
   * @throws IllegalArgumentException if it has none that an encoder can be given
   */
  public static TextFrame frame(byte[] json) {
    JsonNode processor;
    try {
      processor = new ObjectMapper().readTree(json).path("post_processor");
    } catch (IOException e) {
      throw new IllegalArgumentException("tokenizer.json is not JSON: " + e.getMessage(), e);
    }
    for (JsonNode one : processor.path("processors")) { // of a sequence, in which others cut spans
      if (FRAMING.contains(one.path("type").asText())) {
        processor = one;
      }
    }
    return switch (processor.path("type").asText()) {
      case TEMPLATE -> template(processor);
      case BERT -> bert(id(processor.path("cls"), "cls"), id(processor.path("sep"), "sep"));
      case ROBERTA -> roberta(id(processor.path("cls"), "cls"), id(processor.path("sep"), "sep"));
      default -> {
        TokenizerJson tokenizer = TokenizerJson.parse(json);
        yield bert(special(tokenizer, START), special(tokenizer, END));
      }
    };
  }

  private static TextFrame bert(int start, int end) {
    return new TextFrame(
        new TextFrame.Single(List.of(start), List.of(end)),
        new TextFrame.Pair(List.of(start), List.of(end), List.of(end)),
        true);
  }

  private static TextFrame roberta(int start, int end) {
    return new TextFrame(
        new TextFrame.Single(List.of(start), List.of(end)),
        new TextFrame.Pair(List.of(start), List.of(end, end), List.of(end)),
        false);
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
        new TextFrame.Pair(pair.get(0), pair.get(1), pair.get(2)),
        typed(processor));
  }

  /** Returns the special tokens before, between and after texts that come in an order. */
  private static List<List<Integer>> parts(JsonNode processor, String name, String texts) {
    List<List<Integer>> parts = new ArrayList<>();
    parts.add(new ArrayList<>());
    for (JsonNode piece : processor.path(name)) {
      if (piece.has(SEQUENCE)) {
        String text = piece.path(SEQUENCE).path("id").asText();
        int place = parts.size() - 1;
        if (place == texts.length() || !text.equals(texts.substring(place, place + 1))) {
          throw refusal("the texts of its " + name + " are not " + texts);
        }
        parts.add(new ArrayList<>());
      } else {
        JsonNode special = piece.path(SPECIAL);
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

  /** Returns whether the second text of a pair is of the second token type. */
  private static boolean typed(JsonNode processor) {
    for (JsonNode piece : processor.path("single")) {
      if (type(piece) != 0) {
        throw refusal("the token types of its single are not 0");
      }
    }
    List<Integer> types = new ArrayList<>();
    List<Integer> ofTexts = new ArrayList<>();
    int texts = 0;
    for (JsonNode piece : processor.path("pair")) {
      types.add(type(piece));
      texts += piece.has(SEQUENCE) ? 1 : 0;
      // A token after a text is part of it: that between two texts has the type of the first.
      ofTexts.add(Math.max(0, texts - 1));
    }
    boolean plain = types.stream().allMatch(type -> type == 0);
    if (!plain && !types.equals(ofTexts)) {
      throw refusal(
          "the token types of its pair are not 0 for the first text and its end, and 1 for the"
              + " second");
    }
    return !plain;
  }

  private static int type(JsonNode piece) {
    return piece.path(piece.has(SEQUENCE) ? SEQUENCE : SPECIAL).path("type_id").asInt();
  }

  private static IllegalArgumentException refusal(String why) {
    return new IllegalArgumentException(
        "tokenizer.json has a post-processor that cannot be used: " + why);
  }
}
