package io.headwater.bench;

import ai.djl.Device;
import io.headwater.model.Precision;
import io.headwater.service.terminal.Table;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The {@code headwater bench step} command. */
@Command(
    name = "step",
    mixinStandardHelpOptions = true,
    description = {
      "Measures whole training steps against this machine's best square matrix product, round by"
          + " round in one process.",
      "Only the arithmetic that real tokens need counts: nothing for padding, recomputation or"
          + " the optimizer."
    })
final class StepCommand implements Callable<Integer> {
  @Mixin private BenchOutput output;
  @Mixin private ModelOptions model;
  @Mixin private SizesOption size;

  @Option(
      names = "--precision",
      split = ",",
      defaultValue = "fp32",
      paramLabel = "PRECISION",
      description = "Number types to compute in: ${COMPLETION-CANDIDATES} (default: fp32).")
  private List<Precision> precisions;

  @Option(
      names = "--oracle",
      split = ",",
      defaultValue = "small",
      paramLabel = "SIZE",
      description =
          "Sizes measured beside the same network written op by op; none leaves it out (default:"
              + " ${DEFAULT-VALUE}).")
  private List<String> oracle;

  @Option(
      names = "--product",
      split = ",",
      paramLabel = "N",
      description =
          "Rows and columns of the matrices whose product is the measure; the best one counts"
              + " (default: 1024,2048,4096, and 8192 too on a GPU).")
  private List<Integer> products = List.of();

  @Option(
      names = "--rounds",
      defaultValue = "7",
      paramLabel = "N",
      description = "Measurements of each size, taken in turn (default: ${DEFAULT-VALUE}).")
  private int rounds;

  @Override
  public Integer call() throws Exception {
    output.check();
    model.check(output);
    output.requireAtLeast("--rounds", rounds, 1);
    products.forEach(n -> output.requireAtLeast("--product", n, 1));
    size.check(output);
    oracle.stream()
        .filter(name -> !name.equals("none"))
        .forEach(name -> ModelOptions.checkSize(output, "--oracle", name));
    Device device = model.device();
    StepBench bench =
        new StepBench(
            new Rounds(1, rounds),
            device,
            products.isEmpty() ? MatrixRate.sizes(device) : products,
            precisions,
            oracle,
            output::progress);
    StepReport report = new StepReport(model.threads());
    for (String name : size.sizes()) {
      BenchModel measured = model.of(name);
      bench.measure(measured, model.seed(), report);
    }
    print(report);
    output.write(report.figures());
    return 0;
  }

  private void print(StepReport report) {
    Table shapes =
        new Table(
            "size", "parameters", "layers", "width", "vocabulary", "rows", "tokens", "longest");
    for (StepReport.Shape shape : report.shapes()) {
      shapes.row(
          shape.size(),
          "%,d".formatted(shape.parameters()),
          Integer.toString(shape.layers()),
          Integer.toString(shape.width()),
          Integer.toString(shape.vocabulary()),
          number("%.1f", shape.rowsPerStep()),
          number("%.0f", shape.tokensPerStep()),
          Integer.toString(shape.longestRow()));
    }
    shapes.lines().forEach(output::print);
    output.print("");
    List<String> header =
        Arrays.asList(
            "size",
            "precision",
            "tokens/s",
            "GFLOP/s",
            "product",
            "ratio",
            "step ms",
            "forward",
            "backward",
            "optimizer",
            "host",
            "padding");
    Table table = new Table(header);
    for (StepReport.Row row : report.rows()) {
      table.row(
          row.size(),
          row.precision(),
          number("%,.0f", row.tokensPerSecond()),
          number("%.1f", row.flopsPerSecond() / 1e9),
          number("%.1f", row.matmulFlopsPerSecond() / 1e9),
          number("%.3f", row.ratioToMatmul()),
          number("%.1f", row.stepMillis()),
          number("%.1f", row.forwardMillis()),
          number("%.1f", row.backwardMillis()),
          number("%.1f", row.optimizerMillis()),
          number("%.1f", row.hostMillis()),
          number("%.3f", row.paddingShare()));
    }
    table.lines().forEach(output::print);
    for (StepReport.Oracle row : report.oracle()) {
      output.print(
          String.format(
              Locale.ROOT,
              "%s op by op: %,.0f tokens/s; the programs do %.2f times as many",
              row.size(),
              row.tokensPerSecond(),
              row.ratioToOracle()));
    }
  }

  private static String number(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }
}
