package io.headwater.model.serving;

import io.headwater.model.inference.WrittenText;
import io.headwater.model.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Spells the texts that a model wrote. The tokens of many encoders have lost case and accents, and
 * with them names would; so words that were copied are spelled as the input has them, and words
 * that were copied one after the other have between them what stands between them there.
 *
 * <p>Vocabularies that mark where words start keep case and spaces: their tokens are a text as they
 * are.
 */
final class Spelling {
  private static final String CLOSING = ".,;:!?)]}";
  private static final String OPENING = "([{";

  private final Tokenizer tokenizer;
  private final Set<Integer> continuing;

  /** A run of places of a text. */
  private record Run(PlacedText text, int from, int to) {

    boolean precedes(Run next) {
      return text.equals(next.text) && to + 1 == next.from;
    }

    Run through(Run next) {
      return new Run(text, from, next.to);
    }

    String spelled() {
      return text.characters(from, to);
    }
  }

  Spelling(Tokenizer tokenizer) {
    this.tokenizer = tokenizer;
    this.continuing = tokenizer.kinds().continuing();
  }

  /**
   * Returns a text.
   *
   * @param texts the texts of the input that it may have been copied from
   */
  String of(WrittenText written, List<PlacedText> texts) {
    int[] tokens = written.tokens();
    if (continuing.isEmpty()) {
      return tokenizer.decode(tokens);
    }
    List<String> parts = new ArrayList<>();
    List<Integer> plain = new ArrayList<>();
    Optional<Run> copied = Optional.empty();
    int start = 0;
    while (start < tokens.length) {
      int end = start + 1;
      while (end < tokens.length && continuing.contains(tokens[end])) {
        end++;
      }
      Optional<Run> word = word(written.copiedFrom()[end - 1], end - start, texts);
      boolean joined =
          word.isPresent() && copied.filter(run -> run.precedes(word.get())).isPresent();
      if (joined) {
        copied = Optional.of(copied.get().through(word.get()));
      } else {
        copied.map(Run::spelled).ifPresent(parts::add);
        copied = word;
      }
      if (word.isPresent()) {
        decode(plain, parts);
      } else {
        Arrays.stream(tokens, start, end).forEach(plain::add);
      }
      start = end;
    }
    copied.map(Run::spelled).ifPresent(parts::add);
    decode(plain, parts);
    return joined(parts);
  }

  /**
   * Returns the places that a word was copied from, to its end: its last tokens may be beyond the
   * limit of the text. Empty if the word was not copied.
   *
   * @param last place that its last token was copied from, negative for none
   */
  private Optional<Run> word(int last, int length, List<PlacedText> texts) {
    int from = last - length + 1;
    Optional<PlacedText> found =
        texts.stream().filter(text -> text.holds(last) && text.holds(from)).findFirst();
    return found.map(
        text -> {
          int to = last;
          while (text.holds(to + 1) && continuing.contains(text.token(to + 1))) {
            to++;
          }
          return new Run(text, from, to);
        });
  }

  private void decode(List<Integer> tokens, List<String> parts) {
    if (!tokens.isEmpty()) {
      parts.add(tokenizer.decode(tokens.stream().mapToInt(Integer::intValue).toArray()));
      tokens.clear();
    }
  }

  private static String joined(List<String> parts) {
    StringBuilder text = new StringBuilder();
    for (String part : parts) {
      if (part.isEmpty()) {
        continue;
      }
      boolean apart =
          !text.isEmpty()
              && CLOSING.indexOf(part.charAt(0)) < 0
              && OPENING.indexOf(text.charAt(text.length() - 1)) < 0;
      text.append(apart ? " " : "").append(part);
    }
    return text.toString();
  }
}
