package io.headwater.bench;

import ai.djl.Device;
import io.headwater.model.hardware.Devices;
import io.headwater.trainer.EngineThreads;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options that all model benches share; a mixin of their commands. */
final class ModelOptions {
  private static final int LEAST_VOCABULARY = 64;

  @Option(
      names = "--vocabulary",
      defaultValue = "8192",
      paramLabel = "TOKENS",
      description = "Tokens of the vocabulary (default: ${DEFAULT-VALUE}).")
  private int vocabulary;

  @Option(
      names = "--tokens",
      paramLabel = "TOKENS",
      description =
          "Most tokens of a step (default: 1024 for tiny, 2048 for small, 4096 for base).")
  private Optional<Integer> tokens = Optional.empty();

  @Option(
      names = "--threads",
      defaultValue = "0",
      paramLabel = "N",
      description =
          "Threads of one tensor operation; 0 leaves it to the engine (default:"
              + " ${DEFAULT-VALUE}).")
  private int threads;

  @Option(
      names = "--device",
      defaultValue = Devices.AUTO,
      paramLabel = "DEVICE",
      description =
          "Where to compute: auto, cpu, gpu:0 and so on; gpu is gpu:0 (default: ${DEFAULT-VALUE}).")
  private String device;

  @Option(
      names = "--seed",
      defaultValue = "1",
      paramLabel = "SEED",
      description = "Seed of weights and rows (default: ${DEFAULT-VALUE}).")
  private long seed;

  /** Checks the values and sets the engine's threads; call this before using the engine. */
  void check(BenchOutput output) {
    output.requireAtLeast("--vocabulary", vocabulary, LEAST_VOCABULARY);
    output.requireAtLeast("--tokens", tokens.orElse(1), 1);
    output.requireAtLeast("--threads", threads, 0);
    output.require(
        Devices.NAMES.allows(device), "--device is " + device + " but must be " + Devices.NAMES);
    EngineThreads.set(threads);
  }

  static void checkSize(BenchOutput output, String option, String size) {
    output.require(
        BenchModel.SIZES.contains(size),
        option + " is " + size + " but must be one of " + String.join(", ", BenchModel.SIZES));
  }

  BenchModel of(String size) {
    BenchModel model = BenchModel.of(size, vocabulary);
    return tokens.map(model::withTokens).orElse(model);
  }

  /**
   * Returns the device to compute on.
   *
   * @throws org.apache.kafka.common.config.ConfigException if there is no such device; the message
   *     is one sentence
   */
  Device device() {
    return Devices.named("--device", device);
  }

  int threads() {
    return threads;
  }

  long seed() {
    return seed;
  }
}
