package io.headwater.bench;

import io.headwater.cluster.EmbeddedCluster;
import io.headwater.service.terminal.Table;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The {@code headwater bench ingest} command. */
@Command(
    name = "ingest",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Sends the same records through a raw byte producer and through the parts of 'headwater"
          + " ingest', in turn, to the same topic with the same settings; a broker and a"
          + " registry run beside it.",
      "raw: ready-made bytes. producer: ready-made examples, checked and encoded. ingest: rows"
          + " in memory, also made into examples. file: rows also read from JSON lines."
    })
final class IngestBench implements Callable<Integer> {
  private static final int WARM_UP = 2;

  @Option(
      names = "--records",
      defaultValue = "100000",
      description = "Records per round. Default: ${DEFAULT-VALUE}.")
  private int records;

  @Option(
      names = "--rounds",
      defaultValue = "15",
      description = "Rounds that count, after 2 that do not. Default: ${DEFAULT-VALUE}.")
  private int rounds;

  @Option(
      names = "--labels",
      defaultValue = "8",
      description = "Labels of the task. Default: ${DEFAULT-VALUE}.")
  private int labels;

  @Option(
      names = "--content-ids",
      description = "Rows have no ids: each id is made of the row's content, by SHA-256.")
  private boolean contentIds;

  @Mixin private BenchOutput output;

  /**
   * Figures of one way to send.
   *
   * @param recordsPerSecond records per second, median over the rounds
   * @param megabytesPerSecond megabytes of keys and values per second, before compression
   * @param overRaw rate divided by the raw producer's, median over the rounds
   */
  record Way(double recordsPerSecond, double megabytesPerSecond, double overRaw) {}

  /**
   * The figures of the bench.
   *
   * @param records number of records in a round
   * @param bytesPerRecord mean bytes of a key and its value
   * @param labels number of labels of the task
   * @param contentIds whether ids were made from the content
   * @param rounds number of rounds that counted
   * @param ingestOverRaw rate of rows in memory divided by that of ready bytes
   * @param fileOverRaw rate of rows from a file divided by that of ready bytes
   * @param producerOverRaw rate of ready examples divided by that of ready bytes
   * @param ways figures of each way, by name
   */
  record Figures(
      int records,
      double bytesPerRecord,
      int labels,
      boolean contentIds,
      int rounds,
      double ingestOverRaw,
      double fileOverRaw,
      double producerOverRaw,
      Map<String, Way> ways) {}

  @Override
  public Integer call() throws Exception {
    output.check();
    output.requireAtLeast("--records", records, 1);
    output.requireAtLeast("--rounds", rounds, 1);
    output.requireAtLeast("--labels", labels, 1);
    Path file = Files.createTempFile("headwater-bench", ".jsonl");
    output.progress("Starting a broker and a schema registry, reading doc comments...");
    try (EmbeddedCluster cluster = EmbeddedCluster.start(EmbeddedCluster.Options.temporary());
        IngestWays ways =
            IngestWays.open(cluster, BenchRows.read(records, labels, contentIds), file)) {
      output.progress(
          String.format(
              Locale.ROOT,
              "%,d records of %,.0f bytes; %d rounds...",
              records,
              ways.bytesPerRecord(),
              WARM_UP + rounds));
      Figures figures = figures(ways, new Rounds(WARM_UP, rounds).measure(ways.all()));
      table(figures).lines().forEach(output::print);
      output.write(figures);
      return 0;
    } finally {
      Files.deleteIfExists(file);
    }
  }

  private Figures figures(IngestWays ways, Map<String, Samples> measured) {
    Samples raw = measured.get(IngestWays.RAW);
    Map<String, Way> figures = new LinkedHashMap<>();
    measured.forEach(
        (name, samples) ->
            figures.put(
                name,
                new Way(
                    samples.median(),
                    samples.median() * ways.bytesPerRecord() / 1e6,
                    samples.over(raw))));
    return new Figures(
        records,
        ways.bytesPerRecord(),
        labels,
        contentIds,
        rounds,
        figures.get(IngestWays.INGEST).overRaw(),
        figures.get(IngestWays.FILE).overRaw(),
        figures.get(IngestWays.PRODUCER).overRaw(),
        figures);
  }

  private static Table table(Figures figures) {
    Table table = new Table("way", "records/s", "MB/s", "over raw");
    figures
        .ways()
        .forEach(
            (name, way) ->
                table.row(
                    List.of(
                        name,
                        String.format(Locale.ROOT, "%,.0f", way.recordsPerSecond()),
                        String.format(Locale.ROOT, "%.1f", way.megabytesPerSecond()),
                        String.format(Locale.ROOT, "%.2f", way.overRaw()))));
    return table;
  }
}
