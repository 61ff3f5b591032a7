package io.headwater.cli.ingest;

import io.headwater.model.serving.InputText;
import io.headwater.model.tokenizer.Tokenizer;
import io.headwater.schemas.LabeledExample;
import io.headwater.schemas.ReferencesTarget;
import io.headwater.schemas.TaskSpec;
import io.headwater.service.terminal.Table;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Counts the tokens of inputs and targets, and the share that would be cut. */
final class TokenLengths {
  /** Longest length told apart; longer texts count as this long. */
  private static final int LONGEST = 8_192;

  private final Tokenizer tokenizer;
  private final long[] inputs = new long[LONGEST + 1];
  private final long[] targets = new long[LONGEST + 1];

  TokenLengths(Tokenizer tokenizer) {
    this.tokenizer = tokenizer;
  }

  void add(LabeledExample example) {
    Optional<String> pair = Optional.ofNullable(example.getTextPair());
    inputs[InputText.causal(tokenizer).encode(example.getText(), pair, LONGEST).length]++;
    if (example.getTarget() instanceof ReferencesTarget target) {
      targets[tokenizer.encode(target.getReferences().get(0), LONGEST).length]++;
    }
  }

  Table table(TaskSpec task) {
    Table table = new Table("tokens", "median", "p95", "most", "cut at", "share cut");
    row(table, "input", inputs, task.getMaxInputTokens());
    if (Arrays.stream(targets).sum() > 0) {
      row(table, "target", targets, task.getMaxTargetTokens());
    }
    return table;
  }

  private static void row(Table table, String name, long[] counts, int limit) {
    long all = Math.max(1, Arrays.stream(counts).sum());
    long cut = Arrays.stream(counts, Math.min(limit + 1, counts.length), counts.length).sum();
    table.row(
        name,
        Integer.toString(quantile(counts, 0.5)),
        Integer.toString(quantile(counts, 0.95)),
        Integer.toString(quantile(counts, 1)),
        Integer.toString(limit),
        String.format(Locale.ROOT, "%.1f %%", 100.0 * cut / all));
  }

  /** Returns the least length that at least the given share of texts does not exceed. */
  private static int quantile(long[] counts, double share) {
    long all = Arrays.stream(counts).sum();
    long seen = 0;
    for (int length = 0; length < counts.length; length++) {
      seen += counts[length];
      if (seen >= share * all) {
        return length;
      }
    }
    return 0;
  }
}
