package io.headwater.ingest.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.headwater.ingest.fields.ExampleMaker;
import io.headwater.ingest.fields.FieldNames;
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
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Loads real files of many makes; the counts are those their makers give. */
class SharedDataTest {
  private static final Path DATA =
      Path.of(System.getProperty("headwater.shared.data", "../../shared/data"));
  private static final CsvDialect TSV_ROWS =
      new CsvDialect("\t", Optional.empty(), false, StandardCharsets.UTF_8);
  private static final CsvDialect CSV_ROWS =
      new CsvDialect(",", Optional.of('"'), false, StandardCharsets.UTF_8);
  private static final CsvDialect SEMICOLONS =
      new CsvDialect(";", Optional.empty(), true, StandardCharsets.UTF_8);
  private static final String TREC =
      "SELECT split_part(line, ' ', 1) AS label, substr(line, strpos(line, ' ') + 1) AS text FROM"
          + " read_csv('%s', columns = {'line': 'VARCHAR'}, auto_detect = false, header = false,"
          + " delim = chr(1), quote = '', escape = '', encoding = 'latin-1')";

  @BeforeAll
  static void shouldHaveTheData() {
    assumeTrue(Files.isDirectory(DATA), "real data is not here: " + DATA.toAbsolutePath());
  }

  static Stream<Arguments> files() {
    return Stream.of(
        rows("SST-2/sentiment-train.gz", 67_349, TSV_ROWS, Map.of("text", "1", "label", "2")),
        rows("SST-2/sentiment-dev.gz", 872, TSV_ROWS, Map.of("text", "1", "label", "2")),
        rows("SST-2/sentiment-test.gz", 1_821, TSV_ROWS, Map.of("text", "1", "label", "2")),
        rows("CoLA/in_domain_train.tsv.gz", 8_551, TSV_ROWS, Map.of("text", "4", "label", "2")),
        rows("MRPC/msr_paraphrase_train.txt.gz", 4_076, CsvDialect.TSV, MRPC),
        rows("MRPC/msr_paraphrase_test.txt.gz", 1_725, CsvDialect.TSV, MRPC),
        rows("RTE/train.tsv.gz", 2_490, CsvDialect.TSV, PAIR),
        rows("QNLI/dev.tsv.gz", 5_463, CsvDialect.TSV, QUESTION),
        rows("STS-B/train.tsv.gz", 5_749, CsvDialect.TSV, SIMILARITY),
        rows("STS-B/dev.tsv.gz", 1_500, CsvDialect.TSV, SIMILARITY),
        rows("AGNews/test.csv.gz", 7_600, CSV_ROWS, Map.of("text", "3", "label", "1")),
        rows("AGNews-alps/dev.tsv.gz", 10_001, TSV_ROWS, Map.of("text", "1", "label", "2")),
        rows("banking77/train.csv.gz", 10_003, CsvDialect.CSV, Map.of("label", "category")),
        rows("banking77/test.csv.gz", 3_080, CsvDialect.CSV, Map.of("label", "category")),
        rows("emotion/train.txt.gz", 16_000, SEMICOLONS, Map.of("label", "label_name")),
        rows("emotion/val.txt.gz", 2_000, SEMICOLONS, Map.of("label", "label_name")),
        rows("AirlineTweets/Tweets.csv.gz", 14_640, CsvDialect.CSV, Map.of("id", "tweet_id")),
        Arguments.of("SciTLDR-A/train.jsonl.gz", 1_992, json("SciTLDR-A/train.jsonl.gz")),
        Arguments.of("SciTLDR-A/test.jsonl.gz", 618, json("SciTLDR-A/test.jsonl.gz")),
        Arguments.of("TREC", 500, query("TREC/TREC_10.label")),
        Arguments.of("TREC", 5_452, query("TREC/train_5500.label.gz")));
  }

  private static final Map<String, String> MRPC =
      Map.of("text", "#1 String", "text_pair", "#2 String", "label", "Quality");
  private static final Map<String, String> PAIR =
      Map.of("text", "sentence1", "text_pair", "sentence2");
  private static final Map<String, String> QUESTION =
      Map.of("text", "question", "text_pair", "sentence");
  private static final Map<String, String> SIMILARITY =
      Map.of("text", "sentence1", "text_pair", "sentence2", "score", "score");

  @ParameterizedTest(name = "{0}")
  @MethodSource("files")
  void shouldMakeAnExampleOfEveryRow(String name, int rows, RowSource source) throws IOException {
    List<Object> refused = new ArrayList<>();
    int made = 0;
    try (Rows cursor = source.open()) {
      for (Optional<Row> row = cursor.next(); row.isPresent(); row = cursor.next()) {
        if (row.get() instanceof Row.Read read
            && maker(read).make(read.fields(), () -> Instant.EPOCH) instanceof Validated.Accepted) {
          made++;
        } else {
          refused.add(row.get());
        }
      }
    }
    assertThat(refused).as(name).isEmpty();
    assertThat(made).as(name).isEqualTo(rows);
  }

  @Test
  void shouldPairArticlesWithTheirSummariesAndRefuseTheOneThatIsNotUtf8() throws IOException {
    ArchiveSource source =
        new ArchiveSource(
            DATA.resolve("BBC-News-Summary/bbc_news_summary.tar.gz"),
            Map.of(
                "text", new EntryPattern("BBC News Summary/News Articles/{topic}/*.txt"),
                "summary", new EntryPattern("BBC News Summary/Summaries/{topic}/*.txt")),
            StandardCharsets.UTF_8);
    Drained rows = Drained.of(source);
    List<Row.Read> refused =
        rows.read().stream()
            .filter(
                row ->
                    maker(row).make(row.fields(), () -> Instant.EPOCH) instanceof Validated.Refused)
            .toList();

    assertThat(rows.read()).hasSize(2_225);
    assertThat(rows.unreadable()).isEmpty();
    assertThat(rows.fields()).extracting(row -> row.get("topic")).contains("sport", "tech");
    assertThat(refused)
        .singleElement()
        .extracting(row -> row.location().within())
        .asString()
        .endsWith("sport/199.txt");
  }

  private static ExampleMaker maker(Row.Read row) {
    TaskSpec.Builder task = TaskSpec.newBuilder().setName("any");
    boolean pairs = row.fields().containsKey(FieldNames.TEXT_PAIR);
    return switch (FieldNames.kindOf(row.fields().keySet()).orElseThrow()) {
      case REGRESSION ->
          new ExampleMaker(
              task.setKind(TaskKind.REGRESSION).setScoreRange(new ScoreRange(0.0, 5.0)).build(),
              pairs);
      case SUMMARIZATION -> new ExampleMaker(task.setKind(TaskKind.SUMMARIZATION).build(), pairs);
      default ->
          new ExampleMaker(
              task.setKind(TaskKind.CLASSIFICATION).setOpenLabels(true).build(), pairs);
    };
  }

  private static Arguments rows(
      String file, int rows, CsvDialect dialect, Map<String, String> columns) {
    return Arguments.of(
        file,
        rows,
        new CsvSource(
            DATA.resolve(file).toString(), dialect, new ColumnMapping(columns, List.of())));
  }

  private static JsonSource json(String file) {
    return new JsonSource(
        DATA.resolve(file).toString(),
        new ColumnMapping(Map.of("text", "source", "summary", "target"), List.of("title")));
  }

  private static QuerySource query(String file) {
    return new QuerySource(TREC.formatted(DATA.resolve(file)));
  }
}
