package io.headwater.trainer.internal.assembly;

import io.headwater.model.TaskModule;
import io.headwater.model.learning.RowTarget;
import io.headwater.model.learning.TrainingRow;
import io.headwater.model.serving.InputText;
import io.headwater.model.serving.PassageWindows;
import io.headwater.model.tokenizer.Tokenizer;
import io.headwater.schemas.LabelTarget;
import io.headwater.schemas.LabeledExample;
import io.headwater.schemas.ReferencesTarget;
import io.headwater.schemas.ScoreTarget;
import io.headwater.schemas.SpansTarget;
import java.util.Optional;

/** Turns examples into the rows that a learner takes. */
public final class RowEncoder {
  private final Tokenizer tokenizer;
  private final InputText inputs;

  /** Makes an encoder for a model with the given tokenizer and way to take texts. */
  public RowEncoder(Tokenizer tokenizer, InputText inputs) {
    this.tokenizer = tokenizer;
    this.inputs = inputs;
  }

  /** Returns the row of a valid example; if it has a label, the task module must know the label. */
  public TrainingRow row(AdoptedTask task, LabeledExample example) {
    return reduce(task, example).row(task);
  }

  /** Returns what the row of a valid example needs of it, with tokens in place of texts. */
  ReadExample reduce(AdoptedTask task, LabeledExample example) {
    if (example.getTarget() instanceof SpansTarget spans) {
      return taught(task, example, spans);
    }
    Optional<String> pair = Optional.ofNullable(example.getTextPair());
    int[] input = inputs.encode(example.getText(), pair, task.module().maxInputTokens());
    Optional<String> label = labelOf(example);
    Optional<RowTarget> target =
        label.isPresent() ? Optional.empty() : Optional.of(target(task.module(), example));
    return new ReadExample.Tokenized(label, target, input, (float) example.getWeight());
  }

  private ReadExample taught(AdoptedTask task, LabeledExample example, SpansTarget spans) {
    PassageWindows windows =
        inputs.windows(example.getText(), example.getTextPair(), task.module().maxInputTokens());
    TaughtWindow taught = TaughtWindow.of(windows, spans, example.getId());
    return new ReadExample.Tokenized(
        Optional.empty(),
        Optional.of(taught.target()),
        taught.window().input(),
        (float) example.getWeight());
  }

  /** Returns an example's label, if its target is one. */
  static Optional<String> labelOf(LabeledExample example) {
    return example.getTarget() instanceof LabelTarget target
        ? Optional.of(target.getLabel())
        : Optional.empty();
  }

  private RowTarget target(TaskModule module, LabeledExample example) {
    if (example.getTarget() instanceof ScoreTarget target) {
      return new RowTarget.Score(module.scoreScale().shareOf(target.getScore()));
    }
    String reference = ((ReferencesTarget) example.getTarget()).getReferences().get(0);
    return new RowTarget.Text(tokenizer.encode(reference, module.maxTargetTokens()));
  }
}
