package io.headwater.cli.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.headwater.cli.Headwater;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class ScoreCommandTest {
  private static final String SCORES =
      """
      {"prediction": 2, "score": 1}
      {"prediction": 2.5, "score": 2}
      {"prediction": 3, "score": 4}
      {"prediction": 5, "score": 3}
      """;

  @TempDir Path folder;

  private final StringWriter output = new StringWriter();
  private final StringWriter errors = new StringWriter();

  @Test
  void shouldPrintTheMetricsOfAKind() throws IOException {
    assertThat(run("--kind", "regression", "--samples", "0", write("s.jsonl", SCORES))).isZero();

    // scipy.stats.pearsonr and spearmanr of ([1, 2, 4, 3], [2, 2.5, 3, 5])
    assertThat(output.toString().lines())
        .containsExactly(
            "4 examples",
            "metric     value",
            "pearson   0.5400",
            "spearman  0.8000",
            "mse       1.5625",
            "mae       1.1250");
  }

  @Test
  void shouldWriteJsonWithIntervalsThatASeedRepeats() throws IOException {
    String file = write("s.jsonl", SCORES);
    JsonNode first = report("--kind", "regression", "--confidence", "0.9", file);
    JsonNode again = report("--kind", "regression", "--confidence", "0.9", file);
    JsonNode other = report("--kind", "regression", "--confidence", "0.9", "--seed", "2", file);

    assertThat(again).isEqualTo(first).isNotEqualTo(other);
    assertThat(first.get("kind").textValue()).isEqualTo("regression");
    assertThat(first.get("examples").intValue()).isEqualTo(4);
    assertThat(first.get("samples").intValue()).isEqualTo(1000);
    JsonNode error = first.get("metrics").get("mae");
    assertThat(error.get("value").doubleValue()).isCloseTo(1.125, within(1e-15));
    assertThat(error.get("lower").doubleValue()).isBetween(0.5, 1.125);
    assertThat(error.get("upper").doubleValue()).isBetween(1.125, 2.0);
    assertThat(output.toString()).contains("90% from");
  }

  @Test
  void shouldSayNoneWhereAMetricIsUndefined() throws IOException {
    String constant = "{\"prediction\": 1, \"score\": 1}\n{\"prediction\": 1, \"score\": 2}\n";
    JsonNode report = report("--kind", "regression", write("c.jsonl", constant));

    assertThat(output.toString()).containsPattern("pearson +none\\R");
    assertThat(report.get("metrics").get("pearson").get("value").isNull()).isTrue();
    assertThat(report.get("metrics").get("mse").get("value").doubleValue()).isEqualTo(0.5);
  }

  @Test
  void shouldScoreTwoTextsLineByLine() throws IOException {
    JsonNode report =
        report(
            "--kind",
            "summarization",
            "--metrics",
            "rouge1,rougeLsum",
            "--references",
            write("r.txt", "returns lists of maps\nnothing\n"),
            "--predictions",
            write("p.txt", "return a list\n\n"));

    // rouge_score: "return" and "list" of three and of four words, then nothing
    double expected = 2 * (2 / 3.0) * 0.5 / (2 / 3.0 + 0.5) / 2;
    JsonNode metrics = report.get("metrics");
    assertThat(metrics).hasSize(2);
    assertThat(metrics.get("rouge1").get("value").doubleValue()).isCloseTo(expected, within(1e-15));
    assertThat(metrics.get("rougeLsum").get("value").doubleValue())
        .isCloseTo(expected, within(1e-15));
  }

  @Test
  void shouldCompareWordsAsTheyAreWithoutStemmer() throws IOException {
    String file = write("t.jsonl", "{\"prediction\": \"returns\", \"reference\": \"returned\"}");
    String[] stemmed = {"--kind", "summarization", file};
    String[] unstemmed = {"--kind", "summarization", "--no-stemmer", file};

    assertThat(value(report(stemmed), "rouge1")).isEqualTo(1);
    assertThat(value(report(unstemmed), "rouge1")).isZero();
  }

  @Test
  void shouldScoreClassesAndAnswers() throws IOException {
    String classes =
        """
        {"prediction": "a", "label": "a"}
        {"prediction": "a", "label": "b"}
        {"prediction": "c", "references": ["c"]}
        """;
    JsonNode report = report("--kind", "classification", write("l.jsonl", classes));
    assertThat(value(report, "accuracy")).isCloseTo(2 / 3.0, within(1e-15));
    // f1_score(["a","b","c"], ["a","a","c"], average="macro"): (2/3 + 0 + 1) / 3
    assertThat(value(report, "macroF1")).isCloseTo(5 / 9.0, within(1e-15));

    String answers =
        """
        {"prediction": "The Broncos!", "references": ["Denver", "broncos"]}
        {"prediction": "in 1999", "reference": "1999"}
        """;
    report = report("--kind", "span", write("a.jsonl", answers));
    assertThat(value(report, "exactMatch")).isEqualTo(0.5);
    assertThat(value(report, "f1")).isCloseTo((1 + 2 / 3.0) / 2, within(1e-15));
  }

  @Test
  void shouldFailWithTheLineThatIsWrong() throws IOException {
    String file = write("bad.jsonl", SCORES + "{\"prediction\": \"high\", \"score\": 3}\n");
    assertThat(run("--kind", "regression", file)).isEqualTo(CommandLine.ExitCode.SOFTWARE);
    assertThat(errors.toString())
        .contains("bad.jsonl, line 5: prediction is 'high' but must be a number")
        .doesNotContain("\tat ");
  }

  @Test
  void shouldFailWhereThereIsNothingToScore() throws IOException {
    assertThat(run("--kind", "span", write("empty.jsonl", "\n")))
        .isEqualTo(CommandLine.ExitCode.SOFTWARE);
    assertThat(errors.toString()).contains("empty.jsonl holds nothing to score");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "rows.jsonl, --kind",
        "--kind=ranking rows.jsonl, ranking",
        "--kind=classification, one FILE or both",
        "--kind=regression --metrics=accuracy rows.jsonl, --metrics is 'accuracy' but must be"
            + " among",
        "--kind=regression --references=a, one FILE or both",
        "--kind=regression --references=a --predictions=b rows.jsonl, one FILE or both",
        "--kind=regression --references=- --predictions=-, must be two files",
        "--kind=regression --samples=-1 rows.jsonl, --samples is -1 but must be at least 0",
        "--kind=regression --confidence=1 rows.jsonl, --confidence is 1.0 but must be above 0",
        "--kind=regression no-such-file.jsonl, no-such-file.jsonl is not a file",
      })
  void shouldRefuseWrongUsageInOneSentence(String line, String sentence) {
    assertThat(run(line.split(" "))).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(errors.toString()).contains(sentence).doesNotContain("\tat ");
  }

  @Test
  void shouldTakeLabelsThatAreNumbersAsIngestDoes() throws IOException {
    String file = write("l.jsonl", "{\"prediction\": 1.0, \"label\": 1}\n");

    assertThat(run("--kind", "classification", "--samples", "0", file)).isZero();
    assertThat(output.toString()).containsPattern("accuracy +1.0000");
  }

  @Test
  void shouldSayWhereRougeSeesNoWords() throws IOException {
    String file = write("t.jsonl", "{\"prediction\": \"今天天气\", \"reference\": \"今天天气\"}\n");

    assertThat(run("--kind", "summarization", "--samples", "0", file)).isZero();
    assertThat(output.toString())
        .containsPattern("rougeL +0.0000")
        .contains("1 have references without a word that ROUGE sees");

    assertThat(run("--kind=summarization", "--samples=0", "--rouge-tokenizer=unicode", file))
        .isZero();
    assertThat(output.toString()).containsPattern("rougeL +1.0000");
  }

  private int run(String... arguments) {
    CommandLine command = Headwater.commandLine();
    command.setOut(new PrintWriter(output, true));
    command.setErr(new PrintWriter(errors, true));
    String[] all = new String[arguments.length + 1];
    all[0] = "score";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    return command.execute(all);
  }

  private JsonNode report(String... arguments) throws IOException {
    Path file = folder.resolve("report.json");
    String[] all = Arrays.copyOf(arguments, arguments.length + 2);
    all[arguments.length] = "--report";
    all[arguments.length + 1] = file.toString();
    assertThat(run(all)).as(errors.toString()).isZero();
    return new ObjectMapper().readTree(file.toFile());
  }

  private static double value(JsonNode report, String metric) {
    return report.get("metrics").get(metric).get("value").doubleValue();
  }

  private String write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text).toString();
  }
}
