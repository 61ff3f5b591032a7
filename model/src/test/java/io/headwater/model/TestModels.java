package io.headwater.model;

import io.headwater.model.TrunkFamily.AttentionBias;
import io.headwater.model.learning.RowTarget;
import io.headwater.model.learning.TrainingRow;
import io.headwater.schemas.TaskKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Small models and rows for tests. */
public final class TestModels {
  /** A classification task of three labels. */
  public static final TaskModule TOPIC =
      new TaskModule("topic", TaskKind.CLASSIFICATION, List.of("a", "b", "c"), -1, 12, 0);

  /** A summarization task. */
  public static final TaskModule HEADLINE =
      new TaskModule("headline", TaskKind.SUMMARIZATION, List.of(), 2, 12, 14);

  /** A second classification task. */
  public static final TaskModule TONE =
      new TaskModule("tone", TaskKind.CLASSIFICATION, List.of("good", "bad"), -1, 12, 0);

  /** A regression task with scores from 1 to 6. */
  public static final TaskModule GRADE =
      new TaskModule("grade", TaskKind.REGRESSION, List.of(), -1, 12, 0, new ScoreScale(1, 6));

  /** A span task whose passages may hold no answer. */
  public static final TaskModule ANSWER =
      new TaskModule(
          "answer",
          TaskKind.SPAN_EXTRACTION,
          List.of(),
          -1,
          12,
          4,
          ScoreScale.UNIT,
          new NoAnswer(true, 0));

  private static final int FIRST_WORD = 4;

  private TestModels() {}

  /** Returns a model of two layers, of vocabulary 50, with shared key-value heads. */
  public static ModelConfig config(boolean tied, int multiplier) {
    return new ModelConfig(50, 16, 24, 2, 4, 2, 32, 10_000, 1e-5, tied, multiplier, 0, 1);
  }

  /** Returns shapes as folders from elsewhere have them: biases, scaled positions, wide heads. */
  public static List<ModelConfig> foreign() {
    return List.of(
        foreign(
            TrunkFamily.LLAMA,
            AttentionBias.ALL,
            new RotaryPositions(100, new RotaryPositions.Scaling.Llama3(8, 1, 4, 32))),
        foreign(
            TrunkFamily.QWEN2,
            AttentionBias.INPUTS,
            new RotaryPositions(10_000, new RotaryPositions.Scaling.Linear(3))),
        foreign(TrunkFamily.MISTRAL, AttentionBias.NONE, RotaryPositions.unscaled(1e6)),
        foreign(TrunkFamily.QWEN3, AttentionBias.NONE, RotaryPositions.unscaled(1e6)),
        foreign(TrunkFamily.QWEN3, AttentionBias.ALL, RotaryPositions.unscaled(1e4)));
  }

  /** Returns a model of the GPT-2 layout, of vocabulary 50. */
  public static ModelConfig gpt2(boolean tied, int multiplier) {
    return new ModelConfig(
        50,
        16,
        24,
        2,
        4,
        4,
        4,
        32,
        Optional.empty(),
        1e-5,
        tied,
        multiplier,
        0,
        1,
        TrunkFamily.GPT2,
        AttentionBias.ALL,
        Activation.GELU_TANH,
        0,
        Pooling.LAST);
  }

  /** Returns an encoder of the BERT layout, of vocabulary 50, with two token types. */
  public static ModelConfig encoder(Pooling pooling, Activation activation) {
    return encoder(TrunkFamily.BERT, 2, pooling, activation);
  }

  /** Returns an encoder of a family, of vocabulary 50. */
  public static ModelConfig encoder(
      TrunkFamily family, int tokenTypes, Pooling pooling, Activation activation) {
    return new ModelConfig(
        50,
        16,
        24,
        2,
        4,
        4,
        4,
        32,
        Optional.empty(),
        1e-12,
        true,
        1,
        0,
        1,
        family,
        AttentionBias.ALL,
        activation,
        tokenTypes,
        pooling);
  }

