package io.headwater.trainer.internal.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.model.ModelSizes;
import io.headwater.model.NoAnswer;
import io.headwater.model.ScoreScale;
import io.headwater.model.TaskModule;
import io.headwater.model.tokenizer.Tokenizer;
import io.headwater.model.tokenizer.Tokenizers;
import io.headwater.schemas.ScoreRange;
import io.headwater.schemas.TaskKind;
import io.headwater.schemas.TaskSpec;
import io.headwater.schemas.TaskState;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TaskRegistryTest {
  private final Tokenizer tokenizer = Tokenizers.train(List.of("glad and sad texts"), 330);
  private final TaskRegistry tasks = registry(List.of());

  @AfterEach
  void close() {
    tokenizer.close();
  }

  @Test
  void shouldGiveEachKindItsModule() {
    update(task("a", TaskKind.SUMMARIZATION), task("b", TaskKind.SUMMARIZATION));
    update(
        task("a", TaskKind.SUMMARIZATION),
        task("b", TaskKind.SUMMARIZATION),
        task("c", TaskKind.REGRESSION).setScoreRange(new ScoreRange(1.0, 5.0)),
        mood("glad", "sad"));
    assertThat(module("a").taskToken()).isEqualTo(tokenizer.idOf("<|task:0|>"));
    assertThat(module("b").taskToken()).isEqualTo(tokenizer.idOf("<|task:1|>"));
    assertThat(module("c").scoreScale()).isEqualTo(new ScoreScale(1, 5));
    assertThat(module("mood").labels()).containsExactly("glad", "sad");
    assertThat(Stream.of("a", "b", "c", "mood").map(task -> tasks.adopted(task).get().index()))
        .containsExactly(0, 1, 2, 3);
  }

  @Test
  void shouldRefuseWhatTheModelCannotLearnAndGoOn() {
    List<TaskChange> changes =
        update(
            task("answers", TaskKind.SPAN_EXTRACTION).setMaxInputTokens(2),
            task("endless", TaskKind.SUMMARIZATION).setMaxInputTokens(10_000),
            mood("glad", "sad"));
    assertThat(changes).filteredOn(TaskChange.Adopted.class::isInstance).hasSize(1);
    assertThat(tasks.status("answers")).isEqualTo(TaskStatus.REFUSED);
    assertThat(tasks.status("endless")).isEqualTo(TaskStatus.REFUSED);
    assertThat(tasks.status("mood")).isEqualTo(TaskStatus.LEARNED);
    assertThat(tasks.status("nobody")).isEqualTo(TaskStatus.UNKNOWN);
    assertThat(tasks.contract("answers")).isEmpty();
  }

  @Test
  void shouldChangeNothingWhereNothingChanged() {
    update(mood("glad", "sad"));
    assertThat(update(mood("glad", "sad"))).isEmpty();
  }

  @Test
  void shouldAppendLabelsThatAClosedSetGains() {
    update(mood("glad", "sad"));
    List<TaskChange> changes = update(mood("calm", "sad", "glad", "wild").setVersion(2));
    assertThat(changes)
        .last()
        .isInstanceOfSatisfying(
            TaskChange.Grown.class,
            grown -> {
              assertThat(grown.labels()).containsExactly("calm", "wild");
              assertThat(grown.task().module().labels())
                  .containsExactly("glad", "sad", "calm", "wild");
              assertThat(grown.task().spec().getLabels()).isEqualTo(grown.task().module().labels());
            });
  }

  @Test
  void shouldKeepLabelsAndRangeOfTheModelWhereTheSpecificationLosesThem() {
    update(
        mood("glad", "sad", "calm"),
        task("stars", TaskKind.REGRESSION).setScoreRange(new ScoreRange(1.0, 5.0)));
    List<TaskChange> changes =
        update(
            mood("sad", "glad").setVersion(2),
            task("stars", TaskKind.REGRESSION).setScoreRange(new ScoreRange(0.0, 9.0)));
    assertThat(changes).noneMatch(TaskChange.Grown.class::isInstance);
    assertThat(tasks.contract("mood").get().task().getLabels())
        .containsExactly("glad", "sad", "calm");
    assertThat(tasks.contract("stars").get().task().getScoreRange())
        .isEqualTo(new ScoreRange(1.0, 5.0));
  }

  @Test
  void shouldKeepWhetherTheModelMayGiveNoAnswer() {
    update(task("answers", TaskKind.SPAN_EXTRACTION).setUnanswerable(true));
    update(task("answers", TaskKind.SPAN_EXTRACTION).setVersion(2));
    assertThat(module("answers").noAnswer()).isEqualTo(new NoAnswer(true, 0));
    assertThat(tasks.contract("answers").get().task().getUnanswerable()).isTrue();
  }

  @Test
  void shouldFollowTheStateOfATask() {
    update(mood("glad", "sad"));
    assertThat(update(mood("glad", "sad").setState(TaskState.PAUSED)))
        .contains(new TaskChange.StateSeen("mood", TaskState.PAUSED));
    assertThat(tasks.status("mood")).isEqualTo(TaskStatus.PAUSED);
    update(mood("glad", "sad").setState(TaskState.RETIRED));
    assertThat(tasks.status("mood")).isEqualTo(TaskStatus.RETIRED);
    assertThat(update(mood("glad", "sad")))
        .contains(new TaskChange.StateSeen("mood", TaskState.ACTIVE))
        .noneMatch(TaskChange.Adopted.class::isInstance);
    assertThat(tasks.status("mood")).isEqualTo(TaskStatus.LEARNED);
  }

  @Test
  void shouldGiveATaskThatStartsPausedItsModuleWhenItBecomesActive() {
    assertThat(update(mood("glad", "sad").setState(TaskState.PAUSED)))
        .containsExactly(new TaskChange.StateSeen("mood", TaskState.PAUSED));
    assertThat(update(mood("glad", "sad"))).anyMatch(TaskChange.Adopted.class::isInstance);
  }

  @Test
  void shouldTreatATaskWhoseSpecificationIsGoneAsRetired() {
    update(mood("glad", "sad"));
    assertThat(update()).containsExactly(new TaskChange.StateSeen("mood", TaskState.RETIRED));
    assertThat(update()).as("said once").isEmpty();
    assertThat(tasks.status("mood")).isEqualTo(TaskStatus.RETIRED);
    update(mood("glad", "sad"));
    assertThat(tasks.status("mood")).isEqualTo(TaskStatus.LEARNED);
    assertThat(module("mood").labels()).containsExactly("glad", "sad");
  }

  @Test
  void shouldNotReadATaskOfTheModelThatNobodySpecifies() {
    TaskRegistry resumed =
        registry(
            List.of(
                new TaskModule("mood", TaskKind.CLASSIFICATION, List.of("glad", "sad"), -1, 8, 8)));
    assertThat(resumed.update(new TreeMap<>()))
        .containsExactly(new TaskChange.StateSeen("mood", TaskState.RETIRED));
    assertThat(resumed.status("mood")).isEqualTo(TaskStatus.RETIRED);
  }

  private TaskModule module(String task) {
    return tasks.adopted(task).orElseThrow().module();
  }

  private List<TaskChange> update(TaskSpec.Builder... specs) {
    TreeMap<String, TaskSpec> found = new TreeMap<>();
    for (TaskSpec.Builder spec : specs) {
      found.put(spec.getName(), spec.build());
    }
    return tasks.update(found);
  }

  private TaskRegistry registry(List<TaskModule> modules) {
    return new TaskRegistry(
        new ModulePlanner(ModelSizes.tiny(tokenizer.vocabularySize(), 0, 1), tokenizer),
        modules,
        Map.of());
  }

  private static TaskSpec.Builder mood(String... labels) {
    return task("mood", TaskKind.CLASSIFICATION).setLabels(List.of(labels));
  }

  private static TaskSpec.Builder task(String name, TaskKind kind) {
    return TaskSpec.newBuilder().setName(name).setKind(kind);
  }
}
