package io.headwater.model.serving;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.model.checkpoint.SampleCheckpoints;
import io.headwater.model.tokenizer.Tokenizer;
import io.headwater.model.tokenizer.Tokenizers;
import java.util.Arrays;
import java.util.Optional;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

class InputTextTest {
  private static Tokenizer tokenizer;

  @BeforeContainer
  static void load() {
    tokenizer = Tokenizers.load(SampleCheckpoints.tokenizerJson());
  }

  @AfterContainer
  static void close() {
    tokenizer.close();
  }

  @Example
  void shouldJoinPairsByALineBreak() {
    assertThat(InputText.causal(tokenizer).encode("the topic", Optional.empty(), 99))
        .isEqualTo(tokenizer.encode("the topic", 99));
    assertThat(InputText.causal(tokenizer).encode("the topic", Optional.of("records"), 99))
        .isEqualTo(tokenizer.encode("the topic\nrecords", 99));
  }

  @Example
  void shouldCutTheLongerTextOfAPairFirst() {
    assertThat(pair("aaaaaaaa", "xx", 8)).isEqualTo("aaaaa\nxx");
    assertThat(pair("aa", "xxxxxxxx", 8)).isEqualTo("aa\nxxxxx");
    assertThat(pair("aaaaaaaa", "xxxxxxxx", 8)).isEqualTo("aaaa\nxxx");
    assertThat(pair("aaaaaaaa", "xxxxxxxx", 9)).isEqualTo("aaaa\nxxxx");
    assertThat(pair("aaaaaaaa", "xxxx", 7)).isEqualTo("aaaa\nxx");
  }

  private static String pair(String text, String second, int limit) {
    return tokenizer.decode(InputText.causal(tokenizer).encode(text, Optional.of(second), limit));
  }

  @Property(tries = 500, seed = "7")
  void shouldKeepBeginningsOfBothTexts(
      @ForAll @StringLength(max = 60) @CharRange(from = 'a', to = 'c') @Chars(' ') String text,
      @ForAll @StringLength(max = 60) @CharRange(from = 'x', to = 'z') @Chars(' ') String pair,
      @ForAll @IntRange(min = 4, max = 50) int limit) {
    int[] first = tokenizer.encode(text, 1000);
    int[] second = tokenizer.encode("\n" + pair, 1000);

    int[] both = InputText.causal(tokenizer).encode(text, Optional.of(pair), limit);

    assertThat(both).hasSize(Math.min(limit, first.length + second.length));
    int kept = 0;
    while (both[kept] != second[0]) {
      kept++;
    }
    int added = both.length - kept;
    assertThat(Arrays.copyOf(both, kept)).isEqualTo(Arrays.copyOf(first, kept));
    assertThat(Arrays.copyOfRange(both, kept, both.length)).isEqualTo(Arrays.copyOf(second, added));
    // What is cut is not shorter than the other, but for the odd token.
    assertThat(kept == first.length || kept >= added - 1).isTrue();
    assertThat(added == second.length || added >= kept - 1).isTrue();
  }
}
