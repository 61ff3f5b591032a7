package io.headwater.trainer.internal.assembly;

import io.headwater.model.TokenSpan;
import io.headwater.model.learning.RowTarget;
import io.headwater.model.serving.PassageWindows;
import io.headwater.model.serving.PassageWindows.Window;
import io.headwater.schemas.SpansTarget;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * The window of a passage that an example teaches, and what it answers.
 *
 * <p>An example is one row, however long its passage. Half of the examples of long passages teach
 * the window that holds an answer with the most text around it; the others teach another window,
 * which may hold no answer: the model must learn to say so, since it reads every window. Which one
 * depends on the example's id alone, so that it is the same whenever the example is read.
 *
 * @param window the window
 * @param target the answers it holds as a whole
 */
record TaughtWindow(Window window, RowTarget.Spans target) {

  static TaughtWindow of(PassageWindows passage, SpansTarget answers, String id) {
    List<TokenSpan> spans =
        answers.getSpans().stream()
            .map(span -> passage.tokensOf(span.getStart(), span.getEnd()))
            .flatMap(Optional::stream)
            .toList();
    List<Window> windows = passage.windows();
    Window window = windows.get(chosen(windows, spans, id));
    List<TokenSpan> held =
        spans.stream().map(window::within).flatMap(Optional::stream).distinct().toList();
    return new TaughtWindow(window, new RowTarget.Spans(window.places(), held));
  }

  private static int chosen(List<Window> windows, List<TokenSpan> spans, String id) {
    int best = 0;
    for (int i = 1; i < windows.size(); i++) {
      if (context(windows.get(i), spans) > context(windows.get(best), spans)) {
        best = i;
      }
    }
    SplittableRandom random = new SplittableRandom(id.hashCode());
    boolean answered = context(windows.get(best), spans) >= 0;
    if (windows.size() == 1 || (answered && random.nextBoolean())) {
      return best;
    }
    int taken = answered ? best : -1;
    int[] others = IntStream.range(0, windows.size()).filter(i -> i != taken).toArray();
    return others[random.nextInt(others.length)];
  }

  /**
   * Returns the fewest tokens on either side of an answer in a window, for the answer that has
   * most; -1 if the window holds none.
   */
  private static int context(Window window, List<TokenSpan> spans) {
    return spans.stream()
        .map(window::within)
        .flatMap(Optional::stream)
        .mapToInt(span -> Math.min(span.first(), window.places().tokens() - 1 - span.last()))
        .max()
        .orElse(-1);
  }
}
