package io.headwater.ingest.bridge;

import static io.headwater.service.config.Allowed.distinctOrNone;
import static org.apache.kafka.common.config.ConfigDef.Importance.LOW;
import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;

import io.headwater.schemas.ScoreRange;
import io.headwater.schemas.TaskKind;
import io.headwater.schemas.TaskSpec;
import io.headwater.service.config.Allowed;
import io.headwater.service.config.Settings;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigException;

/** The keys of a mapping that declare its task. */
final class TaskKeys {
  static final Settings SETTINGS = new Settings();

  private static final String TASK_KIND =
      SETTINGS
          .optionalString(
              "task.kind",
              Allowed.of(
                  "CLASSIFICATION, REGRESSION, SUMMARIZATION or SPAN_EXTRACTION",
                  Map.of(),
                  TaskKeys::requireKind))
          .doc(
              MEDIUM,
              "Kind of the task, to declare it if it does not exist; the other task. keys describe"
                  + " it.");

  private static final String TASK_LABELS =
      SETTINGS
          .list("task.labels", List.of(), distinctOrNone())
          .doc(MEDIUM, "Labels of a CLASSIFICATION task.");

  private static final String TASK_OPEN_LABELS =
      SETTINGS
          .flag("task.open.labels", false)
          .doc(MEDIUM, "Whether labels that are not listed join the task.");

  private static final String TASK_LABEL_CAP =
      SETTINGS.integer("task.label.cap", 1000).doc(LOW, "Most labels of an open set.");

  private static final String TASK_MINIMUM_SUPPORT =
      SETTINGS
          .integer("task.minimum.support", 5)
          .doc(LOW, "Times a label must be seen before an open set adds it.");

  private static final String TASK_SCORE_MINIMUM =
      SETTINGS
          .optionalNumber("task.score.minimum")
          .doc(MEDIUM, "Least score of a REGRESSION task.");

  private static final String TASK_SCORE_MAXIMUM =
      SETTINGS
          .optionalNumber("task.score.maximum")
          .doc(MEDIUM, "Greatest score of a REGRESSION task.");

  private static final String TASK_UNANSWERABLE =
      SETTINGS
          .flag("task.unanswerable", false)
          .doc(LOW, "Whether passages of a SPAN_EXTRACTION task may hold no answer.");

  private static final String TASK_METRICS =
      SETTINGS
          .list("task.metrics", List.of(), distinctOrNone())
          .doc(LOW, "Metrics to publish; the usual ones of the kind if none is given.");

  private static final String TASK_INPUT_TOKENS =
      SETTINGS
          .integer("task.max.input.tokens", 128)
          .doc(LOW, "Inputs are cut to this many tokens.");

  private static final String TASK_TARGET_TOKENS =
      SETTINGS
          .integer("task.max.target.tokens", 32)
          .doc(LOW, "Targets are cut to this many tokens.");

  private TaskKeys() {}

  /**
   * Returns the task specification that the keys declare, if they declare one.
   *
   * @throws ConfigException if other keys of a task are given without its kind
   */
  static Optional<TaskSpec> declaration(AbstractConfig config, String task) {
    if (config.getString(TASK_KIND) == null) {
      config.originals().keySet().stream()
          .filter(key -> key.startsWith("task."))
          .findFirst()
          .ifPresent(
              key -> {
                throw new ConfigException(
                    key, config.originals().get(key), "needs " + TASK_KIND + " too.");
              });
      return Optional.empty();
    }
    TaskSpec.Builder spec =
        TaskSpec.newBuilder()
            .setName(task)
            .setKind(kindOf(config.getString(TASK_KIND)).orElseThrow())
            .setLabels(config.getList(TASK_LABELS))
            .setOpenLabels(config.getBoolean(TASK_OPEN_LABELS))
            .setLabelCap(config.getInt(TASK_LABEL_CAP))
            .setMinimumSupport(config.getInt(TASK_MINIMUM_SUPPORT))
            .setUnanswerable(config.getBoolean(TASK_UNANSWERABLE))
            .setMetrics(config.getList(TASK_METRICS))
            .setMaxInputTokens(config.getInt(TASK_INPUT_TOKENS))
            .setMaxTargetTokens(config.getInt(TASK_TARGET_TOKENS));
    Double minimum = config.getDouble(TASK_SCORE_MINIMUM);
    Double maximum = config.getDouble(TASK_SCORE_MAXIMUM);
    if (minimum != null || maximum != null) {
      spec.setScoreRange(
          new ScoreRange(
              minimum == null ? Double.NEGATIVE_INFINITY : minimum,
              maximum == null ? Double.POSITIVE_INFINITY : maximum));
    }
    return Optional.of(spec.build());
  }

  private static void requireKind(String key, Object value) {
    if (value != null && kindOf(value.toString()).isEmpty()) {
      throw new ConfigException(
          key, value, "must be CLASSIFICATION, REGRESSION, SUMMARIZATION or SPAN_EXTRACTION.");
    }
  }

  private static Optional<TaskKind> kindOf(String text) {
    return Arrays.stream(TaskKind.values())
        .filter(kind -> kind.name().equalsIgnoreCase(text))
        .findFirst();
  }
}
