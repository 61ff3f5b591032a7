package io.headwater.schemas;

import java.util.regex.Pattern;

/**
 * Names of the topics of one installation.
 *
 * @param prefix what every name starts with, such as {@code headwater.}; may be empty
 */
public record Topics(String prefix) {
  private static final int LONGEST_TOPIC = 249;
  private static final int LONGEST_TASK = 64;
  private static final String EXAMPLES = "examples.";
  private static final String TASK = "[a-z0-9_-]{1," + LONGEST_TASK + "}";
  private static final Pattern TASK_NAME = Pattern.compile(TASK);
  private static final Pattern PREFIX =
      Pattern.compile(
          "[a-zA-Z0-9._-]{0," + (LONGEST_TOPIC - EXAMPLES.length() - LONGEST_TASK) + "}");

  /**
   * Checks the prefix.
   *
   * @throws IllegalArgumentException if topic names cannot start with it
   */
  public Topics {
    if (!PREFIX.matcher(prefix).matches()) {
      throw new IllegalArgumentException(
          "topic prefix is '"
              + prefix
              + "' but must be letters, digits, '.', '_' and '-', matching "
              + PREFIX.pattern());
    }
  }

  /** Returns whether a text is a valid task name. */
  public static boolean isTaskName(String name) {
    return TASK_NAME.matcher(name).matches();
  }

  /** Returns the topic of {@link TaskSpec}, keyed by task. */
  public String tasks() {
    return prefix + "tasks";
  }

  /**
   * Returns the topic of a task's {@link LabeledExample}, keyed by example id.
   *
   * @throws IllegalArgumentException if {@code task} is not a valid task name
   */
  public String examples(String task) {
    if (!isTaskName(task)) {
      throw new IllegalArgumentException(
          "task name is '" + task + "' but must match " + TASK_NAME.pattern());
    }
    return prefix + EXAMPLES + task;
  }

  /** Returns a pattern that the example topics of all tasks match, and no other topic. */
  public Pattern examplesPattern() {
    return Pattern.compile(Pattern.quote(prefix + EXAMPLES) + TASK);
  }

  /** Returns whether a topic holds the examples of a task. */
  public boolean isExamples(String topic) {
    String start = prefix + EXAMPLES;
    return topic.startsWith(start) && isTaskName(topic.substring(start.length()));
  }

  /**
   * Returns the task whose examples a topic holds.
   *
   * @throws IllegalArgumentException if it is not a topic of examples
   */
  public String taskOf(String examplesTopic) {
    if (!isExamples(examplesTopic)) {
      throw new IllegalArgumentException(
          "topic '" + examplesTopic + "' is not one of " + prefix + EXAMPLES + "<task>");
    }
    return examplesTopic.substring(prefix.length() + EXAMPLES.length());
  }

  /** Returns the topic of refused records, which are kept byte for byte as they arrived. */
  public String deadLetters() {
    return prefix + "dead-letters";
  }

  /** Returns the topic of {@link JournalEntry}, keyed by model; one partition. */
  public String journal() {
    return prefix + "journal";
  }

  /** Returns the topic of {@link CheckpointAnnouncement}, keyed by {@code model:version}. */
  public String checkpoints() {
    return prefix + "checkpoints";
  }

  /** Returns the topic of pieces of checkpoints, keyed by checkpoint and piece. */
  public String checkpointChunks() {
    return prefix + "checkpoint-chunks";
  }

  /** Returns the topic of {@link Promotion}, keyed by {@code model:channel}. */
  public String channels() {
    return prefix + "channels";
  }

  /** Returns the topic of {@link PredictionRequest}, keyed by request id. */
  public String requests() {
    return prefix + "requests";
  }

  /** Returns the topic of models' {@link Prediction}, keyed by example or request id. */
  public String predictions() {
    return prefix + "predictions";
  }

  /** Returns the topic of baselines' {@link Prediction}, keyed by example id. */
  public String baselinePredictions() {
    return prefix + "baseline-predictions";
  }

  /** Returns what the names of topics start with that are meant for replies to requests. */
  public String replies() {
    return prefix + "replies";
  }

  /** Returns the topic of {@link RollingMetric}. */
  public String metrics() {
    return prefix + "metrics";
  }

  /** Returns the topic of {@link DriftAlert}, keyed by {@code model:task}. */
  public String alerts() {
    return prefix + "alerts";
  }
}
