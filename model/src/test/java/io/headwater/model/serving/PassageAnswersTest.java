package io.headwater.model.serving;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.model.ModelConfig;
import io.headwater.model.NoAnswer;
import io.headwater.model.PassagePlaces;
import io.headwater.model.ScoreScale;
import io.headwater.model.TaskModule;
import io.headwater.model.TokenSpan;
import io.headwater.model.checkpoint.SampleCheckpoints;
import io.headwater.model.inference.LabelScore;
import io.headwater.model.inference.Predictor;
import io.headwater.model.inference.SpanScore;
import io.headwater.model.inference.WrittenText;
import io.headwater.model.learning.RowTarget;
import io.headwater.model.tokenizer.Tokenizer;
import io.headwater.model.tokenizer.Tokenizers;
import io.headwater.schemas.TaskKind;
import io.headwater.schemas.contract.Question;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PassageAnswersTest {
  private static final String PASSAGE = "records were sent to the topic ".repeat(20);
  private static final SpanScore POOR = new SpanScore(new TokenSpan(0, 0), 1, 9);

  private final Tokenizer tokenizer = Tokenizers.load(SampleCheckpoints.tokenizerJson());
  private final InputText inputs = InputText.causal(tokenizer);
  private final List<PassagePlaces> asked = new ArrayList<>();

  @AfterEach
  void close() {
    tokenizer.close();
  }

  @Test
  void shouldTakeTheBestSpanOfAllWindows() {
    PassageWindows windows = inputs.windows("?", PASSAGE, 40);
    SpanScore best = new SpanScore(new TokenSpan(3, 5), 4, 9);
    assertThat(windows.windows().size()).isGreaterThan(3);
    List<SpanScore> scores = scores(windows.windows().size(), best);

    assertThat(answer(NoAnswer.NEVER, scores, question(PASSAGE)))
        .containsExactly(windows.answer(windows.windows().get(2), best.span()));
  }

  @Test
  void shouldGiveNoAnswerWhereEveryWindowSaysSoByMoreThanTheThreshold() {
    int count = inputs.windows("?", PASSAGE, 40).windows().size();
    // In every window no answer exceeds the best span by at least 3.
    List<SpanScore> sure = scores(count, new SpanScore(new TokenSpan(3, 5), 6, 9));
    List<SpanScore> doubted = scores(count, new SpanScore(new TokenSpan(3, 5), 6, 5));

    assertThat(answer(new NoAnswer(true, 2.9), sure, question(PASSAGE)))
        .containsExactly(new Answer.NoSpan());
    assertThat(answer(new NoAnswer(true, 3), sure, question(PASSAGE)))
        .allMatch(Answer.Span.class::isInstance);
    assertThat(answer(new NoAnswer(true, 0), doubted, question(PASSAGE)))
        .allMatch(Answer.Span.class::isInstance);
    assertThat(answer(new NoAnswer(true, -1.5), doubted, question(PASSAGE)))
        .containsExactly(new Answer.NoSpan());
  }

  @Test
  void shouldAskForAllPassagesAtOnceAndForNoneWithoutTokens() {
    List<SpanScore> scores = List.of(POOR, new SpanScore(new TokenSpan(1, 1), 2, 9));

    List<Answer> answers =
        answer(
            NoAnswer.NEVER, scores, question("sent"), question(""), question("records were sent"));

    assertThat(asked).hasSize(2);
    assertThat(answers).hasSize(3);
    assertThat(answers.get(0)).isInstanceOf(Answer.Span.class);
    assertThat(answers.get(1)).isEqualTo(new Answer.NoSpan());
    assertThat(answers.get(2)).isInstanceOf(Answer.Span.class);
    assertThat(answer(NoAnswer.NEVER, List.of(), question("")))
        .containsExactly(new Answer.NoSpan());
  }

  /** Returns poor scores for all windows but the third. */
  private static List<SpanScore> scores(int windows, SpanScore third) {
    List<SpanScore> scores = new ArrayList<>();
    for (int window = 0; window < windows; window++) {
      scores.add(window == 2 ? third : POOR);
    }
    return scores;
  }

  private static Question question(String passage) {
    return new Question("?", Optional.of(passage));
  }

  private List<Answer> answer(NoAnswer rule, List<SpanScore> scores, Question... questions) {
    TaskModule module =
        new TaskModule(
            "answer", TaskKind.SPAN_EXTRACTION, List.of(), -1, 40, 6, ScoreScale.UNIT, rule);
    return new PassageAnswers(new Scripted(scores), inputs, module).of(List.of(questions));
  }

  /** Gives prepared scores and notes what it was asked. */
  private final class Scripted implements Predictor {
    private final List<SpanScore> scores;

    Scripted(List<SpanScore> scores) {
      this.scores = scores;
    }

    @Override
    public List<SpanScore> extract(String task, List<int[]> inputs, List<PassagePlaces> places) {
      assertThat(inputs).hasSameSizeAs(places).hasSameSizeAs(scores);
      asked.addAll(places);
      return scores;
    }

    @Override
    public ModelConfig config() {
      return SampleCheckpoints.config();
    }

    @Override
    public List<TaskModule> tasks() {
      return List.of();
    }

    @Override
    public List<List<LabelScore>> rank(String task, List<int[]> inputs, int most) {
      throw new UnsupportedOperationException();
    }

    @Override
    public List<Double> score(String task, List<int[]> inputs) {
      throw new UnsupportedOperationException();
    }

    @Override
    public List<WrittenText> generate(String task, List<int[]> inputs) {
      throw new UnsupportedOperationException();
    }

    @Override
    public double loss(String task, List<int[]> inputs, List<RowTarget> answers) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
  }
}
