package io.headwater.trainer.internal.assembly;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.model.ModelConfig;
import io.headwater.model.NoAnswer;
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
  private static final String WORD_PIECES =
      """
      {"added_tokens": [
         {"id": 1, "content": "[SEP]", "single_word": false, "lstrip": false, "rstrip": false,
          "normalized": false, "special": true},
         {"id": 3, "content": "[CLS]", "single_word": false, "lstrip": false, "rstrip": false,
          "normalized": false, "special": true}],
       "normalizer": null, "pre_tokenizer": null, "post_processor": null, "decoder": null,
       "model": {"type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##",
        "max_input_chars_per_word": 100,
        "vocab": {"[PAD]": 0, "[SEP]": 1, "[UNK]": 2, "[CLS]": 3, "a": 4}}}
      """;
  private static final ModelConfig ENCODER = Samples.encoder();
  private static final ModelConfig CAUSAL =
      new ModelConfig(330, 16, 24, 1, 4, 2, 64, 10_000, 1e-5, true, 1, 0, 1);

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
  void shouldStartTheTextsOfAnEncoderAsItsInputsStart() {
    TaskSpec spec =
        TaskSpec.newBuilder(spec(TaskKind.SUMMARIZATION, 64))
            .setLabels(List.of())
            .setMaxTargetTokens(100)
            .build();
    try (Tokenizer framing = Tokenizers.load(WORD_PIECES.getBytes(UTF_8))) {
      assertThat(new ModulePlanner(ENCODER, framing).plan(spec, List.of()))
          .isInstanceOfSatisfying(
              Plan.Module.class,
              planned -> {
                assertThat(planned.module().taskToken()).isEqualTo(3);
                assertThat(planned.module().maxTargetTokens()).isEqualTo(100);
              });
    }
  }

  @Test
  void shouldPlanSpansOnEitherTrunk() {
    TaskSpec spec =
        TaskSpec.newBuilder(spec(TaskKind.SPAN_EXTRACTION, 24))
            .setLabels(List.of())
            .setMaxTargetTokens(12)
            .setUnanswerable(true)
            .setNoAnswerThreshold(1.5)
            .build();
    for (ModelConfig config : List.of(ENCODER, CAUSAL)) {
      assertThat(new ModulePlanner(config, TOKENIZER).plan(spec, List.of()))
          .isInstanceOfSatisfying(
              Plan.Module.class,
              planned -> {
                assertThat(planned.module().kind()).isEqualTo(TaskKind.SPAN_EXTRACTION);
                assertThat(planned.module().maxTargetTokens()).isEqualTo(12);
                assertThat(planned.module().noAnswer()).isEqualTo(new NoAnswer(true, 1.5));
              });
    }
    assertThat(
            new ModulePlanner(CAUSAL, TOKENIZER)
                .plan(TaskSpec.newBuilder(spec).setMaxInputTokens(7).build(), List.of()))
        .isEqualTo(
            new Plan.Refused(
                "maxInputTokens is 7 but must be at least 8: room for question and passage"));
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
