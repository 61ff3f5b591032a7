package io.headwater.bench;

import io.headwater.service.terminal.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The {@code headwater bench decode} command. */
@Command(
    name = "decode",
    mixinStandardHelpOptions = true,
    description = {
      "Measures how many tokens per second greedy decoding writes, in batches of several sizes.",
      "The prompts' share of the time is measured by writing a single token."
    })
final class DecodeCommand implements Callable<Integer> {
  @Mixin private BenchOutput output;
  @Mixin private ModelOptions model;
  @Mixin private SizesOption size;

  @Option(
      names = "--rows",
      split = ",",
      defaultValue = "1,4,16",
      paramLabel = "N",
      description = "Texts written at once (default: ${DEFAULT-VALUE}).")
  private List<Integer> rows;

  @Option(
      names = "--length",
      defaultValue = "48",
      paramLabel = "TOKENS",
      description = "Tokens of each text, unless it ends earlier (default: ${DEFAULT-VALUE}).")
  private int length;

  @Option(
      names = "--rounds",
      defaultValue = "5",
      paramLabel = "N",
      description = "Measurements of each, taken in turn (default: ${DEFAULT-VALUE}).")
  private int rounds;

  @Override
  public Integer call() throws Exception {
    output.check();
    model.check(output);
    output.requireAtLeast("--rounds", rounds, 1);
    output.require(
        length >= 2 && length <= DecodeBench.MOST_LENGTH,
        "--length is " + length + " but must be from 2 to " + DecodeBench.MOST_LENGTH);
    rows.forEach(n -> output.requireAtLeast("--rows", n, 1));
    size.check(output);
    DecodeBench bench = new DecodeBench(model.device(), new Rounds(1, rounds), length);
    List<DecodeBench.Row> measured = new ArrayList<>();
    for (String name : size.sizes()) {
      output.progress("Measuring " + name + " ...");
      measured.addAll(bench.measure(model.of(name), rows, model.seed()));
    }
    print(measured);
    output.write(Map.of("length", length, "rows", measured));
    return 0;
  }

  private void print(List<DecodeBench.Row> measured) {
    Table table =
        new Table("size", "texts", "prompt tokens", "prompt ms", "tokens/s", "without prompts");
    for (DecodeBench.Row row : measured) {
      table.row(
          row.size(),
          Integer.toString(row.texts()),
          Long.toString(row.promptTokens()),
          String.format(Locale.ROOT, "%.1f", row.promptMillis()),
          String.format(Locale.ROOT, "%,.0f", row.tokensPerSecond()),
          String.format(Locale.ROOT, "%,.0f", row.decodedTokensPerSecond()));
    }
    table.lines().forEach(output::print);
  }
}
