package io.headwater.model.internal.network;

import ai.djl.ndarray.types.Shape;
import io.headwater.model.ModelConfig;
import io.headwater.model.TaskModule;
import io.headwater.schemas.TaskKind;
import java.util.List;

/** The parameters of task modules, in the order the programs take them. */
public final class ModuleLayout {
  private static final double DEVIATION = 0.02;

  private ModuleLayout() {}

  /**
   * Returns the parameters of a task's module.
   *
   * @throws IllegalArgumentException if the module does not fit the model or its kind has none
   */
  public static List<ParameterSpec> of(ModelConfig config, TaskModule module) {
    return switch (module.kind()) {
      case CLASSIFICATION -> classification(config, module);
      case SUMMARIZATION -> summarization(config, module);
      case REGRESSION -> regression(config, module);
      case SPAN_EXTRACTION ->
          throw new IllegalArgumentException(
              "Task "
                  + module.task()
                  + " is of kind "
                  + module.kind()
                  + " but only CLASSIFICATION, REGRESSION and SUMMARIZATION have a module");
    };
  }

  /** Returns the number by which the programs know a kind. */
  public static long code(TaskKind kind) {
    return switch (kind) {
      case CLASSIFICATION -> 0;
      case SUMMARIZATION -> 1;
      case REGRESSION -> 2;
      case SPAN_EXTRACTION -> throw new IllegalArgumentException(kind + " has no module");
    };
  }

  private static List<ParameterSpec> classification(ModelConfig config, TaskModule module) {
    int labels = module.labels().size();
    require(module, labels > 0, "labels", labels, "at least 1");
    requireLengths(config, module, module.maxInputTokens());
    String at = "heads." + module.task() + ".";
    // Each label's row is drawn for itself, so that a label starts the same whenever it comes.
    ParameterSpec.Initial rows = new ParameterSpec.Initial.NormalRows(DEVIATION, module.labels());
    return List.of(
        new ParameterSpec(at + "weight", new Shape(labels, config.hiddenSize()), rows, true),
        ParameterSpec.vector(at + "bias", 0, labels));
  }

  private static List<ParameterSpec> regression(ModelConfig config, TaskModule module) {
    requireLengths(config, module, module.maxInputTokens());
    String at = "heads." + module.task() + ".";
    return List.of(
        ParameterSpec.matrix(at + "weight", DEVIATION, 1, config.hiddenSize()),
        ParameterSpec.vector(at + "bias", 0, 1));
  }

  private static List<ParameterSpec> summarization(ModelConfig config, TaskModule module) {
    int token = module.taskToken();
    require(
        module,
        token >= 0 && token < config.vocabularySize(),
        "taskToken",
        token,
        "within the vocabulary of " + config.vocabularySize());
    int limit = module.maxTargetTokens();
    require(module, limit > 0, "maxTargetTokens", limit, "at least 1");
    requireLengths(config, module, module.maxInputTokens() + 1L + limit);
    int d = config.hiddenSize();
    int key = Math.max(1, d / 2);
    String at = "heads." + module.task() + ".copy.";
    // The induction bias starts where copying what followed the last token is already likely.
    ParameterSpec.Initial biases = new ParameterSpec.Initial.Values(List.of(2f, 0f));
    return List.of(
        ParameterSpec.matrix(at + "query.weight", DEVIATION, key, d),
        ParameterSpec.matrix(at + "key.weight", DEVIATION, key, d),
        ParameterSpec.matrix(at + "previous_key.weight", DEVIATION, key, d),
        new ParameterSpec(at + "bias", new Shape(2), biases, false),
        ParameterSpec.matrix(at + "gate.weight", DEVIATION, 1, 2L * d),
        ParameterSpec.vector(at + "gate.bias", 0, 1));
  }

  private static void requireLengths(ModelConfig config, TaskModule module, long longest) {
    require(
        module, module.maxInputTokens() > 0, "maxInputTokens", module.maxInputTokens(), "positive");
    require(
        module,
        longest <= config.maxPositions(),
        "longest sequence",
        longest,
        "at most maxPositions (" + config.maxPositions() + ")");
  }

  private static void require(
      TaskModule module, boolean holds, String name, long value, String allowed) {
    if (!holds) {
      throw new IllegalArgumentException(
          "Task " + module.task() + ": " + name + " is " + value + " but must be " + allowed);
    }
  }
}
