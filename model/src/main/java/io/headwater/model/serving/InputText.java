package io.headwater.model.serving;

import io.headwater.model.tokenizer.Tokenizer;
import java.util.Arrays;
import java.util.Optional;

/** The one way a text and its pair become a model's input, in training and in service. */
public final class InputText {
  private InputText() {}

  /**
   * Returns the tokens of a text, followed by those of a line break and the second text where there
   * is one.
   *
   * <p>What is too long is cut at its end, of a pair the longer text first, as by {@code
   * longest_first} of Hugging Face's tokenizers: each text keeps at least half of the tokens or all
   * of its own.
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
