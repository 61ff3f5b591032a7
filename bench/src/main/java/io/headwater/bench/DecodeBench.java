package io.headwater.bench;

import ai.djl.Device;
import io.headwater.model.ModelConfig;
import io.headwater.model.ModelSnapshot;
import io.headwater.model.TaskModule;
import io.headwater.model.inference.Predictor;
import io.headwater.model.inference.Predictors;
import io.headwater.model.learning.ComputeSettings;
import io.headwater.model.learning.Learner;
import io.headwater.model.learning.Learners;
import io.headwater.model.learning.OptimizerSettings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Measures greedy decoding of an untrained model, which emits an end token only once in thousands.
 */
final class DecodeBench {
  /** Tokens of the longest text that the smallest size can write after its longest input. */
  static final int MOST_LENGTH = 192;

  /**
   * Figures of one model size and batch size.
   *
   * @param size name of the model's size
   * @param texts number of texts written at once
   * @param promptTokens total tokens of their inputs
   * @param promptMillis time to read the inputs and write one token each
   * @param tokensPerSecond tokens written per second, reading the prompts included
   * @param decodedTokensPerSecond tokens written per second after the first, without the prompts
   */
  record Row(
      String size,
      int texts,
      long promptTokens,
      double promptMillis,
      double tokensPerSecond,
      double decodedTokensPerSecond) {}

  private final Device device;
  private final Rounds rounds;
  private final int length;

  DecodeBench(Device device, Rounds rounds, int length) {
    this.device = device;
    this.rounds = rounds;
    this.length = length;
  }

  List<Row> measure(BenchModel model, List<Integer> batches, long seed) throws Exception {
    ModelConfig config = model.config();
    TaskModule task = BenchModel.writing(length);
    try (ModelSnapshot snapshot = snapshot(config, task, seed);
        Predictor whole = predictor(config, task, snapshot);
        Predictor first = predictor(config, BenchModel.writing(1), snapshot)) {
      List<Row> rows = new ArrayList<>();
      for (int texts : batches) {
        List<int[]> inputs =
            new DrawnRows(List.of(task), config.vocabularySize(), seed).inputs(0, texts);
        long written = written(whole, task, inputs);
        Map<String, Rounds.Contender> contenders = new LinkedHashMap<>();
        contenders.put("whole", () -> seconds(whole, task, inputs));
        contenders.put("first", () -> seconds(first, task, inputs));
        Map<String, Samples> samples = rounds.measure(contenders);
        double all = samples.get("whole").median();
        double prompt = samples.get("first").median();
        rows.add(
            new Row(
                model.size(),
                texts,
                inputs.stream().mapToLong(input -> input.length + 1L).sum(),
                1e3 * prompt,
                written / all,
                (written - texts) / (all - prompt)));
      }
      return rows;
    }
  }

  private ModelSnapshot snapshot(ModelConfig config, TaskModule task, long seed) {
    try (Learner learner =
        Learners.create(
            ComputeSettings.on(device), config, OptimizerSettings.AdamW.DEFAULT, seed)) {
      learner.adopt(task, seed);
      return learner.snapshot();
    }
  }

  private Predictor predictor(ModelConfig config, TaskModule task, ModelSnapshot snapshot) {
    return Predictors.create(device, config, List.of(task), snapshot.trunk(), snapshot.modules());
  }

  /** Returns the number of tokens the model writes for inputs, end tokens included. */
  private long written(Predictor predictor, TaskModule task, List<int[]> inputs) {
    return predictor.generate(task.task(), inputs).stream()
        .mapToLong(text -> Math.min(length, text.tokens().length + 1))
        .sum();
  }

  private static double seconds(Predictor predictor, TaskModule task, List<int[]> inputs) {
    long start = System.nanoTime();
    predictor.generate(task.task(), inputs);
    return (System.nanoTime() - start) / 1e9;
  }
}
