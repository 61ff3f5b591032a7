package io.headwater.bench.learn;

import io.headwater.ingest.fields.ExampleMaker;
import io.headwater.ingest.fields.FieldNames;
import io.headwater.ingest.source.ColumnMapping;
import io.headwater.ingest.source.CsvDialect;
import io.headwater.ingest.source.CsvSource;
import io.headwater.ingest.source.JsonSource;
import io.headwater.ingest.source.QuerySource;
import io.headwater.ingest.source.Row;
import io.headwater.ingest.source.RowSource;
import io.headwater.ingest.source.Rows;
import io.headwater.schemas.LabeledExample;
import io.headwater.schemas.ScoreRange;
import io.headwater.schemas.TaskKind;
import io.headwater.schemas.TaskSpec;
import io.headwater.schemas.contract.Validated;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes tasks of public data sets, from the files as published, each set in a folder of its own.
 *
 * <p>Text files may be compressed.
 */
public final class PublicData {
  private static final Logger LOG = LoggerFactory.getLogger(PublicData.class);

  private static final CsvDialect TSV_ROWS =
      new CsvDialect("\t", Optional.empty(), false, StandardCharsets.UTF_8);
  private static final CsvDialect SEMICOLONS =
      new CsvDialect(";", Optional.empty(), true, StandardCharsets.UTF_8);

  /** Query for lines of the form {@code COARSE:fine text}; text may hold any character. */
  private static final String TREC =
      "SELECT split_part(line, ':', 1) AS label, substr(line, strpos(line, ' ') + 1) AS text FROM"
          + " read_csv('%s', columns = {'line': 'VARCHAR'}, auto_detect = false, header = false,"
          + " delim = chr(1), quote = '', escape = '', encoding = 'latin-1')";

  private static final List<DataSet> SETS =
      List.of(
          new DataSet(
              classes("sst2", 64, "0", "1").build(),
              "SST-2/sentiment-train",
              "SST-2/sentiment-test",
              table(TSV_ROWS, Map.of("text", "1", "label", "2"))),
          new DataSet(
              classes("agnews", 64, "World", "Sports", "Business", "Sci/Tech").build(),
              "AGNews-alps/dev.tsv",
              "AGNews-alps/test.tsv",
              table(TSV_ROWS, Map.of("text", "1", "label", "2"))),
          new DataSet(
              classes("trec", 64, "ABBR", "DESC", "ENTY", "HUM", "LOC", "NUM").build(),
              "TREC/train_5500.label",
              "TREC/TREC_10.label",
              file -> new QuerySource(TREC.formatted(file.replace("'", "''")))),
          new DataSet(
              classes("emotion", 64, "sadness", "joy", "love", "anger", "fear", "surprise").build(),
              "emotion/train.txt",
              "emotion/test.txt",
              table(SEMICOLONS, Map.of("text", "text", "label", "label_name"))),
          new DataSet(
              spec("stsb", TaskKind.REGRESSION, 96).setScoreRange(new ScoreRange(0.0, 5.0)).build(),
              "STS-B/train.tsv",
              "STS-B/dev.tsv",
              table(
                  CsvDialect.TSV,
                  Map.of("text", "sentence1", "text_pair", "sentence2", "score", "score"))),
          new DataSet(
              classes("mrpc", 96, "0", "1").build(),
              "MRPC/msr_paraphrase_train.txt",
              "MRPC/msr_paraphrase_test.txt",
              table(
                  CsvDialect.TSV,
                  Map.of("text", "#1 String", "text_pair", "#2 String", "label", "Quality"))),
          new DataSet(
              spec("tldr", TaskKind.SUMMARIZATION, 128).setMaxTargetTokens(32).build(),
              "SciTLDR-A/train.jsonl",
              "SciTLDR-A/test.jsonl",
              file ->
                  new JsonSource(
                      file,
                      new ColumnMapping(
                          Map.of("text", "source", "summary", "target"), List.of()))));

  /** Opens a file as a source of rows. */
  @FunctionalInterface
  private interface Format {
    RowSource of(String file);
  }

  /** A task and its two files, named without the suffix of a compressed file. */
  private record DataSet(TaskSpec spec, String training, String heldOut, Format format) {}

  private PublicData() {}

  private static TaskSpec.Builder spec(String name, TaskKind kind, int inputTokens) {
    return TaskSpec.newBuilder().setName(name).setKind(kind).setMaxInputTokens(inputTokens);
  }

  private static TaskSpec.Builder classes(String name, int inputTokens, String... labels) {
    return spec(name, TaskKind.CLASSIFICATION, inputTokens).setLabels(List.of(labels));
  }

  private static Format table(CsvDialect dialect, Map<String, String> columns) {
    return file -> new CsvSource(file, dialect, new ColumnMapping(columns, List.of()));
  }

  /**
   * Returns a task for each data set whose two files are in a folder; empty if there are none.
   *
   * @throws IOException if a file cannot be read, or no row of it is an example
   */
  public static List<TaskExamples> read(Path folder, TaskExamples.Limits limits)
      throws IOException {
    List<TaskExamples> tasks = new ArrayList<>();
    for (DataSet set : SETS) {
      Optional<Path> training = file(folder, set.training());
      Optional<Path> heldOut = file(folder, set.heldOut());
      if (training.isPresent() && heldOut.isPresent()) {
        tasks.add(
            TaskExamples.of(
                set.spec(), examples(set, training.get()), examples(set, heldOut.get()), limits));
      }
    }
    return tasks;
  }

  private static Optional<Path> file(Path folder, String name) {
    return List.of(folder.resolve(name + ".gz"), folder.resolve(name)).stream()
        .filter(Files::isRegularFile)
        .findFirst();
  }

  private static List<LabeledExample> examples(DataSet set, Path file) throws IOException {
    RowSource source = set.format().of(file.toString());
    List<LabeledExample> examples = new ArrayList<>();
    List<String> refused = new ArrayList<>();
    ExampleMaker maker = null;
    try (Rows rows = source.open()) {
      for (Optional<Row> row = rows.next(); row.isPresent(); row = rows.next()) {
        if (row.get() instanceof Row.Unreadable unreadable) {
          refused.add(unreadable.rejection().detail());
        } else if (row.get() instanceof Row.Read read) {
          if (maker == null) {
            maker = new ExampleMaker(set.spec(), read.fields().containsKey(FieldNames.TEXT_PAIR));
          }
          Validated<LabeledExample> made = maker.make(read.fields(), () -> Instant.EPOCH);
          if (made instanceof Validated.Accepted<LabeledExample> example) {
            examples.add(example.value());
          } else if (made instanceof Validated.Refused<LabeledExample> refusal) {
            refused.add(refusal.rejection().detail());
          }
        }
      }
    }
    if (examples.isEmpty()) {
      throw new IOException(
          file
              + " has no row that is an example of task "
              + set.spec().getName()
              + refused.stream().findFirst().map(why -> ": " + why).orElse(""));
    }
    if (!refused.isEmpty()) {
      LOG.warn("{}: {} rows are left out, such as: {}", file, refused.size(), refused.get(0));
    }
    return examples;
  }
}
