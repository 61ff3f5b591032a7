package io.headwater.trainer.internal.assembly;

import io.headwater.model.learning.RowTarget;
import io.headwater.model.learning.TrainingRow;
import io.headwater.schemas.LabeledExample;
import java.util.Optional;

/**
 * A valid example while the labels of its block are counted: no more of it than its row needs,
 * since a text may be thousands of times as long as what is learned of it.
 */
sealed interface ReadExample {
  /** Returns the label, if the target is one. */
  Optional<String> label();

  /** Returns the example's row; if the example has a label, the task module must know it. */
  TrainingRow row(AdoptedTask task);

  /**
   * An example whose texts have become tokens.
   *
   * @param label the label, if the target is one
   * @param target the target, if it is not a label
   * @param input tokens of the input
   * @param weight weight of the row
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared; copying would cost on the hot path
  record Tokenized(Optional<String> label, Optional<RowTarget> target, int[] input, float weight)
      implements ReadExample {
    @Override
    public TrainingRow row(AdoptedTask task) {
      RowTarget known =
          target.orElseGet(() -> new RowTarget.Label(task.labelRows().get(label.orElseThrow())));
      return new TrainingRow(task.index(), input, known, weight);
    }
  }

  /** An example of a task that gets its module only with the labels of this block. */
  record Whole(LabeledExample example, RowEncoder encoder) implements ReadExample {
    @Override
    public Optional<String> label() {
      return RowEncoder.labelOf(example);
    }

    @Override
    public TrainingRow row(AdoptedTask task) {
      return encoder.row(task, example);
    }
  }
}
