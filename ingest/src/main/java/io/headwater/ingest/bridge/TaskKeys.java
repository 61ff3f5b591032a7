package io.headwater.ingest.bridge;

import io.headwater.schemas.ScoreRange;
import io.headwater.schemas.TaskKind;
import io.headwater.schemas.TaskSpec;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigException;

/** The keys of a mapping that declare its task. */
final class TaskKeys {
  private static final String TASK_KIND = "task.kind";
  private static final String TASK_LABELS = "task.labels";
  private static final String TASK_OPEN_LABELS = "task.open.labels";
  private static final String TASK_LABEL_CAP = "task.label.cap";
  private static final String TASK_MINIMUM_SUPPORT = "task.minimum.support";
  private static final String TASK_SCORE_MINIMUM = "task.score.minimum";
  private static final String TASK_SCORE_MAXIMUM = "task.score.maximum";
  private static final String TASK_METRICS = "task.metrics";
  private static final String TASK_INPUT_TOKENS = "task.max.input.tokens";
  private static final String TASK_TARGET_TOKENS = "task.max.target.tokens";

  private TaskKeys() {}

  /** Adds the keys. */
  static void define(ConfigDef definition) {
    definition
        .define(
            TASK_KIND,
            ConfigDef.Type.STRING,
            null,
            ConfigDef.LambdaValidator.with(
                TaskKeys::requireKind, () -> "CLASSIFICATION, REGRESSION or SUMMARIZATION"),
            Importance.MEDIUM,
            "Declares the task where it does not stand yet; the other task. keys say more of it.")
        .define(
            TASK_LABELS,
            ConfigDef.Type.LIST,
            List.of(),
            ConfigDef.ValidList.anyNonDuplicateValues(true, false),
            Importance.MEDIUM,
            "Labels of a CLASSIFICATION task.")
        .define(
            TASK_OPEN_LABELS,
            ConfigDef.Type.BOOLEAN,
            false,
            Importance.MEDIUM,
            "Whether labels may be added in life.")
        .define(
            TASK_LABEL_CAP, ConfigDef.Type.INT, 1000, Importance.LOW, "Most labels of an open set.")
        .define(
            TASK_MINIMUM_SUPPORT,
            ConfigDef.Type.INT,
            5,
            Importance.LOW,
            "Times a label must be seen before an open set takes it in.")
        .define(
            TASK_SCORE_MINIMUM,
            ConfigDef.Type.DOUBLE,
            null,
            Importance.MEDIUM,
            "Least score of a REGRESSION task.")
        .define(
            TASK_SCORE_MAXIMUM,
            ConfigDef.Type.DOUBLE,
            null,
            Importance.MEDIUM,
            "Greatest score of a REGRESSION task.")
        .define(
            TASK_METRICS,
            ConfigDef.Type.LIST,
            List.of(),
            ConfigDef.ValidList.anyNonDuplicateValues(true, false),
            Importance.LOW,
            "Metrics to publish; the usual ones of the kind where none is given.")
        .define(
            TASK_INPUT_TOKENS,
            ConfigDef.Type.INT,
            128,
            Importance.LOW,
            "Inputs are cut to this many tokens.")
        .define(
            TASK_TARGET_TOKENS,
            ConfigDef.Type.INT,
            32,
            Importance.LOW,
            "Targets are cut to this many tokens.");
  }

  /**
   * Returns the specification that the keys give, if they give one.
   *
   * @throws ConfigException if they say something of a task and not its kind
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
      throw new ConfigException(key, value, "must be CLASSIFICATION, REGRESSION or SUMMARIZATION.");
    }
  }

  private static Optional<TaskKind> kindOf(String text) {
    return Arrays.stream(TaskKind.values())
        .filter(kind -> kind != TaskKind.SPAN_EXTRACTION && kind.name().equalsIgnoreCase(text))
        .findFirst();
  }
}
