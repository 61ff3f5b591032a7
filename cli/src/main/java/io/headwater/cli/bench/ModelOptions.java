package io.headwater.cli.bench;

import java.util.OptionalInt;
import picocli.CommandLine.Option;

/** What every bench of a model may be told; a mixin of its command. */
final class ModelOptions {
  private static final int LEAST_VOCABULARY = 64;
  private static final String THREADS = "ai.djl.pytorch.num_threads";

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
  private OptionalInt tokens = OptionalInt.empty();

  @Option(
      names = "--threads",
      defaultValue = "0",
      paramLabel = "N",
      description =
          "Threads of one tensor operation; 0 leaves it to the engine (default:"
              + " ${DEFAULT-VALUE}).")
  private int threads;

  @Option(
      names = "--seed",
      defaultValue = "1",
      paramLabel = "SEED",
      description = "Seed of weights and rows (default: ${DEFAULT-VALUE}).")
  private long seed;

  /** Refuses wrong values; to be called before the engine is, which is told the threads here. */
  void check(BenchOutput output) {
    output.require(
        vocabulary >= LEAST_VOCABULARY,
        "--vocabulary is " + vocabulary + " but must be at least " + LEAST_VOCABULARY);
    output.require(
        tokens.isEmpty() || tokens.getAsInt() >= 1,
        "--tokens is " + tokens.orElse(0) + " but must be at least 1");
    output.require(threads >= 0, "--threads is " + threads + " but must be at least 0");
    if (threads > 0) {
      System.setProperty(THREADS, Integer.toString(threads));
    }
  }

  static void checkSize(BenchOutput output, String option, String size) {
    output.require(
        BenchModel.SIZES.contains(size),
        option + " is " + size + " but must be one of " + String.join(", ", BenchModel.SIZES));
  }

  BenchModel of(String size) {
    BenchModel model = BenchModel.of(size, vocabulary);
    return tokens.isPresent() ? model.withTokens(tokens.getAsInt()) : model;
  }

  int threads() {
    return threads;
  }

  long seed() {
    return seed;
  }
}
