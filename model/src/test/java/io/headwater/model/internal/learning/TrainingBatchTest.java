package io.headwater.model.internal.learning;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.headwater.model.ModelConfig;
import io.headwater.model.TaskModule;
import io.headwater.model.TestModels;
import io.headwater.model.internal.layout.BatchArrays.Packed;
import io.headwater.model.internal.layout.TaskArrays.ModuleKind;
import io.headwater.model.internal.layout.TaskArrays.TaskEntry;
import io.headwater.model.internal.layout.TaskArrays.TaskTarget;
import io.headwater.model.internal.layout.TrainingArrays.PassCall;
import io.headwater.model.internal.network.Staging;
import io.headwater.model.learning.RowTarget;
import io.headwater.model.learning.TrainingRow;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Reads by name what a batch packs. */
class TrainingBatchTest {
  private static final ModelConfig CONFIG = TestModels.config(false, 1);
  private static final List<TaskModule> TASKS =
      List.of(TestModels.TOPIC, TestModels.HEADLINE, TestModels.TONE, TestModels.GRADE);
  private static final int TOPIC = 0;
  private static final int HEADLINE = 1;
  private static final int GRADE = 3;
  private static final int SEGMENT = TaskTarget.values().length;

  @Test
  void shouldTellTheKindAndTheParametersOfPresentTasksOnly() {
    TrainingBatch batch =
        batch(
            row(GRADE, new RowTarget.Score(0.25), 5),
            row(HEADLINE, new RowTarget.Text(new int[] {8}), 6));
    long[] call = batch.call(List.of(100, 110, 120, 130), true);

    assertThat(batch.present()).containsExactly(HEADLINE, GRADE);
    assertThat(call).hasSize(PassCall.TASKS.number() + 2 * TaskEntry.values().length);
    assertThat(call[PassCall.RECOMPUTE.number()]).isEqualTo(1);
    assertThat(entry(call, 0, TaskEntry.KIND)).isEqualTo(ModuleKind.SUMMARIZATION.number());
    assertThat(entry(call, 0, TaskEntry.FIRST_PARAMETER)).isEqualTo(110);
    assertThat(entry(call, 1, TaskEntry.KIND)).isEqualTo(ModuleKind.REGRESSION.number());
    assertThat(entry(call, 1, TaskEntry.FIRST_PARAMETER)).isEqualTo(130);
    assertThat(batch.call(List.of(100, 110, 120, 130), false)[PassCall.RECOMPUTE.number()])
        .isZero();
  }

  @Test
  void shouldAskForALabelAfterEveryTokenAndReportTheLast() {
    TrainingBatch batch =
        batch(
            row(TOPIC, new RowTarget.Label(1), 5, 6, 7, 8), row(TOPIC, new RowTarget.Label(0), 9));
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
      NDList targets = batch.targets(manager, new Staging());

      assertThat(targets).hasSize(SEGMENT);
      assertThat(longs(TaskTarget.POSITIONS, targets)).containsExactly(0, 1, 2, 3, 4);
      assertThat(longs(TaskTarget.ANSWERS, targets)).containsExactly(1, 1, 1, 1, 0);
      assertThat(TaskTarget.REPORTED.in(targets).toFloatArray())
          .containsExactly(0, 0, 0, 0.5f, 0.5f);
      assertThat(TaskTarget.MINIMISED.in(targets).toFloatArray())
          .containsExactly(0.125f, 0.125f, 0.125f, 0.625f, 1);
    }
  }

  @Test
  void shouldAskForTheShareOfAScore() {
    TrainingBatch batch = batch(row(GRADE, new RowTarget.Score(0.25), 5, 6));
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
      NDList targets = batch.targets(manager, new Staging());

      assertThat(TaskTarget.ANSWERS.in(targets).toFloatArray()).containsExactly(0.25f, 0.25f);
    }
  }

  @Test
  void shouldAskForEveryTokenOfATextFromTheOneBeforeIt() {
    int task = TestModels.HEADLINE.taskToken();
    int end = CONFIG.endToken();
    TrainingBatch batch =
        batch(
            row(HEADLINE, new RowTarget.Text(new int[] {11}), 5),
            row(HEADLINE, new RowTarget.Text(new int[] {12, 13}), 6, 7));
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
      NDList targets = batch.targets(manager, new Staging());

      // The longer row is packed first: 6 7 task 12 13, then 5 task 11.
      assertThat(Packed.IDS.in(batch.sequences(manager, new Staging())).toLongArray())
          .containsExactly(6, 7, task, 12, 13, 5, task, 11);
      assertThat(TaskTarget.POSITIONS.in(targets).getShape()).isEqualTo(new Shape(2, 3));
      assertThat(longs(TaskTarget.POSITIONS, targets)).containsExactly(6, 7, 0, 2, 3, 4);
      assertThat(longs(TaskTarget.ANSWERS, targets)).containsExactly(11, end, -2, 12, 13, end);
      assertThat(longs(TaskTarget.BEFORE, targets)).containsExactly(task, 11, -2, task, 12, 13);
      assertThat(longs(TaskTarget.PLACES, targets)).containsExactly(0, 1, 3, 4, 5);
      assertThat(TaskTarget.INPUTS.in(targets).getShape()).isEqualTo(new Shape(2, 2));
      assertThat(longs(TaskTarget.INPUTS, targets)).containsExactly(5, -1, 6, 7);
      assertThat(longs(TaskTarget.INPUT_POSITIONS, targets)).containsExactly(5, 0, 0, 1);
      assertThat(TaskTarget.REPORTED.in(targets).toFloatArray())
          .containsExactly(0.2f, 0.2f, 0.2f, 0.2f, 0.2f)
          .isEqualTo(TaskTarget.MINIMISED.in(targets).toFloatArray());
    }
  }

  /** Only an encoder's input has a frame; decoding copies from a causal trunk's as it is, too. */
  @Test
  void shouldTakeTheInputOfACausalTrunkAsItIs() {
    int end = CONFIG.endToken();
    TrainingBatch batch = batch(row(HEADLINE, new RowTarget.Text(new int[] {11}), 5, end));
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
      assertThat(longs(TaskTarget.INPUTS, batch.targets(manager, new Staging())))
          .containsExactly(5, end);
    }
  }

  private static TrainingBatch batch(TrainingRow... rows) {
    return new TrainingBatch(CONFIG, TASKS, List.of(rows));
  }

  private static TrainingRow row(int task, RowTarget target, int... input) {
    return new TrainingRow(task, input, target, 1);
  }

  private static long[] longs(TaskTarget part, NDList targets) {
    return part.in(targets).toLongArray();
  }

  private static long entry(long[] call, int place, TaskEntry name) {
    return call[PassCall.TASKS.number() + place * TaskEntry.values().length + name.number()];
  }
}
