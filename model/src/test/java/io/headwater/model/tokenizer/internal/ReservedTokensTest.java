package io.headwater.model.tokenizer.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.headwater.model.tokenizer.BpeTrainer;
import io.headwater.model.tokenizer.SpecialTokens;
import io.headwater.model.tokenizer.Tokenizer;
import io.headwater.model.tokenizer.Tokenizers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class ReservedTokensTest {
  private static final OptionalInt NONE = OptionalInt.empty();

  @Test
  void shouldLeaveACompleteTokenizerAsItIs() {
    byte[] json = new BpeTrainer(330).train(List.of("the topic of the topic"));
    ReservedTokens tokens = ReservedTokens.reserve(json, NONE, NONE);

    assertThat(tokens.json()).isEqualTo(json);
    assertThat(tokens.size()).isEqualTo(tokens.formerSize());
    assertThat(tokens.padToken()).isZero();
    assertThat(tokens.endToken()).isOne();
  }

  @Test
  void shouldTakeTheFoldersOwnTokensAndAddTheOthers() {
    byte[] json = tokenizer("{\"a\": 0, \"b\": 1}", special(2, "</s>"), special(3, "<pad>"));
    ReservedTokens tokens = ReservedTokens.reserve(json, OptionalInt.of(3), OptionalInt.of(2));

    assertThat(tokens.padToken()).isEqualTo(3);
    assertThat(tokens.endToken()).isEqualTo(2);
    assertThat(tokens.formerSize()).isEqualTo(4);
    assertThat(tokens.size()).isEqualTo(4 + SpecialTokens.TASKS);
    try (Tokenizer tokenizer = Tokenizers.load(tokens.json())) {
      assertThat(tokenizer.idOf(SpecialTokens.task(0))).isEqualTo(4);
      assertThat(tokenizer.encode("ba", 9)).containsExactly(1, 0);
    }
  }

  @Test
  void shouldNotTakeOrdinaryTokensForPaddingOrEnd() {
    byte[] json = tokenizer("{\"a\": 0, \"b\": 1}", special(2, "</s>"));
    ReservedTokens tokens = ReservedTokens.reserve(json, OptionalInt.of(0), OptionalInt.of(9));

    assertThat(tokens.padToken()).isEqualTo(3);
    assertThat(tokens.endToken()).isEqualTo(4);
  }

  @Test
  void shouldRefuseTokenizersThatCannotBeAddedTo() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ReservedTokens.reserve(tokenizer("{\"a\": 0, \"b\": 5}"), NONE, NONE))
        .withMessage(
            "tokenizer.json has 2 tokens but a greatest id of 5, so that none can be added");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> ReservedTokens.reserve(tokenizer("{\"a\": 0, \"<|pad|>\": 1}"), NONE, NONE))
        .withMessage(
            "tokenizer.json has <|pad|> as an ordinary token but must have it as a special one or"
                + " not at all");
  }

  private static byte[] tokenizer(String vocabulary, String... added) {
    String json =
        """
        {"version": "1.0", "truncation": null, "padding": null, "added_tokens": [%s],
         "normalizer": null, "pre_tokenizer": null, "post_processor": null, "decoder": null,
         "model": {"type": "BPE", "dropout": null, "unk_token": null, "fuse_unk": false,
          "continuing_subword_prefix": null, "end_of_word_suffix": null, "byte_fallback": false,
          "vocab": %s, "merges": []}}
        """;
    return json.formatted(String.join(",", added), vocabulary).getBytes(StandardCharsets.UTF_8);
  }

  private static String special(int id, String content) {
    return """
    {"id": %d, "content": "%s", "single_word": false, "lstrip": false, "rstrip": false,
     "normalized": false, "special": true}"""
        .formatted(id, content);
  }
}
