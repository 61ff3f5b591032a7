package io.headwater.model.serving;

import io.headwater.model.PassagePlaces;
import io.headwater.model.TokenSpan;
import io.headwater.model.tokenizer.TextTokens;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A passage as a model reads it to answer a question: in windows, each of which begins half a
 * window after the one before, so that an answer cut by one window's end is whole in another.
 *
 * @param passage the passage
 * @param tokens its tokens; of a passage that is too long the first ones
 * @param windows its windows, at least one; the last ends with the tokens
 */
public record PassageWindows(String passage, TextTokens tokens, List<Window> windows) {
  /** Most windows of a passage: what follows is not read. */
  private static final int MOST_WINDOWS = 64;

  /**
   * A window with the question before it.
   *
   * @param input token ids
   * @param places where in the input the window is
   * @param from token of the passage that is the window's first
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared; copying would cost on the hot path
  public record Window(int[] input, PassagePlaces places, int from) {

    /** Returns a span of the passage's tokens as one of the window; empty if it reaches beyond. */
    public Optional<TokenSpan> within(TokenSpan span) {
      return span.first() >= from && span.last() < from + places.tokens()
          ? Optional.of(new TokenSpan(span.first() - from, span.last() - from))
          : Optional.empty();
    }
  }

  /** Copies the windows. */
  public PassageWindows {
    windows = List.copyOf(windows);
  }

  private static int step(int length) {
    return Math.max(1, length / 2);
  }

  /** Returns the most tokens that windows of a length can hold. */
  static int mostTokens(int length) {
    return length + (MOST_WINDOWS - 1) * step(length);
  }

  /** Returns where windows of a length begin; all but one of a shorter passage have that length. */
  static List<Integer> starts(int tokens, int length) {
    List<Integer> starts = new ArrayList<>();
    for (int start = 0; start + length < tokens; start += step(length)) {
      starts.add(start);
    }
    starts.add(Math.max(0, tokens - length));
    return starts;
  }

  /**
   * Returns the tokens that hold a stretch of the passage; empty if none does, since the tokenizer
   * drops its characters or the stretch lies behind the last window.
   *
   * @param start first character, in Unicode code points
   * @param end one past the last character
   */
  public Optional<TokenSpan> tokensOf(int start, int end) {
    int first = 0;
    while (first < tokens.size() && tokens.ends()[first] <= start) {
      first++;
    }
    int last = tokens.size() - 1;
    while (last >= 0 && tokens.starts()[last] >= end) {
      last--;
    }
    return first <= last ? Optional.of(new TokenSpan(first, last)) : Optional.empty();
  }

  /**
   * Returns what the passage says at a span of a window, without spaces around it: many tokenizers
   * count the space before a word to its first token. Some drop the marks on a letter; they belong
   * to the answer.
   */
  public Answer.Span answer(Window window, TokenSpan span) {
    int start = tokens.starts()[window.from() + span.first()];
    int end = Math.max(start, tokens.ends()[window.from() + span.last()]);
    int from = passage.offsetByCodePoints(0, start);
    int to = passage.offsetByCodePoints(from, end - start);
    while (to < passage.length() && isMark(passage.codePointAt(to))) {
      to += Character.charCount(passage.codePointAt(to));
    }
    String text = passage.substring(from, to);
    String leading = text.stripLeading();
    int skipped = text.codePointCount(0, text.length() - leading.length());
    String words = leading.strip();
    return words.isEmpty()
        ? new Answer.Span(start, start + text.codePointCount(0, text.length()), text)
        : new Answer.Span(
            start + skipped, start + skipped + words.codePointCount(0, words.length()), words);
  }

  private static boolean isMark(int codePoint) {
    int type = Character.getType(codePoint);
    return type == Character.NON_SPACING_MARK
        || type == Character.ENCLOSING_MARK
        || type == Character.COMBINING_SPACING_MARK;
  }
}
