package io.headwater.model.internal.network;

import ai.djl.ndarray.types.Shape;
import io.headwater.model.ModelConfig;
import io.headwater.model.TaskModule;
import io.headwater.model.internal.layout.Layout;
import io.headwater.model.internal.layout.TaskArrays.AnswerParameter;
import io.headwater.model.internal.layout.TaskArrays.CopyBias;
import io.headwater.model.internal.layout.TaskArrays.CopyParameter;
import io.headwater.model.internal.layout.TaskArrays.ModuleKind;
import io.headwater.schemas.TaskKind;
import java.util.ArrayList;
import java.util.List;

/** The parameters of task modules, in the order the programs take them. */
public final class ModuleLayout {
  private static final double DEVIATION = 0.02;

  private ModuleLayout() {}

  /**
   * Returns the parameters of a task's module.
   *
   * @throws IllegalArgumentException if the module does not fit the model
   */
  public static List<ParameterSpec> of(ModelConfig config, TaskModule module) {
    return switch (module.kind()) {
      case CLASSIFICATION -> classification(config, module);
      case SUMMARIZATION ->
          config.family().isCausal() ? summarization(config, module) : decoder(config, module);
      case REGRESSION -> regression(config, module);
      case SPAN_EXTRACTION -> spans(config, module);
    };
  }

  /** Returns the module that the programs run for tasks of a kind. */
  public static ModuleKind kind(TaskKind kind) {
    return switch (kind) {
      case CLASSIFICATION -> ModuleKind.CLASSIFICATION;
      case SUMMARIZATION -> ModuleKind.SUMMARIZATION;
      case REGRESSION -> ModuleKind.REGRESSION;
      case SPAN_EXTRACTION -> ModuleKind.SPAN_EXTRACTION;
    };
  }

  private static List<ParameterSpec> classification(ModelConfig config, TaskModule module) {
    int labels = module.labels().size();
    require(module, labels > 0, "labels", labels, "at least 1");
    requireLengths(config, module, module.maxInputTokens());
    String at = "heads." + module.task() + ".";
    Shape shape = new Shape(labels, config.hiddenSize());
    // Each row's seed is its label's name: a label starts the same whenever it is added.
    ParameterSpec.Initial rows = new ParameterSpec.Initial.NormalRows(DEVIATION, module.labels());
    return Layout.list(
        AnswerParameter.class,
        parameter ->
            switch (parameter) {
              case WEIGHT -> new ParameterSpec(at + "weight", shape, rows, true);
              case BIAS -> ParameterSpec.vector(at + "bias", 0, labels);
            });
  }

  private static List<ParameterSpec> regression(ModelConfig config, TaskModule module) {
    return linear(config, module, 1);
  }

  private static List<ParameterSpec> spans(ModelConfig config, TaskModule module) {
    int limit = module.maxTargetTokens();
    require(module, limit > 0, "maxTargetTokens", limit, "at least 1");
    return linear(config, module, 2);
  }

  private static List<ParameterSpec> linear(ModelConfig config, TaskModule module, int outputs) {
    requireLengths(config, module, module.maxInputTokens());
    String at = "heads." + module.task() + ".";
    return Layout.list(
        AnswerParameter.class,
        parameter ->
            switch (parameter) {
              case WEIGHT ->
                  ParameterSpec.matrix(at + "weight", DEVIATION, outputs, config.hiddenSize());
              case BIAS -> ParameterSpec.vector(at + "bias", 0, outputs);
            });
  }

  private static List<ParameterSpec> summarization(ModelConfig config, TaskModule module) {
    int limit = requireTarget(config, module);
    requireLengths(config, module, module.maxInputTokens() + 1L + limit);
    return copy(config, module);
  }

  private static List<ParameterSpec> decoder(ModelConfig config, TaskModule module) {
    int limit = requireTarget(config, module);
    requireLengths(config, module, module.maxInputTokens());
    List<ParameterSpec> specs = new ArrayList<>(copy(config, module));
    specs.addAll(DecoderLayout.of(config, "heads." + module.task() + ".decoder.", limit + 1));
    return List.copyOf(specs);
  }

  /** Checks what a task that writes texts needs, and returns the most tokens of a text. */
  private static int requireTarget(ModelConfig config, TaskModule module) {
    int token = module.taskToken();
    require(
        module,
        token >= 0 && token < config.vocabularySize(),
        "taskToken",
        token,
        "within the vocabulary of " + config.vocabularySize());
    int limit = module.maxTargetTokens();
    require(module, limit > 0, "maxTargetTokens", limit, "at least 1");
    return limit;
  }

  private static List<ParameterSpec> copy(ModelConfig config, TaskModule module) {
    int d = config.hiddenSize();
    int key = Math.max(1, d / 2);
    String at = "heads." + module.task() + ".copy.";
    return Layout.list(
        CopyParameter.class,
        parameter ->
            switch (parameter) {
              case QUERY -> ParameterSpec.matrix(at + "query.weight", DEVIATION, key, d);
              case KEY -> ParameterSpec.matrix(at + "key.weight", DEVIATION, key, d);
              case PREVIOUS_KEY ->
                  ParameterSpec.matrix(at + "previous_key.weight", DEVIATION, key, d);
              case BIASES -> copyBiases(at + "bias");
              case GATE -> ParameterSpec.matrix(at + "gate.weight", DEVIATION, 1, 2L * d);
              case GATE_BIAS -> ParameterSpec.vector(at + "gate.bias", 0, 1);
            });
  }

  private static ParameterSpec copyBiases(String name) {
    List<Float> values =
        Layout.list(
            CopyBias.class,
            bias ->
                switch (bias) {
                  // Copying what followed the last token is likely from the start.
                  case INDUCTION -> 2f;
                  case COVERAGE -> 0f;
                });
    return new ParameterSpec(
        name, new Shape(values.size()), new ParameterSpec.Initial.Values(values), false);
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
