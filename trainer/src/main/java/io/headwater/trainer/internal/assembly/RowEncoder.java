package io.headwater.trainer.internal.assembly;

import io.headwater.model.TaskModule;
import io.headwater.model.learning.RowTarget;
import io.headwater.model.learning.TrainingRow;
import io.headwater.model.serving.InputText;
import io.headwater.model.tokenizer.Tokenizer;
import io.headwater.schemas.LabelTarget;
import io.headwater.schemas.LabeledExample;
import io.headwater.schemas.ReferencesTarget;
import io.headwater.schemas.ScoreTarget;
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
    TaskModule module = task.module();
    Optional<String> pair = Optional.ofNullable(example.getTextPair());
    int[] input = inputs.encode(example.getText(), pair, module.maxInputTokens());
    return new TrainingRow(task.index(), input, target(task, example), (float) example.getWeight());
  }

  private RowTarget target(AdoptedTask task, LabeledExample example) {
    if (example.getTarget() instanceof LabelTarget target) {
      return new RowTarget.Label(task.labelRows().get(target.getLabel()));
    }
    TaskModule module = task.module();
    if (example.getTarget() instanceof ScoreTarget target) {
      return new RowTarget.Score(module.scoreScale().shareOf(target.getScore()));
    }
    String reference = ((ReferencesTarget) example.getTarget()).getReferences().get(0);
    return new RowTarget.Text(tokenizer.encode(reference, module.maxTargetTokens()));
  }
}
