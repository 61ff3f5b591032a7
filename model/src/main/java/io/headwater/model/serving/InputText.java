package io.headwater.model.serving;

import io.headwater.model.ModelConfig;
import io.headwater.model.tokenizer.TextFrame;
import io.headwater.model.tokenizer.TextTokens;
import io.headwater.model.tokenizer.Tokenizer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Turns a text, or a pair of texts, into a model's input, the same way in training and serving. */
public final class InputText {
  private final Tokenizer tokenizer;
  private final Optional<TextFrame> frame;

  private InputText(Tokenizer tokenizer, Optional<TextFrame> frame) {
    this.tokenizer = tokenizer;
    this.frame = frame;
  }

  /**
   * Returns how a model takes texts. A causal trunk takes the tokens of a text, followed by those
   * of a line break and the second text if there is one. An encoder takes texts in the frame of its
   * tokenizer, such as {@code [CLS] a [SEP] b [SEP]}.
   *
   * @throws IllegalArgumentException if an encoder's tokenizer has no frame
   */
  public static InputText of(ModelConfig config, Tokenizer tokenizer) {
    return new InputText(
        tokenizer,
        config.family().isCausal()
            ? Optional.empty()
            : Optional.of(TextFrame.of(tokenizer.json())));
  }

  /** Returns how a model with a causal trunk takes texts. */
  public static InputText causal(Tokenizer tokenizer) {
    return new InputText(tokenizer, Optional.empty());
  }

  /**
   * Returns the input of a text and, if there is one, its pair.
   *
   * <p>An input that is too long is cut at the ends of its texts. Of a pair, the longer text is cut
   * first, as {@code longest_first} of Hugging Face's tokenizers does: each text keeps at least
   * half of the tokens, or all of its own.
   *
   * @param limit most tokens to return, special ones included; at least one more than those
   */
  public int[] encode(String text, Optional<String> pair, int limit) {
    if (frame.isEmpty()) {
      return pair.isEmpty()
          ? tokenizer.encode(text, limit)
          : joined(cut(text, "\n" + pair.get(), limit));
    }
    if (pair.isEmpty()) {
      return frame.get().around(tokenizer.encode(text, limit - frame.get().single().size()));
    }
    int[][] both = cut(text, pair.get(), limit - frame.get().pair().size());
    return frame.get().around(both[0], both[1]);
  }

  /** Returns the texts of an encoder's input of the same limit; none for a causal trunk. */
  List<PlacedText> texts(String text, Optional<String> pair, int limit) {
    if (frame.isEmpty()) {
      return List.of();
    }
    TextFrame.Single single = frame.get().single();
    if (pair.isEmpty()) {
      TextTokens tokens = tokenizer.tokens(text, limit - single.size());
      return List.of(new PlacedText(text, tokens, single.before().size()));
    }
    TextFrame.Pair two = frame.get().pair();
    int[][] both = cut(text, pair.get(), limit - two.size());
    int start = two.before().size();
    int second = start + both[0].length + two.between().size();
    TextTokens tokens = tokenizer.tokens(text, limit).first(both[0].length);
    TextTokens others = tokenizer.tokens(pair.get(), limit).first(both[1].length);
    return List.of(new PlacedText(text, tokens, start), new PlacedText(pair.get(), others, second));
  }

  /** Returns the tokens of two texts, together at most {@code limit}. */
  private int[][] cut(String text, String pair, int limit) {
    int[] first = tokenizer.encode(text, limit);
    int[] second = tokenizer.encode(pair, limit);
    int half = limit / 2;
    int kept =
        first.length <= second.length
            ? Math.min(first.length, Math.max(half, limit - second.length))
            : Math.min(first.length, limit - Math.min(second.length, half));
    int added = Math.min(second.length, limit - kept);
    return new int[][] {Arrays.copyOf(first, kept), Arrays.copyOf(second, added)};
  }

  private static int[] joined(int[][] parts) {
    int[] both = Arrays.copyOf(parts[0], parts[0].length + parts[1].length);
    System.arraycopy(parts[1], 0, both, parts[0].length, parts[1].length);
    return both;
  }
}
