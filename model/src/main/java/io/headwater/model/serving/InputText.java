package io.headwater.model.serving;

import io.headwater.model.tokenizer.Tokenizer;
import java.util.Arrays;
import java.util.Optional;

/** Turns a text, or a pair of texts, into a model's input, the same way in training and serving. */
public final class InputText {
  private InputText() {}

  /**
   * Returns the tokens of a text, followed by those of a line break and the second text if there is
   * one.
   *
   * <p>An input that is too long is cut at its end. Of a pair, the longer text is cut first, as
   * {@code longest_first} of Hugging Face's tokenizers does: each text keeps at least half of the
   * tokens, or all of its own.
   *
   * @param limit most tokens to return, at least 1
   */
  public static int[] encode(Tokenizer tokenizer, String text, Optional<String> pair, int limit) {
    int[] first = tokenizer.encode(text, limit);
    if (pair.isEmpty()) {
      return first;
    }
    int[] second = tokenizer.encode("\n" + pair.get(), limit);
    int half = limit / 2;
    int kept =
        first.length <= second.length
            ? Math.min(first.length, Math.max(half, limit - second.length))
            : Math.min(first.length, limit - Math.min(second.length, half));
    int added = Math.min(second.length, limit - kept);
    int[] both = Arrays.copyOf(first, kept + added);
    System.arraycopy(second, 0, both, kept, added);
    return both;
  }
}
