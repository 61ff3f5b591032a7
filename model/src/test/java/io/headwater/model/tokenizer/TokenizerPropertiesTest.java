package io.headwater.model.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

class TokenizerPropertiesTest {
  private static Tokenizer tokenizer;

  @BeforeContainer
  static void train() {
    tokenizer = Tokenizers.train(Texts.PROSE, 420);
  }

  @AfterContainer
  static void close() {
    tokenizer.close();
  }

  @Provide
  Arbitrary<String> texts() {
    Arbitrary<String> anything =
        Arbitraries.integers()
            .between(0, Character.MAX_CODE_POINT)
            .filter(c -> c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE)
            .filter(c -> c != 0xFFFF) // which no text may hold, see TextPrefix
            .map(Character::toString);
    Arbitrary<String> telling =
        Arbitraries.of(
            " ",
            "  ",
            "\r\n",
            "\n",
            "\t",
            "\u0000",
            "'s",
            "don't",
            "the",
            "topic",
            "42",
            "🙂",
            "👩‍👩‍👧",
            "é",
            "<|pad|>",
            "<|end|>",
            "<|task:0|>",
            "\u00a0",
            "\u2028",
            "ß",
            "温度",
            "\u3002",
            ",",
            "'");
    return Arbitraries.frequencyOf(Tuple.of(1, anything), Tuple.of(3, telling))
        .list()
        .ofMaxSize(60)
        .map(parts -> String.join("", parts));
  }

  @Property(tries = 500, seed = "7")
  void shouldGiveBackAnyText(@ForAll("texts") String text) {
    int[] ids = tokenizer.encode(text, Integer.MAX_VALUE);

    assertThat(tokenizer.decode(ids)).isEqualTo(text);
  }

  @Property(tries = 300, seed = "7")
  void shouldGiveFirstTokensOnly(
      @ForAll("texts") String text, @ForAll @IntRange(min = 1, max = 40) int limit) {
    int[] all = tokenizer.encode(text, Integer.MAX_VALUE);

    assertThat(tokenizer.encode(text, limit))
        .isEqualTo(Arrays.copyOf(all, Math.min(limit, all.length)));
  }

  @Property(tries = 100, seed = "7")
  void shouldGiveFirstTokensOfLongTextsWithoutReadingAllOfThem(
      @ForAll("texts") String text, @ForAll @IntRange(min = 1, max = 8) int limit) {
    String longText = text + ",and'so\uff0con".repeat(50) + text + "x".repeat(300) + " " + text;
    int[] all = tokenizer.encode(longText, Integer.MAX_VALUE);

    assertThat(tokenizer.encode(longText, limit)).isEqualTo(Arrays.copyOf(all, limit));
  }

  @Property(tries = 300, seed = "7")
  void shouldNeverMakeSpecialTokensOfText(@ForAll("texts") String text) {
    int reserved = SpecialTokens.all().size();

    assertThat(Arrays.stream(tokenizer.encode(text, Integer.MAX_VALUE)))
        .allMatch(id -> id >= reserved);
  }

  @Property(tries = 20, seed = "7")
  void shouldTrainTheSameVocabularyInAnyOrder(@ForAll("orders") List<String> order) {
    assertThat(new BpeTrainer(390).train(order)).isEqualTo(new BpeTrainer(390).train(Texts.PROSE));
  }

  @Provide
  Arbitrary<List<String>> orders() {
    return Arbitraries.shuffle(Texts.PROSE);
  }
}
