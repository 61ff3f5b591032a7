package io.headwater.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.schemas.LabelTarget;
import io.headwater.schemas.LabeledExample;
import io.headwater.schemas.Prediction;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecentAnswersTest {
  private final RecentAnswers answers = new RecentAnswers();

  @Test
  void shouldPairOnlyExamplesThatAllModelsAnswered() {
    answers.add(example("a"));
    answers.add(example("b"));
    answers.add(answer("a", "main"));
    answers.add(answer("b", "main"));
    answers.add(answer("b", "baseline.majority"));

    assertThat(answers.answeredByAll(List.of("main", "baseline.majority"), 10))
        .extracting(pair -> pair.example().getId())
        .containsExactly("b");
    assertThat(answers.baselines()).containsExactly("baseline.majority");
  }

  @Test
  void shouldTakeAnswersThatArriveBeforeTheirExample() {
    answers.add(answer("a", "main"));
    answers.add(example("a"));

    assertThat(answers.answeredByAll(List.of("main"), 10)).hasSize(1);
  }

  @Test
  void shouldReturnTheNewestInTheOrderOfTheStream() {
    for (String id : List.of("a", "b", "c")) {
      answers.add(example(id));
      answers.add(answer(id, "main"));
    }

    assertThat(answers.answeredByAll(List.of("main"), 2))
        .extracting(pair -> pair.example().getId())
        .containsExactly("b", "c");
  }

  private static LabeledExample example(String id) {
    return LabeledExample.newBuilder()
        .setId(id)
        .setTask("library")
        .setText("text")
        .setTarget(new LabelTarget("guava"))
        .setOccurredAt(Instant.EPOCH)
        .build();
  }

  private static Prediction answer(String id, String model) {
    return Prediction.newBuilder()
        .setId(id)
        .setTask("library")
        .setModel(model)
        .setVersion(1)
        .setOutput(new LabelTarget("guava"))
        .setLatencyMillis(1)
        .setPredictedAt(Instant.EPOCH)
        .build();
  }
}
