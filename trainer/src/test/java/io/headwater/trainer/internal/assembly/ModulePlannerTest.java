package io.headwater.trainer.internal.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.model.ModelConfig;
import io.headwater.model.tokenizer.BpeTrainer;
import io.headwater.model.tokenizer.Tokenizer;
import io.headwater.model.tokenizer.Tokenizers;
import io.headwater.schemas.TaskKind;
import io.headwater.schemas.TaskSpec;
import io.headwater.trainer.internal.assembly.ModulePlanner.Plan;
import io.headwater.trainer.internal.fake.Samples;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class ModulePlannerTest {
  private static final Tokenizer TOKENIZER =
      Tokenizers.load(new BpeTrainer(330).train(List.of("a text")));
  private static final ModelConfig ENCODER = Samples.encoder();

  @AfterAll
  static void close() {
    TOKENIZER.close();
  }

  @Test
  void shouldGiveAnEncoderLabels() {
    TaskSpec spec = spec(TaskKind.CLASSIFICATION, 64);
    assertThat(plan(spec))
        .isInstanceOfSatisfying(
            Plan.Module.class,
            planned -> {
              assertThat(planned.module().labels()).containsExactly("glad", "sad");
              assertThat(planned.module().maxInputTokens()).isEqualTo(64);
            });
    assertThat(plan(TaskSpec.newBuilder(spec).setLabels(List.of()).build()))
        .isInstanceOf(Plan.AwaitsLabels.class);
  }

  @Test
  void shouldRefuseWhatAnEncoderCannotAnswer() {
    for (TaskKind kind : List.of(TaskKind.SUMMARIZATION, TaskKind.SPAN_EXTRACTION)) {
      assertThat(plan(spec(kind, 64)))
          .isEqualTo(
              new Plan.Refused(
                  "kind is "
                      + kind
                      + " but must be CLASSIFICATION or REGRESSION: the model starts from an"
                      + " encoder, which gives labels and scores alone"));
    }
  }

  @Test
  void shouldRefuseInputsThatDoNotFitAnEncoder() {
    for (int limit : new int[] {7, 65}) {
      assertThat(plan(spec(TaskKind.CLASSIFICATION, limit)))
          .isEqualTo(
              new Plan.Refused(
                  "maxInputTokens is "
                      + limit
                      + " but must be from 8 to 64, the positions of the model"));
    }
  }

  private static Plan plan(TaskSpec spec) {
    return new ModulePlanner(ENCODER, TOKENIZER).plan(spec, List.of());
  }

  private static TaskSpec spec(TaskKind kind, int limit) {
    return Samples.spec("mood", "glad", "sad").setKind(kind).setMaxInputTokens(limit).build();
  }
}
