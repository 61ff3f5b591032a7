package io.headwater.model.serving;

import io.headwater.model.TaskModule;
import io.headwater.model.inference.Predictor;
import io.headwater.model.inference.SpanScore;
import io.headwater.model.serving.PassageWindows.Window;
import io.headwater.schemas.contract.Question;
import java.util.ArrayList;
import java.util.List;

/** Answers questions about passages: the best span of all windows of each, or none. */
final class PassageAnswers {
  private final Predictor predictor;
  private final InputText inputs;
  private final TaskModule module;

  PassageAnswers(Predictor predictor, InputText inputs, TaskModule module) {
    this.predictor = predictor;
    this.inputs = inputs;
    this.module = module;
  }

  /**
   * Answers all questions in one batch.
   *
   * @throws IllegalArgumentException if a question comes without its passage
   */
  List<Answer> of(List<Question> questions) {
    List<PassageWindows> passages = questions.stream().map(this::windows).toList();
    List<Window> asked =
        passages.stream()
            .flatMap(passage -> passage.windows().stream())
            .filter(window -> window.places().tokens() > 0)
            .toList();
    List<SpanScore> found =
        asked.isEmpty()
            ? List.of()
            : predictor.extract(
                module.task(),
                asked.stream().map(Window::input).toList(),
                asked.stream().map(Window::places).toList());
    List<Answer> answers = new ArrayList<>();
    int next = 0;
    for (PassageWindows passage : passages) {
      // Only a passage whose every character the tokenizer drops has an empty window, and no other.
      int count = passage.tokens().size() == 0 ? 0 : passage.windows().size();
      answers.add(best(passage, found.subList(next, next + count)));
      next += count;
    }
    return answers;
  }

  private PassageWindows windows(Question question) {
    String passage =
        question
            .textPair()
            .orElseThrow(
                () -> new IllegalArgumentException("a question has come without its passage"));
    return inputs.windows(question.text(), passage, module.maxInputTokens());
  }

  /** Returns the best span of all windows; none wins where every window says so. */
  private Answer best(PassageWindows passage, List<SpanScore> scores) {
    int best = -1;
    double none = Double.POSITIVE_INFINITY;
    for (int window = 0; window < scores.size(); window++) {
      none = Math.min(none, scores.get(window).none());
      if (best < 0 || scores.get(window).score() > scores.get(best).score()) {
        best = window;
      }
    }
    boolean refused =
        best >= 0
            && module.noAnswer().allowed()
            && none - scores.get(best).score() > module.noAnswer().threshold();
    return best < 0 || refused
        ? new Answer.NoSpan()
        : passage.answer(passage.windows().get(best), scores.get(best).span());
  }
}
