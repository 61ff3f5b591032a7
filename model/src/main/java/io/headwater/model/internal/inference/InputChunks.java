package io.headwater.model.internal.inference;

import io.headwater.model.ModelConfig;
import io.headwater.model.TaskModule;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Cuts many inputs into batches of similar length, given by the inputs' indices. */
final class InputChunks {
  private InputChunks() {}

  /** Returns batches of at most {@code most} tokens; a longer input is a batch of its own. */
  static List<List<Integer>> byTokens(List<int[]> inputs, int most) {
    List<List<Integer>> chunks = new ArrayList<>();
    int tokens = most;
    for (int index : sorted(inputs)) {
      int length = inputs.get(index).length;
      if (chunks.isEmpty() || tokens + length > most) {
        chunks.add(new ArrayList<>());
        tokens = 0;
      }
      chunks.get(chunks.size() - 1).add(index);
      tokens += length;
    }
    return chunks;
  }

  /** Returns batches of at most {@code most} inputs. */
  static List<List<Integer>> byRows(List<int[]> inputs, int most) {
    List<Integer> order = sorted(inputs);
    List<List<Integer>> chunks = new ArrayList<>();
    for (int from = 0; from < order.size(); from += most) {
      chunks.add(order.subList(from, Math.min(order.size(), from + most)));
    }
    return chunks;
  }

  private static List<Integer> sorted(List<int[]> inputs) {
    return IntStream.range(0, inputs.size())
        .boxed()
        .sorted(Comparator.comparing(index -> inputs.get(index).length))
        .toList();
  }

  /**
   * Checks inputs.
   *
   * @throws IllegalArgumentException if one is empty, too long, or has a token that is not in the
   *     vocabulary
   */
  static void check(ModelConfig config, TaskModule module, List<int[]> inputs) {
    for (int i = 0; i < inputs.size(); i++) {
      int[] input = inputs.get(i);
      require(
          input.length > 0 && input.length <= module.maxInputTokens(),
          i,
          "length is " + input.length + " but must be from 1 to " + module.maxInputTokens());
      for (int token : input) {
        require(
            token >= 0 && token < config.vocabularySize(),
            i,
            "token is " + token + " but must be from 0 to " + (config.vocabularySize() - 1));
      }
    }
  }

  private static void require(boolean holds, int index, String problem) {
    if (!holds) {
      throw new IllegalArgumentException("Input " + index + ": " + problem);
    }
  }
}
