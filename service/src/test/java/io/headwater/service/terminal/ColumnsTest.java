package io.headwater.service.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ColumnsTest {
  @ParameterizedTest
  @CsvSource({
    "plain, 5",
    "中文, 4",
    "ひらがな, 8",
    "ｶﾀｶﾅ, 4", // half-width
    "ＡＢ, 4", // full-width
    "한국, 4",
    "\u1112\u1161\u11ab, 2", // the same kind of syllable from three parts
    "cafe\u0301, 4",
    "é, 1",
    "👍, 2",
    "👍\ud83c\udffd, 4", // at most: a skin tone that stands alone
    "❤\ufe0f, 2",
    "❤, 1",
    "⌚, 2",
    "→, 1",
    "\u2fe0, 1", // of no block
    "\ud83c\udde9\ud83c\uddea, 2", // a flag of two letters
    "a\u200bb, 2"
  })
  void shouldCountColumns(String text, int columns) {
    assertThat(Columns.of(text)).isEqualTo(columns);
  }

  @Test
  void shouldCutBeforeASignThatDoesNotFit() {
    assertThat(Columns.cut("中文中文", 8)).isEqualTo("中文中文");
    assertThat(Columns.cut("中文中文", 7)).isEqualTo("中文...");
    assertThat(Columns.cut("中文中文", 6)).isEqualTo("中...");
    assertThat(Columns.cut("abcd", 2)).isEqualTo("ab");
  }

  @Property(tries = 500, seed = "7")
  void shouldNeverCutToMoreThanThereIs(
      @ForAll @CharRange(from = 'a', to = '\uffee') String text,
      @ForAll @IntRange(max = 30) int most) {
    assertThat(Columns.of(Columns.cut(text, most))).isLessThanOrEqualTo(most);
  }

  @Test
  void shouldPutAsManyPartsOnALineAsFit() {
    assertThat(Columns.pack(List.of("one", "two", "three", "中文"), 8))
        .containsExactly("one  two", "three", "中文");
    assertThat(Columns.pack(List.of("longer than all"), 5)).containsExactly("longer than all");
  }
}
