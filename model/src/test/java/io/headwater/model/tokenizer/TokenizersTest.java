package io.headwater.model.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenizersTest {
  @TempDir Path folder;

  @Test
  void shouldTellSpecialTokensAndThoseThatContinueAWord() {
    List<String> vocabulary = SampleWordPieces.vocabulary();
    try (Tokenizer tokenizer = Tokenizers.load(SampleWordPieces.json())) {
      TokenKinds kinds = tokenizer.kinds();
      assertThat(kinds.special()).containsExactlyInAnyOrder(0, 1, 2, 3);
      assertThat(kinds.continuing())
          .hasSize(27)
          .allMatch(id -> vocabulary.get(id).startsWith("##"));
    }
    try (Tokenizer bytes = Tokenizers.train(List.of("##a ##a"), 330)) {
      assertThat(bytes.kinds().continuing()).isEmpty();
    }
  }

  @Test
  void shouldMergeTheMostFrequentPairFirstAndSmallerIdsAmongEquals() throws IOException {
    // b+c and c+d occur four times, a+b three times; of the two, b+c has the smaller ids.
    byte[] json = new BpeTrainer(66 + 256 + 3).train(List.of("bcd", "bcd", "bcd", "bcd ab ab ab"));

    JsonNode merges = new ObjectMapper().readTree(json).path("model").path("merges");
    assertThat(merges).extracting(JsonNode::asText).startsWith("b c", "bc d");
  }

  @Test
  void shouldStopWhereNoPairOccursTwice() {
    try (Tokenizer tokenizer = Tokenizers.train(List.of("abcdefg"), 4096)) {
      assertThat(tokenizer.vocabularySize()).isEqualTo(66 + 256);
    }
  }

  @Test
  void shouldReserveSpecialTokensAtTheFirstIds() {
    try (Tokenizer tokenizer = Tokenizers.train(Texts.PROSE, 390)) {
      assertThat(tokenizer.vocabularySize()).isEqualTo(390);
      assertThat(tokenizer.idOf("<|pad|>")).isZero();
      assertThat(tokenizer.idOf("<|end|>")).isOne();
      assertThat(tokenizer.idOf("<|task:63|>")).isEqualTo(65);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> tokenizer.idOf("<|task:64|>"))
          .withMessageContaining("<|task:64|>");
    }
  }

  @Test
  void shouldLeaveSpecialTokensAndUnknownIdsOutOfText() {
    try (Tokenizer tokenizer = Tokenizers.train(Texts.PROSE, 390)) {
      int[] topic = tokenizer.encode("topic", 10);
      int[] framed = new int[topic.length + 4];
      System.arraycopy(topic, 0, framed, 2, topic.length);
      framed[0] = tokenizer.idOf("<|pad|>");
      framed[1] = tokenizer.idOf("<|task:3|>");
      framed[topic.length + 2] = tokenizer.idOf("<|end|>");
      framed[topic.length + 3] = 1_000_000;

      assertThat(tokenizer.decode(framed)).isEqualTo("topic");
      assertThat(tokenizer.decode(new int[] {0, 1})).isEmpty();
    }
  }

  @Test
  void shouldNotCutAtTheLibrarysDefaultLength() {
    try (Tokenizer tokenizer = Tokenizers.train(Texts.PROSE, 390)) {
      assertThat(tokenizer.encode("a b ".repeat(2000), 3000)).hasSize(3000);
    }
  }

  @Test
  void shouldReplaceUnpairedSurrogates() {
    try (Tokenizer tokenizer = Tokenizers.train(Texts.PROSE, 390)) {
      assertThat(tokenizer.decode(tokenizer.encode("a\ud83d!\ude00", 20)))
          .isEqualTo("a\ufffd!\ufffd");
    }
  }

  @Test
  void shouldNotBeSteeredByTextWhereSpecialTokensAreOutsideTheVocabulary() {
    String json = new String(new BpeTrainer(322).train(List.of()), StandardCharsets.UTF_8);
    String more =
        json.replaceFirst(
            "(?s)\"special\" : true\\s*\\}\\s*\\]",
            "\"special\" : true }, {\"id\" : 322, \"content\" : \"<|x|>\", \"single_word\" : false,"
                + " \"lstrip\" : false, \"rstrip\" : false, \"normalized\" : false,"
                + " \"special\" : true } ]");
    try (Tokenizer tokenizer = Tokenizers.load(more.getBytes(StandardCharsets.UTF_8))) {
      assertThat(tokenizer.idOf("<|x|>")).isEqualTo(322);
      assertThat(tokenizer.encode("<|x|> \uFFFF322\uFFFF", 100)).doesNotContain(322);
    }
  }

  @Test
  void shouldGiveBackTheBytesItWasLoadedFrom() throws IOException {
    byte[] json = new BpeTrainer(390).train(Texts.PROSE);
    Files.write(folder.resolve("tokenizer.json"), json);

    try (Tokenizer tokenizer = Tokenizers.load(folder)) {
      assertThat(tokenizer.json()).isEqualTo(json);
    }
  }

  @Test
  void shouldRefuseFilesThatAreNoTokenizer() {
    for (String broken :
        List.of("", "{", "[]", "{}", "{\"model\":{\"type\":\"BPE\",\"vocab\":{\"a\":0}}}")) {
      assertThatIllegalArgumentException()
          .as(broken)
          .isThrownBy(() -> Tokenizers.load(broken.getBytes(StandardCharsets.UTF_8)))
          .withMessageContaining("tokenizer.json");
    }
  }

  @Test
  void shouldRefuseSizesAndLimitsWithoutRoom() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new BpeTrainer(321))
        .withMessage("vocabulary size is 321 but must be at least 322");
    assertThatIllegalArgumentException().isThrownBy(() -> SpecialTokens.task(64));
    try (Tokenizer tokenizer = Tokenizers.train(Texts.PROSE, 322)) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> tokenizer.encode("a", 0))
          .withMessage("limit is 0 but must be at least 1");
    }
  }
}
