package io.headwater.trainer.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.schemas.TaskSpec;
import io.headwater.schemas.TaskState;
import io.headwater.schemas.TrainerEvent;
import io.headwater.schemas.TrainerEventType;
import io.headwater.trainer.internal.assembly.LabelText;
import io.headwater.trainer.internal.assembly.TaskChange;
import io.headwater.trainer.internal.fake.Samples;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TaskUpdaterTest {
  private final StepRig rig = new StepRig(StepRig.NEVER);

  @AfterEach
  void close() {
    rig.close();
  }

  @Test
  void shouldAdoptATaskAndJournalItsModule() {
    apply(adopted(Samples.spec("tone", "x", "y").build()));

    assertThat(rig.asked()).containsExactly("adopt tone");
    assertThat(rig.state.isTaskAdopted()).isTrue();
    assertThat(rig.journal.events(TrainerEventType.TASK_ADOPTED))
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.getSubject()).isEqualTo("tone");
              assertThat(event.getDetails())
                  .containsEntry("kind", "CLASSIFICATION")
                  .containsEntry("labels", LabelText.join(List.of("x", "y")))
                  .containsEntry("maxInputTokens", "16");
            });
    assertThat(rig.journal.events(TrainerEventType.LABELS_ORDERED)).isEmpty();
  }

  @Test
  void shouldTellManyLabelsInSeveralEventsWithoutALossOrAGap() {
    List<String> labels = IntStream.range(0, 9).mapToObj(i -> i + "x".repeat(90_000)).toList();
    apply(adopted(Samples.spec("tone").setLabels(labels).build()));

    TrainerEvent first = rig.journal.events(TrainerEventType.TASK_ADOPTED).get(0);
    List<TrainerEvent> rest = rig.journal.events(TrainerEventType.LABELS_ORDERED);
    assertThat(rest).isNotEmpty();
    List<String> told = new ArrayList<>(labels(first));
    for (TrainerEvent event : rest) {
      assertThat(event.getSubject()).isEqualTo("tone");
      assertThat(event.getDetails()).containsEntry("from", Integer.toString(told.size()));
      assertThat(event.getDetails().get("labels").length()).isLessThan(1 << 20);
      told.addAll(labels(event));
    }
    assertThat(told).isEqualTo(labels);
  }

  @Test
  void shouldGrowATaskAndJournalTheOrderOfItsNewLabels() {
    TaskSpec grown = Samples.spec("mood", "a", "b", "c").build();
    apply(new TaskChange.Grown(Samples.adopted(0, grown), List.of("c")));

    assertThat(rig.asked()).containsExactly("grow mood [c]");
    assertThat(rig.state.hasAdvanced()).isTrue();
    assertThat(rig.state.isTaskAdopted()).isFalse();
    assertThat(rig.journal.events(TrainerEventType.LABELS_ORDERED))
        .singleElement()
        .satisfies(
            event ->
                assertThat(event.getDetails())
                    .isEqualTo(Map.of("from", "2", "labels", LabelText.join(List.of("c")))));
  }

  @Test
  void shouldJournalAnotherWeightOfATaskButNotItsFirst() {
    apply(specified(Samples.spec("mood", "a", "b").setLossWeight(0.5).build()));
    apply(specified(Samples.spec("mood", "a", "b").setLossWeight(0.5).build()));
    assertThat(rig.journal.bodies()).isEmpty();

    apply(specified(Samples.spec("mood", "a", "b").setLossWeight(2).build()));
    assertThat(rig.journal.events(TrainerEventType.CONFIGURATION_CHANGED))
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.getSubject()).isEqualTo("task.mood.lossWeight");
              assertThat(event.getDetails()).isEqualTo(Map.of("to", "2.0"));
            });
  }

  @Test
  void shouldMultiplyATasksLossByItsWeightFromThenOn() {
    apply(specified(Samples.spec("mood", "a", "b").setLossWeight(0.5).build()));
    rig.runner.step(Samples.batch(6, 0, 1), 0);
    rig.runner.settle();

    assertThat(rig.journal.steps().get(0).getTasks().get(0).getWeight()).isEqualTo(0.5);
  }

  @Test
  void shouldJournalAStateOnlyWhereItIsAnother() {
    apply(new TaskChange.StateSeen("mood", TaskState.ACTIVE));
    apply(new TaskChange.StateSeen("mood", TaskState.PAUSED));
    apply(new TaskChange.StateSeen("mood", TaskState.PAUSED));

    assertThat(rig.journal.events(TrainerEventType.CONFIGURATION_CHANGED))
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.getSubject()).isEqualTo("task.mood.state");
              assertThat(event.getDetails()).isEqualTo(Map.of("from", "ACTIVE", "to", "PAUSED"));
            });
    assertThat(rig.taskStates.store()).containsExactly(Map.entry("task.state.mood", "PAUSED"));
    assertThat(rig.asked()).isEmpty();
  }

  @Test
  void shouldKnowTheStatesACheckpointHolds() {
    TaskStates restored = new TaskStates(Map.of("task.state.mood", "PAUSED", "setting.seed", "1"));

    assertThat(restored.set("mood", TaskState.ACTIVE)).isEqualTo(TaskState.PAUSED);
    assertThat(restored.store()).isEmpty();
  }

  private void apply(TaskChange change) {
    rig.tasks.apply(change);
  }

  private static TaskChange adopted(TaskSpec spec) {
    return new TaskChange.Adopted(Samples.adopted(1, spec));
  }

  private static TaskChange specified(TaskSpec spec) {
    return new TaskChange.Specified(Samples.adopted(0, spec));
  }

  private static List<String> labels(TrainerEvent event) {
    return List.of(event.getDetails().get("labels").split("\n")); // none of them needs escapes
  }
}
