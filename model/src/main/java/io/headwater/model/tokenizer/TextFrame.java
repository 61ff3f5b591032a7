package io.headwater.model.tokenizer;

import io.headwater.model.tokenizer.internal.PostProcessor;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The special tokens that an encoder's input has around its texts, such as {@code [CLS] a [SEP]}
 * and {@code [CLS] a [SEP] b [SEP]}, or {@code <s> a </s>} and {@code <s> a </s></s> b </s>}.
 *
 * @param single tokens before and after the text of an input that has one
 * @param pair tokens before, between and after the texts of an input that has two
 * @param typed whether the second text and what follows it are of the second token type; otherwise
 *     all tokens are of the first
 */
public record TextFrame(Single single, Pair pair, boolean typed) {

  /** The tokens around one text. */
  public record Single(List<Integer> before, List<Integer> after) {
    /** Copies the tokens. */
    public Single {
      before = List.copyOf(before);
      after = List.copyOf(after);
    }

    /** Returns the number of tokens. */
    public int size() {
      return before.size() + after.size();
    }
  }

  /** The tokens around two texts. */
  public record Pair(List<Integer> before, List<Integer> between, List<Integer> after) {
    /** Copies the tokens. */
    public Pair {
      before = List.copyOf(before);
      between = List.copyOf(between);
      after = List.copyOf(after);
    }

    /** Returns the number of tokens. */
    public int size() {
      return before.size() + between.size() + after.size();
    }
  }

  /**
   * Reads the frame of a tokenizer: from its post-processor, else from its special tokens {@code
   * [CLS]} and {@code [SEP]}.
   *
   * @param json bytes of a {@code tokenizer.json}
   * @throws IllegalArgumentException if the tokenizer has neither, or frames texts in another way;
   *     the message is one sentence
   */
  public static TextFrame of(byte[] json) {
    return PostProcessor.frame(json);
  }

  /** Returns the token that ends the first text of a pair. */
  public int endToken() {
    return pair.between.get(0);
  }

  /** Returns the number of special tokens of the longer frame. */
  public int size() {
    return Math.max(single.size(), pair.size());
  }

  /** Returns an input of one text. */
  public int[] around(int[] text) {
    return joined(List.of(ids(single.before), text, ids(single.after)));
  }

  /** Returns an input of two texts. */
  public int[] around(int[] first, int[] second) {
    return joined(List.of(ids(pair.before), first, ids(pair.between), second, ids(pair.after)));
  }

  private static int[] ids(List<Integer> tokens) {
    return tokens.stream().mapToInt(Integer::intValue).toArray();
  }

  private static int[] joined(List<int[]> parts) {
    return parts.stream().flatMapToInt(IntStream::of).toArray();
  }
}
