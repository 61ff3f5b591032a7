package io.headwater.bench.learn;

import io.headwater.trainer.TrainerConfig;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The settings that all runs of a bench share; runs under other settings are not comparable.
 *
 * @param data source of the text
 * @param size name of the model's size
 * @param vocabulary number of tokens of the vocabulary
 * @param budget how long an arm learns
 * @param tuningBudget how long each learning rate is tried
 * @param compute device and number type of the arithmetic
 * @param trainer trainer settings that were given
 * @param tasks the tasks
 */
public record LearnSettings(
    String data,
    String size,
    int vocabulary,
    String budget,
    String tuningBudget,
    Map<String, String> compute,
    Map<String, String> trainer,
    List<TaskSize> tasks) {

  /**
   * A task and its numbers of rows.
   *
   * @param task name of the task
   * @param kind kind of the task
   * @param metric name of the task's metric
   * @param training number of rows of the stream
   * @param validation number of rows that learning rates are chosen by
   * @param heldOut number of rows that arms are compared by
   */
  public record TaskSize(
      String task, String kind, String metric, int training, int validation, int heldOut) {}

  /** Copies the collections, and renames keys that an old report has under former names. */
  public LearnSettings {
    compute = underTodaysKeys(compute);
    trainer = underTodaysKeys(trainer);
    tasks = List.copyOf(tasks);
  }

  private static Map<String, String> underTodaysKeys(Map<String, String> settings) {
    Map<String, String> todays = TrainerConfig.definition().formerKeys();
    Map<String, String> result = new TreeMap<>();
    settings.forEach((key, value) -> result.put(todays.getOrDefault(key, key), value));
    return result;
  }

  /** Returns the settings of a bench that uses a corpus. */
  public static LearnSettings of(
      String data,
      String size,
      Corpus corpus,
      Budget budget,
      Budget tuning,
      Map<String, String> trainer) {
    List<TaskSize> tasks =
        corpus.tasks().stream()
            .map(
                task ->
                    new TaskSize(
                        task.name(),
                        task.adopted().module().kind().name(),
                        AnswerScores.metric(task.adopted().module().kind()),
                        task.training().size(),
                        task.validation().size(),
                        task.heldOut().size()))
            .toList();
    return new LearnSettings(
        data,
        size,
        corpus.shape().vocabularySize(),
        budget.toString(),
        tuning.toString(),
        new TrainerConfig(trainer).compute().shaping(),
        trainer,
        tasks);
  }

  /** Returns the names of the tasks. */
  public List<String> taskNames() {
    return tasks.stream().map(TaskSize::task).toList();
  }

  /** Returns a short description of what differs in other settings; empty if nothing does. */
  public Optional<String> differenceTo(LearnSettings other) {
    record Field(String name, Object here, Object there) {}
    return List.of(
            new Field("data", data, other.data),
            new Field("size", size, other.size),
            new Field("vocabulary", vocabulary, other.vocabulary),
            new Field("budget", budget, other.budget),
            new Field("tuning budget", tuningBudget, other.tuningBudget),
            new Field("arithmetic", compute, other.compute),
            new Field("trainer settings", trainer, other.trainer),
            new Field("tasks", tasks, other.tasks))
        .stream()
        .filter(field -> !Objects.equals(field.here(), field.there()))
        .findFirst()
        .map(field -> field.name() + ": " + field.here() + " and not " + field.there());
  }
}
