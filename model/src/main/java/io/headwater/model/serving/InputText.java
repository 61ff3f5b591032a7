package io.headwater.model.serving;

import io.headwater.model.ModelConfig;
import io.headwater.model.PassagePlaces;
import io.headwater.model.tokenizer.SpecialTokens;
import io.headwater.model.tokenizer.TextFrame;
import io.headwater.model.tokenizer.TextTokens;
import io.headwater.model.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Turns a text, or a pair of texts, into a model's input, the same way in training and serving. */
public final class InputText {
  private static final int[] EMPTY = {};

  private final Tokenizer tokenizer;
  private final Optional<TextFrame> frame;
  private final IntSupplier end;

  private InputText(Tokenizer tokenizer, Optional<TextFrame> frame, IntSupplier end) {
    this.tokenizer = tokenizer;
    this.frame = frame;
    this.end = end;
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
        config.family().isCausal() ? Optional.empty() : Optional.of(TextFrame.of(tokenizer.json())),
        config::endToken);
  }

  /**
   * Returns how a model with a causal trunk takes texts. Only questions about passages need the end
   * token, which a vocabulary from elsewhere may lack.
   */
  public static InputText causal(Tokenizer tokenizer) {
    return new InputText(tokenizer, Optional.empty(), () -> tokenizer.idOf(SpecialTokens.END));
  }

  /**
   * Returns the inputs of a question about a passage, of which the model reads one after another:
   * each holds the question and a window of the passage. An encoder takes them in the frame of its
   * tokenizer and says at the first token that the window holds no answer. A causal trunk takes the
   * question, a line break, the window and the end token, at which it says so: no token before it
   * has seen the window.
   *
   * <p>The question is cut only where the passage would get less than a quarter of the tokens.
   *
   * @param limit most tokens of a window, special ones and the question's included
   */
  public PassageWindows windows(String question, String passage, int limit) {
    int room = Math.max(2, limit - around(EMPTY, EMPTY).length);
    int[] asked = tokenizer.encode(question, room - Math.max(1, room / 4));
    int length = room - asked.length;
    int first = around(asked, EMPTY).length - frame.map(f -> f.pair().after().size()).orElse(1);
    TextTokens tokens = tokenizer.tokens(passage, PassageWindows.mostTokens(length));
    List<PassageWindows.Window> windows = new ArrayList<>();
    for (int from : PassageWindows.starts(tokens.size(), length)) {
      int to = Math.min(tokens.size(), from + length);
      int[] input = around(asked, Arrays.copyOfRange(tokens.ids(), from, to));
      int none = frame.isPresent() ? 0 : input.length - 1;
      PassagePlaces places = new PassagePlaces(none, first, to - from);
      windows.add(new PassageWindows.Window(input, places, from));
    }
    return new PassageWindows(passage, tokens, windows);
  }

  /** Returns an input of a question and a window. */
  private int[] around(int[] question, int[] window) {
    return frame
        .map(own -> own.around(question, window))
        .orElseGet(
            () -> joined(question, tokenizer.encode("\n", 4), window, new int[] {end.getAsInt()}));
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

  private static int[] joined(int[]... parts) {
    return Stream.of(parts).flatMapToInt(IntStream::of).toArray();
  }
}
