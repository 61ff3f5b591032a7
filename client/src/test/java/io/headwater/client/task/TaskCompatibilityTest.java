package io.headwater.client.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.headwater.schemas.ScoreRange;
import io.headwater.schemas.TaskKind;
import io.headwater.schemas.TaskSpec;
import io.headwater.schemas.TaskState;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TaskCompatibilityTest {
  private static final List<String> LABELS = List.of("a", "b", "c");

  @Provide
  Arbitrary<TaskSpec> specs() {
    return Combinators.combine(
            Arbitraries.of(TaskKind.CLASSIFICATION, TaskKind.REGRESSION, TaskKind.SUMMARIZATION),
            Arbitraries.integers().between(2, 5),
            Arbitraries.of(true, false),
            Arbitraries.integers().between(1, 500),
            Arbitraries.of(TaskState.class),
            Arbitraries.integers().between(1, 1_000))
        .as(
            (kind, labels, open, tokens, state, version) -> {
              TaskSpec.Builder spec =
                  TaskSpec.newBuilder()
                      .setName("t")
                      .setKind(kind)
                      .setMaxInputTokens(tokens)
                      .setState(state)
                      .setVersion(version);
              if (kind == TaskKind.CLASSIFICATION) {
                spec.setLabels(List.of("a", "b", "c", "d", "e").subList(0, labels))
                    .setOpenLabels(open);
              }
              if (kind == TaskKind.REGRESSION) {
                spec.setScoreRange(new ScoreRange(0.0, 5.0));
              }
              return spec.build();
            });
  }

  @Property(tries = 200, seed = "7")
  void shouldWriteANewTaskAsItIs(@ForAll("specs") TaskSpec wanted) {
    assertThat(TaskCompatibility.next(Optional.empty(), wanted)).contains(wanted);
  }

  @Property(tries = 200, seed = "7")
  void shouldWriteNothingWhereOnlyTheVersionDiffers(
      @ForAll("specs") TaskSpec standing, @ForAll @IntRange(min = 1, max = 99) int version) {
    TaskSpec wanted = TaskSpec.newBuilder(standing).setVersion(version).build();

    assertThat(TaskCompatibility.next(Optional.of(standing), wanted)).isEmpty();
  }

  @Property(tries = 200, seed = "7")
  void shouldRaiseTheVersionByOneWhateverVersionIsWanted(
      @ForAll("specs") TaskSpec standing, @ForAll @IntRange(min = 1, max = 99) int version) {
    TaskSpec wanted = TaskSpec.newBuilder(standing).setVersion(version).setLossWeight(0.25).build();

    assertThat(TaskCompatibility.next(Optional.of(standing), wanted))
        .contains(TaskSpec.newBuilder(wanted).setVersion(standing.getVersion() + 1).build());
  }

  /** A closed set's rows keep their places: what follows begins with what stood. */
  @Property(tries = 300, seed = "7")
  void shouldTakeLabelsOfAClosedSetExactlyWhereTheDeclaredOnesComeFirst(
      @ForAll @IntRange(min = 2, max = 6) int count, @ForAll Random random) {
    List<String> wanted = new ArrayList<>(List.of("a", "b", "c", "d", "e", "f"));
    Collections.shuffle(wanted, random);
    wanted = wanted.subList(0, count);
    boolean begins = count >= 3 && wanted.subList(0, 3).equals(LABELS);

    assertTaken(closed(LABELS), closed(wanted), begins);
    assertTaken(closed(LABELS), closed(extended(LABELS, wanted)), true);
  }

  @Property(tries = 300, seed = "7")
  void shouldTakeLabelsOfAnOpenSetExactlyWhereNoneIsLost(
      @ForAll @IntRange(min = 0, max = 6) int count, @ForAll Random random) {
    List<String> wanted = new ArrayList<>(List.of("a", "b", "c", "d", "e", "f"));
    Collections.shuffle(wanted, random);
    wanted = wanted.subList(0, count);

    assertTaken(open(LABELS), open(wanted), wanted.containsAll(LABELS));
  }

  @Test
  void shouldSayWhichLabelsAreMissing() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> TaskCompatibility.next(Optional.of(closed(LABELS)), closed(List.of("a", "c"))))
        .withMessage(
            "Task 't' was not declared: labels lack [b], which are declared, but labels may only be"
                + " added");
  }

  @Test
  void shouldOpenAClosedSetButNotCloseAnOpenOne() {
    assertThat(TaskCompatibility.next(Optional.of(closed(LABELS)), open(LABELS))).isPresent();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TaskCompatibility.next(Optional.of(open(LABELS)), closed(LABELS)))
        .withMessageContaining("openLabels is false but must stay true");
  }

  @ParameterizedTest
  @EnumSource(
      value = TaskKind.class,
      names = {"CLASSIFICATION", "REGRESSION"})
  void shouldKeepTheKind(TaskKind kind) {
    TaskSpec standing = TaskSpec.newBuilder().setName("t").setKind(TaskKind.SUMMARIZATION).build();
    TaskSpec wanted = kind == TaskKind.CLASSIFICATION ? open(LABELS) : scores(0, 1);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> TaskCompatibility.next(Optional.of(standing), wanted))
        .withMessage(
            "Task 't' was not declared: kind is "
                + kind
                + " but was declared as SUMMARIZATION for good");
  }

  @Test
  void shouldKeepTheScoreRange() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TaskCompatibility.next(Optional.of(scores(0, 5)), scores(0, 10)))
        .withMessageContaining("scoreRange")
        .withMessageContaining("for good");
  }

  @Test
  void shouldKeepWhetherThereMayBeNoAnswer() {
    TaskSpec spans = TaskSpec.newBuilder().setName("t").setKind(TaskKind.SPAN_EXTRACTION).build();
    TaskSpec unanswerable = TaskSpec.newBuilder(spans).setUnanswerable(true).build();
    TaskSpec unsure = TaskSpec.newBuilder(unanswerable).setNoAnswerThreshold(2).build();

    assertThat(TaskCompatibility.next(Optional.empty(), spans)).contains(spans);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TaskCompatibility.next(Optional.of(spans), unanswerable))
        .withMessageContaining("unanswerable is true but was declared as false for good");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TaskCompatibility.next(Optional.of(unanswerable), unsure))
        .withMessageContaining("noAnswerThreshold is 2.0 but was declared as 0.0 for good");
  }

  @Test
  void shouldRefuseWhatBreaksTheRules() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TaskCompatibility.next(Optional.empty(), closed(List.of("one"))))
        .withMessageContaining("labels")
        .withMessageContaining("at least 2");
  }

  private static void assertTaken(TaskSpec standing, TaskSpec wanted, boolean taken) {
    if (taken) {
      Optional<TaskSpec> next = TaskCompatibility.next(Optional.of(standing), wanted);
      assertThat(next.orElse(standing).getLabels()).isEqualTo(wanted.getLabels());
    } else {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> TaskCompatibility.next(Optional.of(standing), wanted))
          .withMessageContaining("labels");
    }
  }

  private static List<String> extended(List<String> first, List<String> more) {
    List<String> all = new ArrayList<>(first);
    more.stream().filter(label -> !first.contains(label)).forEach(all::add);
    return all;
  }

  private static TaskSpec closed(List<String> labels) {
    return TaskSpec.newBuilder()
        .setName("t")
        .setKind(TaskKind.CLASSIFICATION)
        .setLabels(labels)
        .build();
  }

  private static TaskSpec open(List<String> labels) {
    return TaskSpec.newBuilder(closed(labels)).setOpenLabels(true).build();
  }

  private static TaskSpec scores(double least, double greatest) {
    return TaskSpec.newBuilder()
        .setName("t")
        .setKind(TaskKind.REGRESSION)
        .setScoreRange(new ScoreRange(least, greatest))
        .build();
  }
}
