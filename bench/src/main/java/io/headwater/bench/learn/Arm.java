package io.headwater.bench.learn;

import io.headwater.trainer.OptimizerConfig;
import io.headwater.trainer.TrainerConfig;
import io.headwater.trainer.WeightingConfig;
import java.util.HashMap;
import java.util.Map;

/**
 * A way to learn: what two runs of the same seed may differ in.
 *
 * @param weighting name of the weighting strategy
 * @param optimizer name of the optimizer
 * @param rate its learning rate after warm-up
 * @param feed what is learned
 */
public record Arm(String weighting, String optimizer, double rate, StreamScope feed) {

  /** Returns the arm that the trainer's settings make where all tasks are learned. */
  static Arm of(Map<String, String> settings) {
    TrainerConfig config = new TrainerConfig(settings);
    return new Arm(
        config.getString(WeightingConfig.STRATEGY),
        config.getString(OptimizerConfig.OPTIMIZER),
        Double.parseDouble(config.optimizer().heeded().get(OptimizerConfig.LEARNING_RATE)),
        StreamScope.ALL);
  }

  /** Returns the arm with another strategy. */
  Arm weighing(String strategy) {
    return new Arm(strategy, optimizer, rate, feed);
  }

  /** Returns the arm with another optimizer. */
  Arm optimizing(String name, double learningRate) {
    return new Arm(weighting, name, learningRate, feed);
  }

  /** Returns the arm with another part of the stream. */
  Arm fed(StreamScope part) {
    return new Arm(weighting, optimizer, rate, part);
  }

  /** Returns the trainer's configuration of a run of this arm. */
  TrainerConfig config(Map<String, String> settings, long seed) {
    Map<String, String> all = new HashMap<>(settings);
    all.put(WeightingConfig.STRATEGY, weighting);
    all.put(OptimizerConfig.OPTIMIZER, optimizer);
    all.put(OptimizerConfig.LEARNING_RATE, Double.toString(rate));
    all.put(TrainerConfig.SEED, Long.toString(seed));
    return new TrainerConfig(all);
  }

  @Override
  public String toString() {
    return switch (feed.part()) {
      case ALL -> "%s, %s at %s".formatted(weighting, optimizer, rate);
      case ALONE -> feed.task() + " alone";
      case SHARED -> feed.task() + " alone, same examples";
    };
  }
}
