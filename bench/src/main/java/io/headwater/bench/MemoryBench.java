package io.headwater.bench;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import io.headwater.model.learning.ComputeSettings;
import io.headwater.model.learning.Learner;
import io.headwater.model.learning.Learners;
import io.headwater.model.learning.OptimizerSettings;
import io.headwater.model.learning.StepSettings;
import io.headwater.model.learning.TaskWeights;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;

/** Trains on batches of changing shapes and reads the memory use from time to time. */
final class MemoryBench {
  /** The step after which memory should not grow. */
  static final int SETTLED = 200;

  private static final List<Integer> READ_AFTER = List.of(50, SETTLED, 500, 1000, 2000);
  private static final double RATE = 1e-4;

  /** Number of live pieces of 64 KiB: more than fit into the collector's survivor space. */
  private static final int LIVING = 256;

  private final Device device;
  private final BenchModel model;
  private final Consumer<String> progress;

  MemoryBench(Device device, BenchModel model, Consumer<String> progress) {
    this.device = device;
    this.model = model;
    this.progress = progress;
  }

  MemoryReport measure(int steps, long seed) {
    List<MemoryReport.Reading> readings = new ArrayList<>();
    DrawnRows rows = new DrawnRows(BenchModel.tasks(), model.config().vocabularySize(), seed);
    try (NDManager manager = NDManager.newBaseManager(device, "PyTorch");
        Learner learner =
            Learners.create(
                ComputeSettings.on(device),
                model.config(),
                OptimizerSettings.AdamW.DEFAULT,
                seed)) {
      BenchModel.tasks().forEach(task -> learner.adopt(task, seed));
      List<Double> weights = Collections.nCopies(learner.tasks().size(), 1.0);
      StepSettings settings = new StepSettings(RATE, 1, new TaskWeights.Given(weights), seed);
      fillYoungGeneration();
      for (int step = 1; step <= steps; step++) {
        learner.step(rows.irregular(model.tokens()), settings);
        if (READ_AFTER.contains(step) || step == steps) {
          readings.add(read(step, manager));
          progress.accept("Step " + step + " of " + steps);
        }
      }
    }
    boolean malloc = System.getenv().keySet().stream().anyMatch(PlainMemoryRun::isSetting);
    return new MemoryReport(model.size(), steps, malloc, List.copyOf(readings));
  }

  /**
   * Allocates objects, some of which live for a while, until a few collections have run.
   *
   * <p>The virtual machine takes memory for new objects piece by piece and then reuses it; taken
   * before the first reading, it does not look like growth.
   */
  private static void fillYoungGeneration() {
    byte[][] living = new byte[LIVING][];
    long until = collections() + 3;
    for (int i = 0; collections() < until; i++) {
      living[i % LIVING] = new byte[1 << 16];
    }
    Arrays.fill(living, null); // the array is old, and would keep them alive when dead itself
  }

  private static long collections() {
    return ManagementFactory.getGarbageCollectorMXBeans().stream()
        .mapToLong(GarbageCollectorMXBean::getCollectionCount)
        .sum();
  }

  private static MemoryReport.Reading read(int step, NDManager manager) {
    MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
    // The parent is the root of all managers, and counts the arrays of all of them.
    int arrays = manager.getParentManager().getManagedArrays().size();
    return new MemoryReport.Reading(
        step, ResidentMemory.bytes().orElse(-1), heap.getCommitted(), heap.getUsed(), arrays);
  }
}
