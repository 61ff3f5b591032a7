package io.headwater.bench;

import io.headwater.model.ModelConfig;
import io.headwater.model.ModelSizes;
import io.headwater.model.ScoreScale;
import io.headwater.model.TaskModule;
import io.headwater.schemas.TaskKind;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A model the benches measure: one of the named sizes, with four tasks.
 *
 * @param size name of the size
 * @param config shape of the model
 * @param tokens number of tokens in a step at most, padding not counted
 */
record BenchModel(String size, ModelConfig config, int tokens) {
  /** Names of the sizes, the smallest first. */
  static final List<String> SIZES = List.of("tiny", "small", "base");

  /** Token ids below this one are reserved: padding, end, start of a summary. */
  static final int FIRST_WORD = 3;

  static final int SUMMARY_TOKEN = 2;

  private static final int MOST_INPUT = 256;
  private static final int MOST_TARGET = 48;

  /** Returns a size with its default number of tokens per step. */
  static BenchModel of(String size, int vocabulary) {
    int tokens =
        switch (size) {
          case "tiny" -> 1024;
          case "small" -> 2048;
          default -> 4096;
        };
    return new BenchModel(size, ModelSizes.named(size, vocabulary, 0, 1), tokens);
  }

  BenchModel withTokens(int most) {
    return new BenchModel(size, config, most);
  }

  /** Returns the tasks: two classifications, one regression, one summarization. */
  static List<TaskModule> tasks() {
    return List.of(labelling("topic", 20), labelling("tone", 3), scoring(), writing(MOST_TARGET));
  }

  /** Returns the summarization task with another limit of target tokens. */
  static TaskModule writing(int limit) {
    return new TaskModule(
        "headline", TaskKind.SUMMARIZATION, List.of(), SUMMARY_TOKEN, MOST_INPUT, limit);
  }

  private static TaskModule labelling(String name, int count) {
    List<String> labels = IntStream.range(0, count).mapToObj(i -> name + i).toList();
    return new TaskModule(name, TaskKind.CLASSIFICATION, labels, -1, MOST_INPUT, 0);
  }

  private static TaskModule scoring() {
    ScoreScale stars = new ScoreScale(1, 5);
    return new TaskModule("grade", TaskKind.REGRESSION, List.of(), -1, MOST_INPUT, 0, stars);
  }

  /** Returns the number of weights of the trunk, embeddings included. */
  long parameters() {
    long d = config.hiddenSize();
    long heads = (long) config.headSize() * (2L * config.heads() + 2L * config.keyValueHeads());
    long layer = d * (heads + 3L * config.intermediateSize()) + 2 * d;
    return config.layers() * layer + d + 2 * d * config.vocabularySize();
  }
}
