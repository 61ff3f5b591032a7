package io.headwater.bench;

import io.headwater.cluster.EmbeddedCluster;
import io.headwater.service.terminal.Table;
import io.headwater.trainer.TrainerConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The {@code headwater bench pipeline} command. */
@Command(
    name = "pipeline",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Learns from the demo's text twice, in turn: streamed, by the trainer with broker,"
          + " registry, tokenizer, journal and checkpoints; and from memory, where the same"
          + " batches, made again from the offsets in the journal, go to a learner and nothing"
          + " else.",
      "Losses are compared step by step: both sides learn the same."
    })
final class PipelineBench implements Callable<Integer> {
  private static final int WARM_UP_BLOCKS = 1;

  @Option(
      names = "--size",
      defaultValue = "base",
      description = "Size of the trunk: tiny, small or base. Default: ${DEFAULT-VALUE}.")
  private String size;

  @Option(
      names = "--rounds",
      defaultValue = "3",
      description = "Rounds that count, after one that does not. Default: ${DEFAULT-VALUE}.")
  private int rounds;

  @Option(
      names = "--blocks",
      defaultValue = "0",
      description =
          "Blocks per round, about 11 steps each; 0, the default, is 2 of base, 8 of small and"
              + " 40 of tiny.")
  private int blocks;

  @Option(
      names = {"-s", "--set"},
      paramLabel = "KEY=VALUE",
      description = "Sets a key of the trainer; may be repeated.")
  private Map<String, String> set = new HashMap<>();

  @Mixin private BenchOutput output;

  /**
   * The figures of the bench.
   *
   * @param size size of the trunk
   * @param steps number of timed steps
   * @param tokens number of tokens in these steps, padding not counted
   * @param streamedOverMemory streamed rate divided by the rate from memory, median over the rounds
   * @param streamedTokensPerSecond tokens per second streamed, median over the rounds
   * @param memoryTokensPerSecond tokens per second from memory, median over the rounds
   * @param sameLosses share of all steps whose losses equal those in the journal exactly
   * @param stepMillis median time of an update, streamed
   * @param memoryStepMillis median time of an update, from memory
   * @param computingShare share of the time the step thread computed
   * @param waitingShare share of the time it waited for a batch
   * @param otherShare share of the rest: journal, ends of blocks, pauses for checkpoints
   * @param checkpoints number of versions announced during the timed steps
   * @param checkpointStallMillis longest pause for a checkpoint
   * @param checkpointStallSteps that pause divided by the median time of an update
   * @param busy processor time of each group of threads, as a share of the elapsed time
   */
  record Figures(
      String size,
      int steps,
      long tokens,
      double streamedOverMemory,
      double streamedTokensPerSecond,
      double memoryTokensPerSecond,
      double sameLosses,
      double stepMillis,
      double memoryStepMillis,
      double computingShare,
      double waitingShare,
      double otherShare,
      int checkpoints,
      double checkpointStallMillis,
      double checkpointStallSteps,
      Map<String, Double> busy) {}

  @Override
  public Integer call() throws Exception {
    output.check();
    output.requireAtLeast("--rounds", rounds, 1);
    output.requireAtLeast("--blocks", blocks, 0);
    output.require(
        List.of("tiny", "small", "base").contains(size),
        "--size is '" + size + "' but must be tiny, small or base");
    Map<String, String> settings = TrainerConfig.definition().underTodaysKeys(set);
    settings.put(TrainerConfig.MODEL_SIZE, size);
    Path folder = Files.createTempDirectory("headwater-bench");
    output.progress("Starting a broker, a schema registry and a trainer, reading doc comments...");
    try (EmbeddedCluster cluster = EmbeddedCluster.start(EmbeddedCluster.Options.temporary());
        PipelineStream stream = PipelineStream.start(cluster, folder, settings);
        StepReplay replay = new StepReplay(stream.config(), stream.tasks())) {
      Figures figures = measure(stream, replay);
      print(figures);
      output.write(figures);
      return 0;
    } finally {
      delete(folder);
    }
  }

  private Figures measure(PipelineStream stream, StepReplay replay) throws Exception {
    int perRound = blocks > 0 ? blocks : Map.of("base", 2, "small", 8, "tiny", 40).get(size);
    PipelineTotals totals = new PipelineTotals();
    for (int round = 0; round <= rounds; round++) {
      PipelineStream.Round streamed = stream.round(round == 0 ? WARM_UP_BLOCKS : perRound);
      StepReplay.Outcome replayed =
          replay.run(replay.batches(streamed.steps().stream().map(JournaledStep::step).toList()));
      if (round > 0) {
        totals.add(streamed, replayed);
      } else {
        totals.warmUp(replayed);
      }
      output.progress(
          String.format(
              Locale.ROOT,
              "round %d of %d: %d steps, %,.0f tokens/s streamed, %,.0f from memory",
              round,
              rounds,
              streamed.steps().size(),
              JournaledStep.tokensPerSecond(streamed.steps()),
              JournaledStep.tokensPerSecond(replayed.steps())));
    }
    return totals.figures(size);
  }

  private void print(Figures figures) {
    Table table = new Table("side", "tokens/s", "step ms");
    table.row(
        "streamed",
        String.format(Locale.ROOT, "%,.0f", figures.streamedTokensPerSecond()),
        String.format(Locale.ROOT, "%.1f", figures.stepMillis()));
    table.row(
        "from memory",
        String.format(Locale.ROOT, "%,.0f", figures.memoryTokensPerSecond()),
        String.format(Locale.ROOT, "%.1f", figures.memoryStepMillis()));
    table.lines().forEach(output::print);
    output.print("");
    output.print(
        String.format(
            Locale.ROOT,
            "streamed over memory %.3f; %.0f %% of %d steps have the same losses",
            figures.streamedOverMemory(),
            100 * figures.sameLosses(),
            figures.steps()));
    output.print(
        String.format(
            Locale.ROOT,
            "step thread: %.1f %% computing, %.1f %% waiting, %.1f %% other; %d checkpoints,"
                + " longest pause %.0f ms or %.2f steps",
            100 * figures.computingShare(),
            100 * figures.waitingShare(),
            100 * figures.otherShare(),
            figures.checkpoints(),
            figures.checkpointStallMillis(),
            figures.checkpointStallSteps()));
    List<String> shares = new ArrayList<>();
    new TreeMap<>(figures.busy())
        .forEach(
            (name, share) ->
                shares.add(String.format(Locale.ROOT, "%s %.1f %%", name, 100 * share)));
    output.print("on a processor: " + String.join(", ", shares));
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
