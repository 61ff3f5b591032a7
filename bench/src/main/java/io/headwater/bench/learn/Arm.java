package io.headwater.bench.learn;

import io.headwater.trainer.OptimizerConfig;
import io.headwater.trainer.TrainerConfig;
import io.headwater.trainer.WeightingConfig;
import java.util.HashMap;
import java.util.Map;

/**
 * A way to learn: the settings in which two runs of the same seed may differ.
 *
 * @param weighting name of the weighting strategy
 * @param optimizer name of the optimizer
 * @param rate the optimizer's learning rate after warm-up
 * @param feed the part of the stream that is learned
 */
public record Arm(String weighting, String optimizer, double rate, StreamScope feed) {

  /** Returns the arm that the trainer's settings describe, learning all tasks. */
  static Arm of(Map<String, String> settings) {
    TrainerConfig config = new TrainerConfig(settings);
    return new Arm(
        config.getString(WeightingConfig.STRATEGY),
        config.getString(OptimizerConfig.OPTIMIZER),
        Double.parseDouble(config.optimizer().heeded().get(OptimizerConfig.LEARNING_RATE)),
        StreamScope.ALL);
  }

  /** Returns this arm with another weighting strategy. */
  Arm weighing(String strategy) {
    return new Arm(strategy, optimizer, rate, feed);
  }

  /** Returns this arm with another optimizer and learning rate. */
  Arm optimizing(String name, double learningRate) {
    return new Arm(weighting, name, learningRate, feed);
  }

  /** Returns this arm with another part of the stream. */
  Arm fed(StreamScope part) {
    return new Arm(weighting, optimizer, rate, part);
  }

  /** Returns the trainer's configuration for a run of this arm. */
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
