package io.headwater.evaluator;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.evaluator.internal.scorer.SkipReason;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class EvaluatorStatusTest {
  @Test
  void shouldSayWhyExamplesWereNotScored() {
    assertThat(status(Map.of(SkipReason.SAMPLED_OUT, 1_200L, SkipReason.NO_MODULE, 34L)).toText())
        .isEqualTo(
            "running: 500 examples scored (sample rate 1.00), 1,234 not scored (34 from before the"
                + " model knew the task or a label of it, 1,200 left out of the sample, to keep up),"
                + " newest version 7, 2 swaps");
  }

  @Test
  void shouldGiveNoReasonsWhereEverythingWasScored() {
    assertThat(status(Map.of()).toText()).contains("), 0 not scored, newest version 7");
  }

  private static EvaluatorStatus status(Map<SkipReason, Long> skipped) {
    return new EvaluatorStatus(
        true,
        Map.of("library", 500L),
        skipped,
        1,
        OptionalLong.of(7),
        List.of(7L),
        Map.of(),
        2,
        OptionalDouble.empty(),
        List.of(),
        0,
        0,
        0,
        0,
        0);
  }
}
