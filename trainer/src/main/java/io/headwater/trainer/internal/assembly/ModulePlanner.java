package io.headwater.trainer.internal.assembly;

import io.headwater.model.ModelConfig;
import io.headwater.model.NoAnswer;
import io.headwater.model.ScoreScale;
import io.headwater.model.TaskModule;
import io.headwater.model.tokenizer.SpecialTokens;
import io.headwater.model.tokenizer.TextFrame;
import io.headwater.model.tokenizer.Tokenizer;
import io.headwater.schemas.TaskKind;
import io.headwater.schemas.TaskSpec;
import java.util.List;

/** Decides which task module a specified task gets. */
public final class ModulePlanner {
  private static final int NO_TOKEN = -1;

  /** Least tokens of an input of two texts: room for both within their frame. */
  private static final int LEAST_FRAMED = 8;

  private final ModelConfig config;
  private final Tokenizer tokenizer;

  /** The outcome of planning a task module. */
  public sealed interface Plan {
    /**
     * The module to adopt.
     *
     * @param module the module
     */
    record Module(TaskModule module) implements Plan {}

    /** The task gets its module when the first label of its open set is added. */
    record AwaitsLabels() implements Plan {}

    /**
     * The task cannot be learned.
     *
     * @param reason why it cannot be learned, in one sentence
     */
    record Refused(String reason) implements Plan {}
  }

  /** Makes a planner for a model. */
  public ModulePlanner(ModelConfig config, Tokenizer tokenizer) {
    this.config = config;
    this.tokenizer = tokenizer;
  }

  /** Plans the module of a task, given the modules that the model already has. */
  public Plan plan(TaskSpec spec, List<TaskModule> existing) {
    if (!config.family().isCausal()) {
      return ofEncoder(spec);
    }
    if (spec.getMaxInputTokens() + spec.getMaxTargetTokens() + 1 > config.maxPositions()) {
      return new Plan.Refused(
          "maxInputTokens and maxTargetTokens are "
              + spec.getMaxInputTokens()
              + " and "
              + spec.getMaxTargetTokens()
              + " but must together be less than the model's "
              + config.maxPositions()
              + " positions");
    }
    return switch (spec.getKind()) {
      case CLASSIFICATION, REGRESSION -> answer(spec);
      case SUMMARIZATION -> generation(spec, existing);
      case SPAN_EXTRACTION ->
          spec.getMaxInputTokens() < LEAST_FRAMED
              ? new Plan.Refused(
                  "maxInputTokens is %d but must be at least %d: room for question and passage"
                      .formatted(spec.getMaxInputTokens(), LEAST_FRAMED))
              : answer(spec);
    };
  }

  private Plan ofEncoder(TaskSpec spec) {
    int limit = spec.getMaxInputTokens();
    if (limit < LEAST_FRAMED || limit > config.maxPositions()) {
      return new Plan.Refused(
          "maxInputTokens is %d but must be from %d to %d, the positions of the model"
              .formatted(limit, LEAST_FRAMED, config.maxPositions()));
    }
    return switch (spec.getKind()) {
      case CLASSIFICATION, REGRESSION, SPAN_EXTRACTION -> answer(spec);
      case SUMMARIZATION -> module(spec, startToken());
    };
  }

  /** Returns the token that a decoder's texts start with: the one that inputs start with. */
  private int startToken() {
    List<Integer> before = TextFrame.of(tokenizer.json()).single().before();
    return before.isEmpty() ? config.endToken() : before.get(0);
  }

  private static Plan answer(TaskSpec spec) {
    boolean awaits = spec.getKind() == TaskKind.CLASSIFICATION && spec.getLabels().isEmpty();
    return awaits ? new Plan.AwaitsLabels() : module(spec, NO_TOKEN);
  }

  private Plan generation(TaskSpec spec, List<TaskModule> existing) {
    long index = existing.stream().filter(m -> m.kind() == TaskKind.SUMMARIZATION).count();
    if (index >= SpecialTokens.TASKS) {
      return new Plan.Refused("all " + SpecialTokens.TASKS + " task tokens are taken");
    }
    try {
      return module(spec, tokenizer.idOf(SpecialTokens.task((int) index)));
    } catch (IllegalArgumentException e) {
      return new Plan.Refused(e.getMessage());
    }
  }

  private static Plan module(TaskSpec spec, int taskToken) {
    return new Plan.Module(
        new TaskModule(
            spec.getName(),
            spec.getKind(),
            spec.getLabels(),
            taskToken,
            spec.getMaxInputTokens(),
            spec.getMaxTargetTokens(),
            scale(spec),
            new NoAnswer(spec.getUnanswerable(), spec.getNoAnswerThreshold())));
  }

  private static ScoreScale scale(TaskSpec spec) {
    return spec.getKind() == TaskKind.REGRESSION
        ? new ScoreScale(spec.getScoreRange().getMinimum(), spec.getScoreRange().getMaximum())
        : ScoreScale.UNIT;
  }
}
