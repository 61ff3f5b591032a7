package io.headwater.bench;

import ai.djl.Device;
import io.headwater.model.ModelConfig;
import io.headwater.model.ModelSnapshot;
import io.headwater.model.Precision;
import io.headwater.model.TaskModule;
import io.headwater.model.internal.reference.ReferenceLearner;
import io.headwater.model.internal.reference.StepWork;
import io.headwater.model.learning.ComputeSettings;
import io.headwater.model.learning.Learner;
import io.headwater.model.learning.Learners;
import io.headwater.model.learning.OptimizerSettings;
import io.headwater.model.learning.TrainingRow;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/** Measures steps of a size, alternating with matrix products and with op-by-op steps. */
final class StepBench {
  private static final int BATCHES = 8;
  private static final double ORACLE_RATE = 1e-4;
  private static final OptimizerSettings.AdamW ADAMW = OptimizerSettings.AdamW.DEFAULT;
  private static final String ORACLE = "op by op";

  private final Rounds rounds;
  private final Device device;
  private final List<Integer> products;
  private final List<Precision> precisions;
  private final List<String> oracle;
  private final Consumer<String> progress;

  /**
   * Makes a bench.
   *
   * @param products sizes of the matrices to multiply
   * @param oracle names of the model sizes that are also measured op by op
   */
  StepBench(
      Rounds rounds,
      Device device,
      List<Integer> products,
      List<Precision> precisions,
      List<String> oracle,
      Consumer<String> progress) {
    this.rounds = rounds;
    this.device = device;
    this.products = products;
    this.precisions = precisions;
    this.oracle = oracle;
    this.progress = progress;
  }

  /** Measures a model and adds the figures to a report. */
  void measure(BenchModel model, long seed, StepReport report) throws Exception {
    List<TaskModule> tasks = BenchModel.tasks();
    ModelConfig config = model.config();
    List<List<TrainingRow>> batches =
        new DrawnRows(tasks, config.vocabularySize(), seed).batches(BATCHES, model.tokens());
    report.add(shape(model, batches));
    progress.accept("Measuring " + model.size() + " ...");
    Deque<AutoCloseable> open = new ArrayDeque<>();
    try {
      Map<String, Rounds.Contender> contenders = new LinkedHashMap<>();
      Map<Precision, MatrixRate> rates = new LinkedHashMap<>();
      Map<Precision, StepRun> steps = new LinkedHashMap<>();
      for (Precision precision : precisions) {
        MatrixRate product = new MatrixRate(device, products, precision);
        open.push(product);
        rates.put(precision, product);
        contenders.put("product " + precision, product::measure);
        Learner learner = learner(config, tasks, precision, seed);
        open.push(learner);
        steps.put(precision, new StepRun(learner, batches));
        steps.get(precision).warmUp();
        contenders.put("step " + precision, steps.get(precision));
      }
      if (oracle.contains(model.size()) && precisions.contains(Precision.FP32)) {
        ReferenceLearner reference = reference(config, tasks, seed);
        open.push(reference);
        contenders.put(ORACLE, new OracleRun(reference, batches, tasks.size()));
      }
      Map<String, Samples> samples = rounds.measure(contenders);
      for (Precision precision : precisions) {
        report.add(
            row(
                model.size(),
                precision,
                samples.get("product " + precision),
                rates.get(precision).best(),
                samples.get("step " + precision),
                counted(steps.get(precision))));
      }
      if (samples.containsKey(ORACLE)) {
        Samples own = samples.get(ORACLE);
        List<Double> ours =
            counted(steps.get(Precision.FP32)).stream()
                .map(StepRun.Round::tokensPerSecond)
                .toList();
        report.add(new StepReport.Oracle(model.size(), own.median(), new Samples(ours).over(own)));
      }
    } finally {
      while (!open.isEmpty()) {
        open.pop().close();
      }
    }
  }

  private List<StepRun.Round> counted(StepRun run) {
    return run.rounds().subList(rounds.warmUp(), rounds.warmUp() + rounds.counted());
  }

  private Learner learner(
      ModelConfig config, List<TaskModule> tasks, Precision precision, long seed) {
    ComputeSettings compute =
        new ComputeSettings(device, precision, Integer.MAX_VALUE, Integer.MAX_VALUE);
    Learner learner = Learners.create(compute, config, ADAMW, seed);
    tasks.forEach(task -> learner.adopt(task, seed));
    return learner;
  }

  private ReferenceLearner reference(ModelConfig config, List<TaskModule> tasks, long seed) {
    try (Learner start = learner(config, tasks, Precision.FP32, seed);
        ModelSnapshot snapshot = start.snapshot()) {
      return new ReferenceLearner(device, config, tasks, snapshot, ADAMW, ORACLE_RATE);
    }
  }

  private static StepReport.Shape shape(BenchModel model, List<List<TrainingRow>> batches) {
    StepWork work =
        StepRun.works(model.config(), BenchModel.tasks(), batches).stream()
            .reduce(StepWork.NONE, StepWork::plus);
    int[] lengths =
        batches.stream().flatMap(List::stream).mapToInt(TrainingRow::tokens).sorted().toArray();
    return new StepReport.Shape(
        model.size(),
        model.parameters(),
        model.config().layers(),
        model.config().hiddenSize(),
        model.config().vocabularySize(),
        (double) lengths.length / batches.size(),
        (double) work.tokens() / batches.size(),
        lengths[lengths.length / 2],
        lengths[lengths.length - 1],
        (double) work.targets() / work.tokens());
  }

  private static StepReport.Row row(
      String size,
      Precision precision,
      Samples product,
      double bestProduct,
      Samples step,
      List<StepRun.Round> counted) {
    StepRun.Round all = StepRun.sum(counted);
    double millis = 1e-6 / all.steps();
    return new StepReport.Row(
        size,
        precision.name().toLowerCase(Locale.ROOT),
        step.over(product),
        new Samples(counted.stream().map(StepRun.Round::tokensPerSecond).toList()).median(),
        step.median(),
        product.median(),
        bestProduct,
        all.nanos() * millis,
        all.times().forward() * millis,
        all.times().backward() * millis,
        all.times().optimizer() * millis,
        all.times().host() * millis,
        all.work().paddingShare(),
        step.values(),
        product.values());
  }
}
