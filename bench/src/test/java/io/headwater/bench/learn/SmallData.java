package io.headwater.bench.learn;

import io.headwater.schemas.LabelTarget;
import io.headwater.schemas.LabeledExample;
import io.headwater.schemas.ReferencesTarget;
import io.headwater.schemas.ScoreRange;
import io.headwater.schemas.ScoreTarget;
import io.headwater.schemas.TaskKind;
import io.headwater.schemas.TaskSpec;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

/** Three small tasks, one of each kind. */
final class SmallData {
  static final String TONE = "tone";
  static final String STARS = "stars";
  static final String GIST = "gist";

  private static final List<String> WORDS = List.of("good", "bad", "fine", "poor", "great", "sad");

  private SmallData() {}

  static Corpus corpus() {
    return Corpus.of(tasks(), "tiny", 400);
  }

  static List<TaskExamples> tasks() {
    TaskExamples.Limits limits = new TaskExamples.Limits(1000, 12);
    return List.of(
        TaskExamples.of(
            spec(TONE, TaskKind.CLASSIFICATION).setLabels(List.of("up", "down")).build(),
            examples(TONE, 90),
            examples(TONE, 12),
            limits),
        TaskExamples.of(
            spec(STARS, TaskKind.REGRESSION).setScoreRange(new ScoreRange(0.0, 5.0)).build(),
            examples(STARS, 60),
            examples(STARS, 12),
            limits),
        TaskExamples.of(
            spec(GIST, TaskKind.SUMMARIZATION).setMaxTargetTokens(6).setLossWeight(2.0).build(),
            examples(GIST, 50),
            examples(GIST, 12),
            limits));
  }

  private static TaskSpec.Builder spec(String name, TaskKind kind) {
    return TaskSpec.newBuilder().setName(name).setKind(kind).setMaxInputTokens(24);
  }

  static List<LabeledExample> examples(String task, int count) {
    return IntStream.range(0, count).mapToObj(i -> example(task, i, count)).toList();
  }

  /** Texts differ by the number of examples too, so that two lots have none in common. */
  private static LabeledExample example(String task, int i, int lot) {
    String word = WORDS.get(i % WORDS.size());
    Object target =
        switch (task) {
          case TONE -> new LabelTarget(i % 2 == 0 ? "up" : "down");
          case STARS -> new ScoreTarget(i % 6 * 1.0);
          default -> new ReferencesTarget(List.of("it is " + word));
        };
    return LabeledExample.newBuilder()
        .setId(task + "-" + lot + "-" + i)
        .setTask(task)
        .setText("a %s day number %d of %d in %s".formatted(word, i, lot, task))
        .setTarget(target)
        .setOccurredAt(Instant.EPOCH)
        .build();
  }
}
