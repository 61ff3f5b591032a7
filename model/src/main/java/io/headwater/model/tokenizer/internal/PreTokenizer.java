package io.headwater.model.tokenizer.internal;

import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Cuts a text into the pieces that merges never cross, as Hugging Face's ByteLevel pre-tokenizer
 * does.
 *
 * <p>The pattern is that of GPT-2 (Radford et al., 2019): English contractions; runs of letters, of
 * numbers, of other characters, each with one space before it; runs of white space.
 */
final class PreTokenizer {
  private static final Pattern PIECE =
      Pattern.compile(
          "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+"
              + "| ?[^\\p{IsWhite_Space}\\p{L}\\p{N}]+"
              + "|\\p{IsWhite_Space}+(?!\\P{IsWhite_Space})|\\p{IsWhite_Space}+");

  private PreTokenizer() {}

  /** Passes each piece to {@code consumer}, in order; together the pieces are the text. */
  static void forEachPiece(String text, Consumer<String> consumer) {
    Matcher matcher = PIECE.matcher(text);
    while (matcher.find()) {
      consumer.accept(matcher.group());
    }
  }
}
