package io.headwater.model.tokenizer;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The reserved tokens of a vocabulary trained here, at ids from 0 on.
 *
 * <p>There is no token for unknown text: every byte has a token of its own.
 */
public final class SpecialTokens {
  /** Fills rows of a batch up to equal length. */
  public static final String PAD = "<|pad|>";

  /** Ends a generated text. */
  public static final String END = "<|end|>";

  /** Number of reserved task tokens. */
  public static final int TASKS = 64;

  private SpecialTokens() {}

  /**
   * Returns the token that starts the target of the text-generating task at {@code index}.
   *
   * @throws IllegalArgumentException if {@code index} is not from 0 to 63
   */
  public static String task(int index) {
    if (index < 0 || index >= TASKS) {
      throw new IllegalArgumentException(
          "task token index is " + index + " but must be from 0 to " + (TASKS - 1));
    }
    return "<|task:" + index + "|>";
  }

  /** Returns all reserved tokens in the order of their ids. */
  public static List<String> all() {
    return Stream.concat(
            Stream.of(PAD, END), IntStream.range(0, TASKS).mapToObj(SpecialTokens::task))
        .toList();
  }
}
