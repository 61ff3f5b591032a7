package io.headwater.trainer.internal.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.model.TokenSpan;
import io.headwater.model.learning.RowTarget;
import io.headwater.model.learning.TrainingRow;
import io.headwater.model.serving.InputText;
import io.headwater.model.serving.PassageWindows;
import io.headwater.model.serving.PassageWindows.Window;
import io.headwater.model.tokenizer.BpeTrainer;
import io.headwater.model.tokenizer.Tokenizer;
import io.headwater.model.tokenizer.Tokenizers;
import io.headwater.schemas.LabeledExample;
import io.headwater.schemas.Span;
import io.headwater.schemas.SpansTarget;
import io.headwater.schemas.TaskKind;
import io.headwater.schemas.TaskSpec;
import io.headwater.trainer.internal.fake.Samples;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class TaughtWindowTest {
  private static final Tokenizer TOKENIZER =
      Tokenizers.load(new BpeTrainer(330).train(List.of("a text")));
  private static final InputText INPUTS = InputText.causal(TOKENIZER);
  private static final String PASSAGE = "abcdefghij".repeat(12);

  @AfterAll
  static void close() {
    TOKENIZER.close();
  }

  @Test
  void shouldTeachEveryAnswerOfAShortPassage() {
    PassageWindows passage = INPUTS.windows("who?", PASSAGE, 200);
    TaughtWindow taught = TaughtWindow.of(passage, spans(5, 7, 20, 23, 5, 7), "1");

    assertThat(taught.window()).isSameAs(passage.windows().get(0));
    assertThat(taught.target().spans()).containsExactly(new TokenSpan(5, 6), new TokenSpan(20, 22));
    assertThat(TaughtWindow.of(passage, spans(), "1").target().spans()).isEmpty();
  }

  @Test
  void shouldTeachTheAnswersBestWindowToHalfOfTheExamplesAndAnotherToTheRest() {
    PassageWindows passage = INPUTS.windows("who?", PASSAGE, 46);
    List<Window> windows = passage.windows();
    assertThat(windows.size()).isGreaterThan(3);
    int answerAt = 50;
    int best = 0;
    Set<Window> seen = new HashSet<>();
    for (int id = 0; id < 400; id++) {
      TaughtWindow taught = TaughtWindow.of(passage, spans(answerAt, answerAt + 3), "q" + id);
      Window window = taught.window();
      seen.add(window);
      boolean holds =
          window.from() <= answerAt && answerAt + 3 <= window.from() + window.places().tokens();
      assertThat(taught.target().spans())
          .isEqualTo(
              holds
                  ? List.of(new TokenSpan(answerAt - window.from(), answerAt + 2 - window.from()))
                  : List.of());
      // Windows overlap by half: one alone has ten characters of text on both sides of the answer.
      int before = answerAt - window.from();
      int after = window.from() + window.places().tokens() - answerAt - 3;
      best += Math.min(before, after) >= 10 ? 1 : 0;
      assertThat(TaughtWindow.of(passage, spans(answerAt, answerAt + 3), "q" + id))
          .isEqualTo(taught);
    }
    assertThat(seen).hasSize(windows.size());
    assertThat(best).isBetween(160, 240);
  }

  @Test
  void shouldTeachAnyWindowOfAPassageThatHoldsNoAnswer() {
    PassageWindows passage = INPUTS.windows("who?", PASSAGE, 46);
    Set<Window> seen = new HashSet<>();
    for (int id = 0; id < 100; id++) {
      TaughtWindow taught = TaughtWindow.of(passage, spans(), "q" + id);
      assertThat(taught.target().spans()).isEmpty();
      seen.add(taught.window());
    }
    assertThat(seen).hasSize(passage.windows().size());
  }

  @Test
  void shouldMakeOneRowOfAnExampleHoweverLongItsPassage() {
    TaskSpec spec =
        Samples.spec("answers").setKind(TaskKind.SPAN_EXTRACTION).setMaxInputTokens(46).build();
    LabeledExample example =
        LabeledExample.newBuilder()
            .setId("q1")
            .setTask("answers")
            .setText("who?")
            .setTextPair(PASSAGE)
            .setTarget(spans(50, 53))
            .setWeight(2)
            .setOccurredAt(Instant.EPOCH)
            .build();

    TrainingRow row = new RowEncoder(TOKENIZER, INPUTS).row(Samples.adopted(0, spec), example);

    assertThat(row.weight()).isEqualTo(2);
    assertThat(row.tokens()).isEqualTo(row.input().length).isLessThanOrEqualTo(46);
    assertThat(row.target()).isInstanceOf(RowTarget.Spans.class);
  }

  private static SpansTarget spans(int... ends) {
    List<Span> spans = new ArrayList<>();
    for (int i = 0; i < ends.length; i += 2) {
      spans.add(new Span(ends[i], ends[i + 1], null));
    }
    return new SpansTarget(spans);
  }
}
