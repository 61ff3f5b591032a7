package io.headwater.evaluator.baseline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.headwater.model.serving.Answer;
import io.headwater.schemas.LabelTarget;
import io.headwater.schemas.LabeledExample;
import io.headwater.schemas.ReferencesTarget;
import io.headwater.schemas.ScoreTarget;
import io.headwater.schemas.SpansTarget;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class BaselinesTest {
  private final Map<String, OnlineBaseline> baselines =
      Baselines.all().stream().collect(Collectors.toMap(OnlineBaseline::name, Function.identity()));

  @Test
  void shouldAnswerNothingBeforeTheFirstLabelOfATask() {
    baselines.values().forEach(baseline -> baseline.learn(labelled("other", "x", "a")));
    assertThat(baselines.values())
        .allSatisfy(baseline -> assertThat(baseline.answer(labelled("t", "x", "a"))).isEmpty());
  }

  @Test
  void shouldAnswerWithTheMajorityAndTheLastLabel() {
    for (String label : List.of("a", "b", "a", "b", "b", "a", "c")) {
      baselines.values().forEach(baseline -> baseline.learn(labelled("t", "x", label)));
    }
    assertThat(baselines.get("baseline.majority").answer(labelled("t", "x", "c")))
        .contains(new Answer.Label("b", 3 / 7.0));
    assertThat(baselines.get("baseline.repeat").answer(labelled("t", "x", "a")))
        .contains(new Answer.Label("c", 1));
  }

  @Test
  void shouldAnswerWithTheMeanAndTheLastScore() {
    for (double score : new double[] {1, 2, 6}) {
      LabeledExample example = example("s", "x", new ScoreTarget(score));
      baselines.values().forEach(baseline -> baseline.learn(example));
    }
    LabeledExample next = example("s", "x", new ScoreTarget(0d));
    assertThat(baselines.get("baseline.mean").answer(next)).contains(new Answer.Score(3));
    assertThat(baselines.get("baseline.repeat").answer(next)).contains(new Answer.Score(6));
    assertThat(baselines.get("baseline.majority").answer(next)).isEmpty();
    assertThat(baselines.get("baseline.naive-bayes").answer(next)).isEmpty();
    assertThat(baselines.get("baseline.lead").answer(next)).isEmpty();
  }

  @Test
  void shouldNotAnswerWithAWholeTextWhoseFirstWordOrLineIsAllOfIt() {
    LabeledExample example =
        example(
            "t",
            "x".repeat(9_999) + "\uD83D\uDE00".repeat(500_000),
            new ReferencesTarget(List.of("a")));
    assertThat(List.of("baseline.lead", "baseline.first-line"))
        .allSatisfy(
            name ->
                assertThat(baselines.get(name).answer(example))
                    .contains(new Answer.Text("x".repeat(9_999))));
  }

  @Test
  void shouldLearnNoWordsOfMegabytes() {
    OnlineBaseline bayes = baselines.get("baseline.naive-bayes");
    String blob = "x".repeat(1_000_000);
    bayes.learn(labelled("t", "glad " + blob, "a"));
    bayes.learn(labelled("t", "sad", "b"));
    bayes.learn(labelled("t", "sad", "b"));

    assertThat(
            bayes.answer(labelled("t", blob, "a")).map(answer -> ((Answer.Label) answer).label()))
        .as("only the labels' shares count")
        .contains("b");
  }

  @Test
  void shouldWeighWordsAsTheTextbookDoes() {
    // Manning, Raghavan and Schuetze, example 13.1
    OnlineBaseline bayes = baselines.get("baseline.naive-bayes");
    bayes.learn(labelled("t", "Chinese Beijing Chinese", "china"));
    bayes.learn(labelled("t", "Chinese Chinese Shanghai", "china"));
    bayes.learn(labelled("t", "Chinese Macao", "china"));
    bayes.learn(labelled("t", "Tokyo Japan Chinese", "other"));
    Answer.Label answer =
        (Answer.Label)
            bayes.answer(labelled("t", "Chinese Chinese Chinese Tokyo Japan", "")).orElseThrow();
    // the class prior is smoothed too: (3 + 1) / (4 + 2) instead of 3 / 4
    double china = 4 / 6.0 * Math.pow(6 / 14.0, 3) / 14 / 14;
    double other = 2 / 6.0 * Math.pow(2 / 9.0, 3) * 2 / 9 * 2 / 9;
    assertThat(answer.label()).isEqualTo("china");
    assertThat(answer.probability()).isCloseTo(china / (china + other), within(1e-12));
  }

  @Test
  void shouldLearnLabelsThatJoinLater() {
    OnlineBaseline bayes = baselines.get("baseline.naive-bayes");
    for (int label = 0; label < 20; label++) {
      bayes.learn(labelled("t", "shared word" + label, "l" + label));
    }
    assertThat(bayes.answer(labelled("t", "word17 shared", "")))
        .map(answer -> ((Answer.Label) answer).label())
        .contains("l17");
  }

  @Test
  void shouldLeadWithTheFirstWordsAndTheFirstLine() {
    LabeledExample example =
        example(
            "t", "\n Map.get \n 1 2 3 4 5 6 7 8 9 10 11 12 13", new ReferencesTarget(List.of("r")));
    assertThat(baselines.get("baseline.lead").answer(example))
        .contains(new Answer.Text("Map.get 1 2 3 4 5 6 7 8 9 10 11"));
    assertThat(baselines.get("baseline.first-line").answer(example))
        .contains(new Answer.Text("Map.get"));
    assertThat(baselines.get("baseline.majority").answer(example)).isEmpty();
  }

  @Test
  void shouldAnswerWithSentencesOfThePassage() {
    String passage =
        "\uD83C\uDF33 Oaks are trees. The wren sings at dawn!  Wrens are birds. The wren is";
    LabeledExample asked =
        LabeledExample.newBuilder(
                example("t", "When does a wren sing?", new SpansTarget(List.of())))
            .setTextPair(passage)
            .build();

    assertThat(baselines.get("baseline.first-sentence").answer(asked))
        .contains(new Answer.Span(0, 17, "\uD83C\uDF33 Oaks are trees."));
    assertThat(baselines.get("baseline.best-overlap").answer(asked))
        .contains(new Answer.Span(18, 41, "The wren sings at dawn!"));
    assertThat(baselines.get("baseline.lead").answer(asked)).isEmpty();
    assertThat(baselines.get("baseline.first-sentence").answer(labelled("t", "x", "a"))).isEmpty();
  }

  private static LabeledExample labelled(String task, String text, String label) {
    return example(task, text, new LabelTarget(label));
  }

  private static LabeledExample example(String task, String text, Object target) {
    return LabeledExample.newBuilder()
        .setId("1")
        .setTask(task)
        .setText(text)
        .setTarget(target)
        .setOccurredAt(Instant.EPOCH)
        .build();
  }
}
