package io.headwater.schemas.contract;

import io.headwater.schemas.LabelTarget;
import io.headwater.schemas.LabeledExample;
import io.headwater.schemas.ReferencesTarget;
import io.headwater.schemas.ScoreRange;
import io.headwater.schemas.ScoreTarget;
import io.headwater.schemas.Span;
import io.headwater.schemas.SpansTarget;
import io.headwater.schemas.TaskKind;
import io.headwater.schemas.TaskSpec;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Rules that a task's examples must keep beyond their schema; safe for use by many threads. */
public final class ExampleRules {
  /**
   * Most characters of an id; limited because answers and the journal repeat it beside much else.
   */
  public static final int LONGEST_ID = 1_000;

  private final TaskSpec task;
  private final Set<String> labels;

  /** Makes the rules of a task; its specification must not change afterwards. */
  public ExampleRules(TaskSpec task) {
    this.task = task;
    // Not Set.copyOf: its set divides at each look-up, and every example needs one.
    this.labels = new HashSet<>(task.getLabels());
  }

  /** Returns the task's specification. */
  public TaskSpec task() {
    return task;
  }

  /** Returns the first fault of an example; empty if it may be trained on. */
  public Optional<Rejection> check(LabeledExample example) {
    if (!task.getName().equals(example.getTask())) {
      return rejected(
          RejectionReason.TASK_MISMATCH, "task", example.getTask(), "'" + task.getName() + "'");
    }
    if (Texts.isBlank(example.getId())) {
      return rejected(RejectionReason.BLANK_ID, "id", example.getId(), "not blank");
    }
    if (example.getId().length() > LONGEST_ID) {
      return Optional.of(
          new Rejection(
              RejectionReason.TOO_LARGE,
              "id has "
                  + example.getId().length()
                  + " characters but must have at most "
                  + LONGEST_ID));
    }
    if (Texts.isBlank(example.getText())) {
      return rejected(RejectionReason.BLANK_TEXT, "text", example.getText(), "not blank");
    }
    if (!Weights.isAllowed(example.getWeight())) {
      return rejected(RejectionReason.BAD_WEIGHT, "weight", example.getWeight(), Weights.ALLOWED);
    }
    return checkTarget(example);
  }

  /** Returns the rejection of a label for which an open set has no room. */
  public static Rejection labelBeyondCap(TaskSpec task, String label) {
    return new Rejection(
        RejectionReason.LABEL_CAP_REACHED,
        "label is "
            + Excerpt.of(label)
            + " but must be one of those the model knows: the task's labelCap "
            + task.getLabelCap()
            + " is reached");
  }

  /**
   * Returns the fault of a question that comes without the passage its task needs: such a question
   * can neither be learned from nor answered.
   *
   * @param passage the second text, if there is one
   */
  public static Optional<Rejection> passageFault(TaskKind kind, Optional<String> passage) {
    return kind == TaskKind.SPAN_EXTRACTION && passage.filter(text -> !text.isBlank()).isEmpty()
        ? rejected(
            RejectionReason.NO_PASSAGE,
            "textPair",
            passage.orElse("absent"),
            "the passage to find the answer in")
        : Optional.empty();
  }

  private Optional<Rejection> checkTarget(LabeledExample example) {
    Object target = example.getTarget();
    return switch (task.getKind()) {
      case CLASSIFICATION ->
          target instanceof LabelTarget label ? checkLabel(label) : wrongType(target);
      case REGRESSION ->
          target instanceof ScoreTarget score ? checkScore(score) : wrongType(target);
      case SUMMARIZATION ->
          target instanceof ReferencesTarget references
              ? checkReferences(references)
              : wrongType(target);
      case SPAN_EXTRACTION ->
          target instanceof SpansTarget spans
              ? passageFault(task.getKind(), Optional.ofNullable(example.getTextPair()))
                  .or(() -> checkSpans(example.getTextPair(), spans))
              : wrongType(target);
    };
  }

  private Optional<Rejection> checkLabel(LabelTarget target) {
    String label = target.getLabel();
    if (Texts.isBlank(label)) {
      return rejected(RejectionReason.BLANK_LABEL, "label", label, "not blank");
    }
    if (label.length() > TaskRules.LONGEST_LABEL) {
      return rejected(
          RejectionReason.LABEL_TOO_LONG,
          "label",
          label,
          "at most " + TaskRules.LONGEST_LABEL + " characters");
    }
    return task.getOpenLabels() || labels.contains(label)
        ? Optional.empty()
        : rejected(
            RejectionReason.LABEL_NOT_IN_SET,
            "label",
            label,
            "one of " + Excerpt.of(task.getLabels()));
  }

  private Optional<Rejection> checkScore(ScoreTarget target) {
    double score = target.getScore();
    ScoreRange range = task.getScoreRange();
    if (!Double.isFinite(score)) {
      return rejected(RejectionReason.SCORE_OUT_OF_RANGE, "score", score, "finite");
    }
    return range == null || (score >= range.getMinimum() && score <= range.getMaximum())
        ? Optional.empty()
        : rejected(
            RejectionReason.SCORE_OUT_OF_RANGE,
            "score",
            score,
            "from " + range.getMinimum() + " to " + range.getMaximum());
  }

  private static Optional<Rejection> checkReferences(ReferencesTarget target) {
    List<String> references = target.getReferences();
    if (references.isEmpty()) {
      return rejected(RejectionReason.NO_REFERENCE, "references", references, "at least one");
    }
    return references.stream().anyMatch(Texts::isBlank)
        ? rejected(RejectionReason.BLANK_REFERENCE, "references", references, "not blank")
        : Optional.empty();
  }

  private Optional<Rejection> checkSpans(String passage, SpansTarget target) {
    if (target.getSpans().isEmpty() && !task.getUnanswerable()) {
      return rejected(
          RejectionReason.NO_SPAN,
          "spans",
          target.getSpans(),
          "at least one, unless the task is unanswerable");
    }
    int length = passage.codePointCount(0, passage.length());
    for (Span span : target.getSpans()) {
      if (span.getStart() < 0 || span.getStart() >= span.getEnd() || span.getEnd() > length) {
        return rejected(
            RejectionReason.SPAN_OUTSIDE_TEXT,
            "span",
            span.getStart() + " to " + span.getEnd(),
            "not empty and within the passage's " + length + " characters");
      }
    }
    return Optional.empty();
  }

  private Optional<Rejection> wrongType(Object target) {
    return rejected(
        RejectionReason.WRONG_TARGET_TYPE,
        "target",
        target.getClass().getSimpleName(),
        "that of kind " + task.getKind());
  }

  private static Optional<Rejection> rejected(
      RejectionReason reason, String field, Object value, String allowed) {
    return Optional.of(Rejection.of(reason, field, value, allowed));
  }
}
