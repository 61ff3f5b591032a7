package io.headwater.model.tokenizer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextFrameTest {
  private static final String TEMPLATE =
      """
      {"type": "TemplateProcessing",
       "single": [{"SpecialToken": {"id": "[CLS]", "type_id": 0}},
                  {"Sequence": {"id": "A", "type_id": 0}},
                  {"SpecialToken": {"id": "[SEP]", "type_id": 0}}],
       "pair": [{"SpecialToken": {"id": "[CLS]", "type_id": 0}},
                {"Sequence": {"id": "A", "type_id": 0}},
                {"SpecialToken": {"id": "[SEP]", "type_id": 0}},
                {"Sequence": {"id": "B", "type_id": 1}},
                {"SpecialToken": {"id": "[SEP]", "type_id": 1}}],
       "special_tokens": {"[CLS]": {"id": "[CLS]", "ids": [1], "tokens": ["[CLS]"]},
                          "[SEP]": {"id": "[SEP]", "ids": [2], "tokens": ["[SEP]"]}}}\
      """;

  @Test
  void shouldReadATemplate() {
    assertFramed(TextFrame.of(tokenizer(TEMPLATE)));
  }

  @Test
  void shouldReadThePostProcessorOfBert() {
    assertFramed(
        TextFrame.of(
            tokenizer(
                "{\"type\": \"BertProcessing\", \"sep\": [\"[SEP]\", 2], \"cls\": [\"[CLS]\","
                    + " 1]}")));
  }

  @Test
  void shouldReadThePostProcessorOfRoberta() {
    String roberta =
        "{\"type\": \"RobertaProcessing\", \"sep\": [\"[SEP]\", 2], \"cls\": [\"[CLS]\", 1],"
            + " \"trim_offsets\": true, \"add_prefix_space\": false}";
    String sequence =
        "{\"type\": \"Sequence\", \"processors\": [{\"type\": \"ByteLevel\"}, %s]}"
            .formatted(roberta);
    for (String processor : List.of(roberta, sequence)) {
      TextFrame frame = TextFrame.of(tokenizer(processor));
      assertThat(frame.around(new int[] {7, 8})).containsExactly(1, 7, 8, 2);
      assertThat(frame.around(new int[] {7}, new int[] {8, 9}))
          .containsExactly(1, 7, 2, 2, 8, 9, 2);
      assertThat(frame.endToken()).isEqualTo(2);
      assertThat(frame.typed()).isFalse();
    }
  }

  @Test
  void shouldTellWhetherTheSecondTextHasAType() {
    String plain = TEMPLATE.replace("\"type_id\": 1", "\"type_id\": 0");
    assertThat(TextFrame.of(tokenizer(TEMPLATE)).typed()).isTrue();
    assertThat(TextFrame.of(tokenizer(plain)).typed()).isFalse();
  }

  @Test
  void shouldTakeSpecialTokensWithoutAPostProcessor() {
    assertFramed(TextFrame.of(tokenizer("null")));
  }

  private static void assertFramed(TextFrame frame) {
    assertThat(frame.around(new int[] {7, 8})).containsExactly(1, 7, 8, 2);
    assertThat(frame.around(new int[] {7}, new int[] {8, 9})).containsExactly(1, 7, 2, 8, 9, 2);
    assertThat(frame.endToken()).isEqualTo(2);
    assertThat(frame.single().size()).isEqualTo(2);
    assertThat(frame.pair().size()).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"id\": \"B\", \"type_id\": 1} | {\"id\": \"B\", \"type_id\": 0} | the token types of its"
            + " pair are not 0 for the first text and its end, and 1 for the second",
        "{\"id\": \"B\", \"type_id\": 1} | {\"id\": \"A\", \"type_id\": 1} | the texts of its pair"
            + " are not AB",
        "{\"id\": \"[SEP]\", \"ids\": [2] | {\"id\": \"[SEP]\", \"ids\": [] | \"[SEP]\" has no id",
      })
  void shouldSayWhyATemplateCannotBeUsed(String found, String replaced, String why) {
    assertThat(TEMPLATE).contains(found);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TextFrame.of(tokenizer(TEMPLATE.replace(found, replaced))))
        .withMessage("tokenizer.json has a post-processor that cannot be used: " + why);
  }

  @Test
  void shouldSayThatATokenizerFramesNoTexts() {
    byte[] json = new BpeTrainer(330).train(List.of("the topic"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TextFrame.of(json))
        .withMessage(
            "tokenizer.json has neither a post-processor that frames texts nor a special token"
                + " [CLS]");
  }

  private static byte[] tokenizer(String postProcessor) {
    String special =
        "{\"id\": %d, \"content\": \"%s\", \"single_word\": false, \"lstrip\": false,"
            + " \"rstrip\": false, \"normalized\": false, \"special\": true}";
    return """
    {"version": "1.0", "truncation": null, "padding": null, "added_tokens": [%s, %s],
     "normalizer": null, "pre_tokenizer": null, "post_processor": %s, "decoder": null,
     "model": {"type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##",
      "max_input_chars_per_word": 100, "vocab": {"[UNK]": 0, "[CLS]": 1, "[SEP]": 2, "a": 3}}}
    """
        .formatted(special.formatted(1, "[CLS]"), special.formatted(2, "[SEP]"), postProcessor)
        .getBytes(UTF_8);
  }
}
