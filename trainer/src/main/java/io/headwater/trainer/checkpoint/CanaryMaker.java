package io.headwater.trainer.checkpoint;

import ai.djl.Device;
import io.headwater.model.ModelConfig;
import io.headwater.model.ModelSnapshot;
import io.headwater.model.TaskModule;
import io.headwater.model.checkpoint.CheckpointManifest.Canary;
import io.headwater.model.inference.Predictor;
import io.headwater.model.inference.Predictors;
import io.headwater.schemas.TaskKind;
import io.headwater.trainer.batch.PreparedRow;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Answers a few recent inputs with a snapshot, so that whoever loads it can prove it whole. */
public final class CanaryMaker {
  private final Device device;
  private final ModelConfig config;

  /** Makes canaries on a device. */
  public CanaryMaker(Device device, ModelConfig config) {
    this.device = device;
    this.config = config;
  }

  /** Returns one canary a row. */
  public List<Canary> canaries(
      ModelSnapshot snapshot, List<TaskModule> tasks, List<PreparedRow> rows) {
    List<Canary> canaries = new ArrayList<>();
    if (rows.isEmpty()) {
      return canaries;
    }
    try (Predictor predictor =
        Predictors.create(device, config, tasks, snapshot.trunk(), snapshot.heads())) {
      for (PreparedRow row : rows) {
        TaskModule task = tasks.get(row.row().task());
        // One input a call: nobody has to know how the others were batched to get the answer.
        List<int[]> input = List.of(row.row().input());
        List<Integer> answer =
            task.kind() == TaskKind.CLASSIFICATION
                ? List.of(predictor.classify(task.task(), input).get(0).label())
                : boxed(predictor.generate(task.task(), input).get(0));
        canaries.add(new Canary(task.task(), boxed(row.row().input()), answer));
      }
    }
    return canaries;
  }

  private static List<Integer> boxed(int[] ids) {
    return Arrays.stream(ids).boxed().toList();
  }
}
