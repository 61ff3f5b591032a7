package io.headwater.model.tokenizer;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A small WordPiece tokenizer that, like BERT's, knows neither case nor accents. */
public final class SampleWordPieces {
  private static final String SPECIAL =
      """
      {"id": %d, "content": "%s", "single_word": false, "lstrip": false, "rstrip": false,
       "normalized": false, "special": true}\
      """;

  private SampleWordPieces() {}

  /** Returns the tokens in the order of their ids. */
  public static List<String> vocabulary() {
    List<String> vocabulary =
        new ArrayList<>(List.of("[PAD]", "[SEP]", "[CLS]", "[UNK]", "get", "##ter", "of"));
    vocabulary.addAll(List.of("(", ")", ",", "."));
    for (char letter = 'a'; letter <= 'z'; letter++) {
      vocabulary.add(String.valueOf(letter));
      vocabulary.add("##" + letter);
    }
    return vocabulary;
  }

  /** Returns the bytes of the {@code tokenizer.json}. */
  public static byte[] json() {
    List<String> vocabulary = vocabulary();
    String entries =
        IntStream.range(0, vocabulary.size())
            .mapToObj(id -> "\"%s\": %d".formatted(vocabulary.get(id), id))
            .collect(Collectors.joining(", "));
    String special =
        IntStream.range(0, 4)
            .mapToObj(id -> SPECIAL.formatted(id, vocabulary.get(id)))
            .collect(Collectors.joining(", "));
    return """
    {"version": "1.0", "truncation": null, "padding": null, "added_tokens": [%s],
     "normalizer": {"type": "BertNormalizer", "clean_text": true, "handle_chinese_chars": true,
      "strip_accents": null, "lowercase": true},
     "pre_tokenizer": {"type": "BertPreTokenizer"}, "post_processor": null,
     "decoder": {"type": "WordPiece", "prefix": "##", "cleanup": true},
     "model": {"type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##",
      "max_input_chars_per_word": 100, "vocab": {%s}}}
    """
        .formatted(special, entries)
        .getBytes(UTF_8);
  }
}