  /**
   * Returns rows for an encoder: those of {@link #rows}, whose inputs end with the end token, and
   * every other one of which has a second text.
   */
  public static List<TrainingRow> framed(
      List<TaskModule> tasks, ModelConfig config, int count, long seed) {
    List<TrainingRow> rows = new ArrayList<>();
    for (TrainingRow row : rows(tasks, config, count, seed)) {
      int[] input = row.input().clone();
      if (input.length > 2 && rows.size() % 2 == 0) {
        input[input.length / 2] = config.endToken();
      }
      if (input.length > 1) {
        input[input.length - 1] = config.endToken();
      }
      rows.add(new TrainingRow(row.task(), input, row.target(), row.weight()));
    }
    return rows;
  }

  /**
   * Returns rows for an encoder that writes texts: those of {@link #rows}, whose inputs stand
   * between the token that headlines start with and the end token.
   */
  public static List<TrainingRow> enclosed(
      List<TaskModule> tasks, ModelConfig config, int count, long seed) {
    List<TrainingRow> rows = new ArrayList<>();
    for (TrainingRow row : rows(tasks, config, count, seed)) {
      int length = Math.min(row.input().length, tasks.get(row.task()).maxInputTokens() - 2);
      int[] input = new int[length + 2];
      input[0] = HEADLINE.taskToken();
      System.arraycopy(row.input(), 0, input, 1, length);
      input[length + 1] = config.endToken();
      rows.add(new TrainingRow(row.task(), input, row.target(), row.weight()));
    }
    return rows;
  }

  private static ModelConfig foreign(
      TrunkFamily family, AttentionBias bias, RotaryPositions rotary) {
    return new ModelConfig(50, 16, 24, 2, 4, 2, 6, 32, rotary, 1e-5, false, 16, 0, 1, family, bias);
  }

  /**
   * Returns rows whose answers follow from their inputs: the label is the first token modulo the
   * number of labels, the share the first token modulo six in fifths, the target the first tokens
   * of the input, the right spans those of the passage's tokens that are divisible by seven.
   */
  public static List<TrainingRow> rows(
      List<TaskModule> tasks, ModelConfig config, int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<TrainingRow> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int index = i % tasks.size();
      TaskModule task = tasks.get(index);
      int[] input = words(random, 1 + random.nextInt(task.maxInputTokens()), config);
      if (task.kind() == TaskKind.CLASSIFICATION) {
        int label = input[0] % task.labels().size();
        rows.add(new TrainingRow(index, input, new RowTarget.Label(label), 1f));
      } else if (task.kind() == TaskKind.REGRESSION) {
        double share = input[0] % 6 / 5d;
        rows.add(new TrainingRow(index, input, new RowTarget.Score(share), 1f));
      } else if (task.kind() == TaskKind.SPAN_EXTRACTION) {
        int first = 1 + random.nextInt(Math.min(4, input.length));
        rows.add(new TrainingRow(index, input, sevenths(input, first), 1f));
      } else {
        int length = Math.min(input.length, 1 + random.nextInt(task.maxTargetTokens()));
        int[] target = IntStream.range(0, length).map(j -> input[j]).toArray();
        rows.add(new TrainingRow(index, input, new RowTarget.Text(target), 1f));
      }
    }
    return rows;
  }

  private static RowTarget.Spans sevenths(int[] input, int first) {
    int tokens = input.length - first;
    List<TokenSpan> spans =
        IntStream.range(0, tokens)
            .filter(token -> input[first + token] % 7 == 0)
            .mapToObj(token -> new TokenSpan(token, token))
            .toList();
    return new RowTarget.Spans(new PassagePlaces(0, first, tokens), spans);
  }

  /** Returns random words. */
  public static int[] words(SplittableRandom random, int length, ModelConfig config) {
    return random.ints(length, FIRST_WORD, config.vocabularySize()).toArray();
  }
}
