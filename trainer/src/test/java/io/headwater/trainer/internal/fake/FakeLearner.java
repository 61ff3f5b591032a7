package io.headwater.trainer.internal.fake;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.headwater.model.ModelConfig;
import io.headwater.model.ModelSizes;
import io.headwater.model.ModelSnapshot;
import io.headwater.model.TaskModule;
import io.headwater.model.learning.Learner;
import io.headwater.model.learning.PendingStep;
import io.headwater.model.learning.StepResult;
import io.headwater.model.learning.StepSettings;
import io.headwater.model.learning.StepTimes;
import io.headwater.model.learning.TaskWeights;
import io.headwater.model.learning.TrainingRow;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A learner without parameters that notes what is asked of it. */
public final class FakeLearner implements Learner {
  private final List<String> calls;
  private final List<TaskModule> tasks = new ArrayList<>();
  private boolean onGpu;
  private int snapshots;

  /**
   * Makes a learner.
   *
   * @param calls takes what is asked of it, and what becomes of its snapshots, as {@code step 3},
   *     {@code await 3} (with the rows of a step), {@code adopt mood}, {@code grow mood [c]},
   *     {@code snapshot 1} and {@code free 1}; safe for use by many threads where snapshots are
   *     closed by another
   */
  public FakeLearner(List<String> calls) {
    this.calls = calls;
  }

  /** From now on nothing is done at once. */
  public void setOnGpu() {
    onGpu = true;
  }

  @Override
  public ModelConfig config() {
    return ModelSizes.tiny(400, 0, 1);
  }

  @Override
  public List<TaskModule> tasks() {
    return List.copyOf(tasks);
  }

  @Override
  public void adopt(TaskModule module, long seed) {
    calls.add("adopt " + module.task());
    tasks.add(module);
  }

  @Override
  public void grow(String task, List<String> labels, long seed) {
    calls.add("grow " + task + " " + labels);
    tasks.replaceAll(
        module -> {
          List<String> all = new ArrayList<>(module.labels());
          all.addAll(labels);
          return module.task().equals(task) ? module.withLabels(all) : module;
        });
  }

  @Override
  public PendingStep begin(List<TrainingRow> rows, StepSettings settings) {
    calls.add("step " + rows.size());
    List<Double> losses = new ArrayList<>(Collections.nCopies(tasks.size(), Double.NaN));
    rows.forEach(row -> losses.set(row.task(), 0.5));
    StepResult result =
        new StepResult(
            losses,
            ((TaskWeights.Given) settings.weights()).weights(),
            2,
            true,
            new StepTimes(0, 0, 0, 0));
    return new PendingStep() {
      @Override
      public boolean isDone() {
        return !onGpu;
      }

      @Override
      public StepResult await() {
        calls.add("await " + rows.size());
        return result;
      }
    };
  }

  @Override
  public List<Double> losses(List<TrainingRow> rows) {
    throw new UnsupportedOperationException("no strategy of these tests asks for losses");
  }

  @Override
  public ModelSnapshot snapshot() {
    snapshots++;
    calls.add("snapshot " + snapshots);
    return snapshot(calls, snapshots);
  }

  /** Returns a snapshot without arrays that notes when it is closed. */
  public static ModelSnapshot snapshot(List<String> calls, int number) {
    NDManager manager =
        (NDManager)
            Proxy.newProxyInstance(
                NDManager.class.getClassLoader(),
                new Class<?>[] {NDManager.class},
                (proxy, method, arguments) -> {
                  if (method.getName().equals("close")) {
                    calls.add("free " + number);
                    return null;
                  }
                  throw new UnsupportedOperationException(method.toString());
                });
    return new ModelSnapshot(manager, new NDList(), new NDList(), new NDList());
  }

  @Override
  public void close() {
    // Nothing is held.
  }
}
