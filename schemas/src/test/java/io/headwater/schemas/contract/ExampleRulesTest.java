package io.headwater.schemas.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.schemas.LabelTarget;
import io.headwater.schemas.LabeledExample;
import io.headwater.schemas.ReferencesTarget;
import io.headwater.schemas.ScoreRange;
import io.headwater.schemas.ScoreTarget;
import io.headwater.schemas.Span;
import io.headwater.schemas.SpansTarget;
import io.headwater.schemas.TaskKind;
import io.headwater.schemas.TaskSpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;
import net.jqwik.api.constraints.Whitespace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExampleRulesTest {
  private static final TaskSpec CLASSES =
      task(TaskKind.CLASSIFICATION).setLabels(List.of("bug", "question")).build();
  private static final TaskSpec SCORES =
      task(TaskKind.REGRESSION).setScoreRange(new ScoreRange(0.0, 5.0)).build();
  private static final TaskSpec SUMMARIES = task(TaskKind.SUMMARIZATION).build();
  private static final TaskSpec SPANS = task(TaskKind.SPAN_EXTRACTION).build();

  private static final Object LABEL = new LabelTarget("bug");
  private static final Object SCORE = new ScoreTarget(1.0);
  private static final Object REFERENCES = new ReferencesTarget(List.of("A summary."));
  private static final Object SPAN = new SpansTarget(List.of(new Span(0, 1, null)));

  static Stream<Arguments> kinds() {
    return Stream.of(
        Arguments.of(CLASSES, LABEL),
        Arguments.of(SCORES, SCORE),
        Arguments.of(SUMMARIES, REFERENCES),
        Arguments.of(SPANS, SPAN));
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void shouldTakeTheTargetOfTheKindAndNoOther(TaskSpec task, Object fitting) {
    for (Object target : List.of(LABEL, SCORE, REFERENCES, SPAN)) {
      Optional<Rejection> found = new ExampleRules(task).check(example(target).build());

      if (target.equals(fitting)) {
        assertThat(found).isEmpty();
      } else {
        assertReason(found, RejectionReason.WRONG_TARGET_TYPE);
      }
    }
  }

  @Property(tries = 50, seed = "1")
  void shouldRefuseBlankTexts(
      @ForAll
          @Whitespace
          @Chars({'\u00a0', '\u2007', '\u202f', '\u200b', '\u2060', '\ufeff', '\u00ad', '\u0000'})
          @StringLength(max = 5)
          String blank) {
    assertReason(check(example(LABEL).setId(blank)), RejectionReason.BLANK_ID);
    assertReason(check(example(LABEL).setText(blank)), RejectionReason.BLANK_TEXT);
    assertReason(check(example(new LabelTarget(blank))), RejectionReason.BLANK_LABEL);
    assertReason(
        new ExampleRules(SUMMARIES)
            .check(example(new ReferencesTarget(List.of("fine", blank))).build()),
        RejectionReason.BLANK_REFERENCE);
  }

  @Test
  void shouldRefuseAnIdThatAnswersCouldNotBear() {
    String longest = "i".repeat(ExampleRules.LONGEST_ID);

    assertThat(check(example(LABEL).setId(longest))).isEmpty();
    assertReason(check(example(LABEL).setId(longest + "i")), RejectionReason.TOO_LARGE);
  }

  @Property(tries = 500, seed = "1")
  void shouldTakeExactlyTheScoresInRange(@ForAll double score) {
    Optional<Rejection> found =
        new ExampleRules(SCORES).check(example(new ScoreTarget(score)).build());

    assertThat(found.isEmpty()).isEqualTo(score >= 0 && score <= 5);
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
  void shouldRefuseScoresThatAreNoNumbersEvenWithoutRange(double score) {
    TaskSpec anyScore = task(TaskKind.REGRESSION).build();

    assertReason(
        new ExampleRules(anyScore).check(example(new ScoreTarget(score)).build()),
        RejectionReason.SCORE_OUT_OF_RANGE);
    assertThat(new ExampleRules(anyScore).check(example(new ScoreTarget(-1e9)).build())).isEmpty();
  }

  @Property(tries = 500, seed = "1")
  void shouldCountSpansInCodePoints(
      @ForAll @IntRange(min = -2, max = 5) int start,
      @ForAll @IntRange(min = -2, max = 5) int end) {
    LabeledExample example =
        example(new SpansTarget(List.of(new Span(start, end, null))))
            .setText("?")
            .setTextPair("a🌍b")
            .build();

    assertThat(new ExampleRules(SPANS).check(example).isEmpty())
        .isEqualTo(start >= 0 && start < end && end <= 3);
  }

  @Test
  void shouldRefuseAQuestionWithoutItsPassage() {
    for (String passage : Arrays.asList(null, "", " \n")) {
      assertReason(
          new ExampleRules(SPANS).check(example(SPAN).setTextPair(passage).build()),
          RejectionReason.NO_PASSAGE);
    }
    assertThat(ExampleRules.passageFault(TaskKind.SPAN_EXTRACTION, Optional.empty()))
        .map(Rejection::detail)
        .contains("textPair is 'absent' but must be the passage to find the answer in");
    assertThat(ExampleRules.passageFault(TaskKind.REGRESSION, Optional.empty())).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -0.0, -1, 1e-60, 1e300, Double.NaN, Double.POSITIVE_INFINITY})
  void shouldRefuseWeights(double weight) {
    assertReason(check(example(LABEL).setWeight(weight)), RejectionReason.BAD_WEIGHT);
  }

  @Test
  void shouldRefuseLabelsOutsideAClosedSetOnly() {
    LabeledExample unknown = example(new LabelTarget("praise")).build();
    TaskSpec open = task(TaskKind.CLASSIFICATION).setOpenLabels(true).build();

    Optional<Rejection> found = new ExampleRules(CLASSES).check(unknown);
    assertReason(found, RejectionReason.LABEL_NOT_IN_SET);
    assertThat(found.orElseThrow().detail())
        .isEqualTo("label is 'praise' but must be one of '[bug, question]'");
    assertThat(new ExampleRules(open).check(unknown)).isEmpty();
    assertReason(
        new ExampleRules(open).check(example(new LabelTarget("x".repeat(257))).build()),
        RejectionReason.LABEL_TOO_LONG);
  }

  @Test
  void shouldRefuseEmptyListsAndOtherTasks() {
    assertReason(
        new ExampleRules(SUMMARIES).check(example(new ReferencesTarget(List.of())).build()),
        RejectionReason.NO_REFERENCE);
    assertReason(
        new ExampleRules(SPANS).check(example(new SpansTarget(List.of())).build()),
        RejectionReason.NO_SPAN);
    TaskSpec unanswerable = task(TaskKind.SPAN_EXTRACTION).setUnanswerable(true).build();
    assertThat(new ExampleRules(unanswerable).check(example(new SpansTarget(List.of())).build()))
        .isEmpty();
    assertReason(check(example(LABEL).setTask("other")), RejectionReason.TASK_MISMATCH);
  }

  @Test
  void shouldKeepMessagesShortWhateverTheValue() {
    String huge = "🌍".repeat(100_000);

    Rejection found =
        new ExampleRules(CLASSES).check(example(LABEL).setTask(huge).build()).orElseThrow();

    assertThat(found.detail().length()).isLessThan(300);
    assertThat(found.detail()).doesNotContain("\uFFFD").contains("🌍...'");
  }

  private static Optional<Rejection> check(LabeledExample.Builder example) {
    return new ExampleRules(CLASSES).check(example.build());
  }

  private static void assertReason(Optional<Rejection> found, RejectionReason reason) {
    assertThat(found).map(Rejection::reason).contains(reason);
  }

  private static TaskSpec.Builder task(TaskKind kind) {
    return TaskSpec.newBuilder().setName("tickets").setKind(kind);
  }

  private static LabeledExample.Builder example(Object target) {
    return LabeledExample.newBuilder()
        .setId("1")
        .setTask("tickets")
        .setText("It does not start.")
        .setTextPair("It is not plugged in.")
        .setTarget(target)
        .setOccurredAt(Instant.EPOCH);
  }
}
