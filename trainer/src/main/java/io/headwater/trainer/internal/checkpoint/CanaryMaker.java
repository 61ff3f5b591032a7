package io.headwater.trainer.internal.checkpoint;

import ai.djl.Device;
import io.headwater.model.ModelConfig;
import io.headwater.model.ModelSnapshot;
import io.headwater.model.TaskModule;
import io.headwater.model.checkpoint.CheckpointManifest.Canary;
import io.headwater.model.inference.Predictor;
import io.headwater.model.inference.Predictors;
import io.headwater.model.serving.Canaries;
import io.headwater.trainer.internal.batch.PreparedRow;
import java.util.ArrayList;
import java.util.List;

/** Records a snapshot's loss on a few recent rows, so that loaders can verify the checkpoint. */
public final class CanaryMaker {
  private final Device device;
  private final ModelConfig config;

  /** Makes a maker that computes canaries on the given device. */
  public CanaryMaker(Device device, ModelConfig config) {
    this.device = device;
    this.config = config;
  }

  /** Returns one canary per row. */
  public List<Canary> canaries(
      ModelSnapshot snapshot, List<TaskModule> tasks, List<PreparedRow> rows) {
    List<Canary> canaries = new ArrayList<>();
    if (rows.isEmpty()) {
      return canaries;
    }
    try (Predictor predictor = Predictors.create(device, config, tasks, snapshot)) {
      for (PreparedRow row : rows) {
        TaskModule task = tasks.get(row.row().task());
        canaries.add(
            Canaries.record(predictor, task.task(), row.row().input(), row.row().target()));
      }
    }
    return canaries;
  }
}
