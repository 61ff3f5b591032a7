package io.headwater.bench;

import io.headwater.service.terminal.Table;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The {@code headwater bench memory} command. */
@Command(
    name = "memory",
    mixinStandardHelpOptions = true,
    description = {
      "Trains on batches that all differ in shape, and reports how much of the process is in"
          + " main memory meanwhile.",
      "Growth between step 200 and the end is a leak, or memory in pieces too small to reuse."
    })
final class MemoryCommand implements Callable<Integer> {
  /** Which settings of the native memory allocator the bench runs with. */
  enum Malloc {
    /** The settings in the environment; {@code ./headwater} sets some. */
    INHERITED,
    /** The C library's defaults: the bench runs in a child process without such settings. */
    DEFAULT
  }

  @Mixin private BenchOutput output;
  @Mixin private ModelOptions model;

  @Option(
      names = "--size",
      defaultValue = "tiny",
      paramLabel = "SIZE",
      description = "Size to train: tiny, small, base (default: ${DEFAULT-VALUE}).")
  private String size;

  @Option(
      names = "--steps",
      defaultValue = "2000",
      paramLabel = "N",
      description = "Steps, more than 200 (default: ${DEFAULT-VALUE}).")
  private int steps;

  @Option(
      names = "--malloc",
      defaultValue = "inherited",
      paramLabel = "SETTINGS",
      description =
          "inherited keeps the environment's settings for the C library's memory, default runs"
              + " without them (default: ${DEFAULT-VALUE}).")
  private Malloc malloc;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    output.check();
    model.check(output);
    ModelOptions.checkSize(output, "--size", size);
    output.require(
        steps > MemoryBench.SETTLED,
        "--steps is " + steps + " but must be more than " + MemoryBench.SETTLED);
    if (malloc == Malloc.DEFAULT) {
      return PlainMemoryRun.of(
          spec.root().userObject().getClass(),
          spec.root().commandLine().getParseResult().originalArgs());
    }
    MemoryBench bench = new MemoryBench(model.device(), model.of(size), output::progress);
    MemoryReport report = bench.measure(steps, model.seed());
    print(report);
    output.write(report);
    return 0;
  }

  private void print(MemoryReport report) {
    Table table = new Table("step", "resident MB", "heap MB", "used", "arrays");
    for (MemoryReport.Reading reading : report.readings()) {
      table.row(
          Integer.toString(reading.step()),
          reading.residentBytes() < 0 ? "not available" : megabytes(reading.residentBytes()),
          megabytes(reading.heapBytes()),
          megabytes(reading.heapUsedBytes()),
          Integer.toString(reading.arrays()));
    }
    List<String> lines = table.lines();
    lines.forEach(output::print);
    report.growth().ifPresent(growth -> print("Resident", growth));
    report.growthBesideHeap().ifPresent(growth -> print("Resident less the heap", growth));
  }

  private void print(String memory, double growth) {
    output.print(
        String.format(
            Locale.ROOT,
            "%s after %d steps over that after %d: %.3f",
            memory,
            steps,
            MemoryBench.SETTLED,
            growth));
  }

  private static String megabytes(long bytes) {
    return String.format(Locale.ROOT, "%.1f", bytes / 1e6);
  }
}
