package io.headwater.cli.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.cli.Headwater;
import io.headwater.model.tokenizer.BpeTrainer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What {@code ingest} says before it needs a broker. */
class IngestCommandTest {
  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void shouldShowRowsLabelsLengthsAndRefusalsWithoutABroker() throws IOException {
    Path tokenizer = folder.resolve("tokenizer.json");
    Files.write(tokenizer, new BpeTrainer(330).train(List.of("the login page is down")));
    Path refused = folder.resolve("refused.jsonl");

    int code =
        run(
            "ingest",
            "--dry-run",
            "--task=tickets",
            "--file=" + tickets(),
            "--label-column=kind",
            "--max-input-tokens=4",
            "--tokenizer=" + tokenizer,
            "--refused=" + refused);

    assertThat(err.toString()).isEmpty();
    assertThat(code).isZero();
    assertThat(out.toString())
        .contains("task tickets becomes CLASSIFICATION, by the fields [text, label]")
        .contains("labels of tickets are the 2 found in all rows: bug, wish")
        .containsPattern("the login page is down +bug ")
        .containsPattern("bug +2 +66.7 %")
        .containsPattern("input +\\d+ +\\d+ +\\d+ +4 +\\d+.\\d %")
        .containsPattern("MISSING_FIELD +1 +line 4")
        .containsPattern("UNREADABLE_ROW +1 +line 6")
        .contains("dry run: 3 would be sent, 2 refused; nothing was sent");
    assertThat(Files.readAllLines(refused))
        .satisfiesExactly(
            line ->
                assertThat(line)
                    .isEqualTo(
                        "{\"place\":\"line 4\",\"reason\":\"MISSING_FIELD\",\"detail\":\"text is"
                            + " missing but every row of CLASSIFICATION task 'tickets' must have"
                            + " it\",\"row\":{\"text\":null,\"label\":\"bug\"}}"),
            line ->
                assertThat(line)
                    .startsWith("{\"place\":\"line 6\",\"reason\":\"UNREADABLE_ROW\"")
                    .endsWith("\"row\":\"one,two,three\"}"));
  }

  @Test
  void shouldSayInOneSentenceWhatCannotBe() throws IOException {
    Path file = tickets();
    assertWrong("--task is 'No'", "--task=No", "--file=" + file);
    assertWrong("but must be one of [text, kind]", "--file=" + file, "--label-column=type");
    assertWrong(
        "fields are [text] but a REGRESSION task needs 'score'",
        "--kind=regression",
        "--score-range=0..1",
        "--file=" + file);
    assertWrong("do not imply it as label, score, summary or spans do", "--file=" + file);
    assertWrong(
        "a new REGRESSION task needs --score-range, which stays as it is declared; scores here go"
            + " from 1.0 to 4.5",
        "--sql=SELECT 'a' AS text, unnest([1, 4.5]) AS score");
    assertWrong(
        "a new CLASSIFICATION task fed from standard input needs --labels or --open-labels",
        "--kind=classification",
        "--stdin");
    assertWrong("whose ending names no format", "--file=" + folder.resolve("x.doc"));
    assertWrong("--archive needs --text-glob", "--archive=" + file);
    assertWrong("--rate is 0.0 but must be above 0", "--rate=0", "--file=" + file);
    assertWrong("speed is '-1.0'", "--speed=-1", "--file=" + file);
    assertWrong("--sql names its columns itself", "--sql=SELECT 1", "--text-column=a");
    assertWrong(" cannot be used with --demo, whose tasks and texts are fixed", "--demo");
    assertWrong("--task is missing", "--file=" + file);
    assertWrong("mutually exclusive", "--stdin", "--file=" + file);
  }

  @Test
  void shouldTakeEveryFormOfFiles() throws IOException {
    String good = file("good.txt", "fine\n\nwell done\n");
    String bad = file("bad.txt", "late\n");
    String json =
        file("all.json", "{\"train\":[[\"how far\",\"distance\"],[\"how old\",\"age\"]]}");
    String third = file("marks.txt", "4.5\n1\n");

    assertShows(
        List.of("fine +good ", "late +bad ", "3 would be sent, 0 refused"),
        "--format=lines",
        "--file=" + good,
        "--label=good",
        "--file=" + bad,
        "--label=bad");
    assertShows(
        List.of("how far +distance ", "2 would be sent, 0 refused"),
        "--file=" + json,
        "--json-path=$.train[*]",
        "--text-column=0",
        "--label-column=1");
    assertShows(
        List.of("one +eins +4.5 ", "two +zwei +1.0 "),
        "--text-file=" + file("a.txt", "one\ntwo\n"),
        "--pair-file=" + file("b.txt", "eins\nzwei\n"),
        "--score-file=" + third,
        "--score-range=0..5");
    assertWrong("give --label or --score for each file", "--format=lines", "--file=" + good);
    assertWrong("give --format lines and --label", "--file=" + good);
    assertWrong("path is '$.a' but must lead to many rows", "--file=" + json, "--json-path=$.a");
    assertWrong("--sheet does not go with files read as JSON", "--file=" + json, "--sheet=S");
  }

  private String file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text).toString();
  }

  private void assertShows(List<String> patterns, String... options) {
    out.getBuffer().setLength(0);
    assertThat(
            run(
                Stream.concat(Stream.of("ingest", "--dry-run", "--task=t"), Stream.of(options))
                    .toArray(String[]::new)))
        .as(err.toString())
        .isZero();
    assertThat(patterns).allSatisfy(pattern -> assertThat(out.toString()).containsPattern(pattern));
  }

  @Test
  void shouldFailWhereEveryRowWasRefusedAndWhereThereIsNoFile() {
    assertThat(
            run(
                "ingest",
                "--dry-run",
                "--task=t",
                "--labels=a,b",
                "--sql=SELECT 'x' AS text, 'c' AS label"))
        .isEqualTo(1);
    assertThat(out.toString())
        .contains("LABEL_NOT_IN_SET, such as: label is 'c' but must be one of '[a, b]'");
    assertThat(run("ingest", "--dry-run", "--task=t", "--file=" + folder.resolve("none.csv")))
        .isEqualTo(1);
    assertThat(err.toString()).contains("but there is no such file");
  }

  @Test
  void shouldNotLetLabelsSpeakToTheTerminal() {
    run(
        "ingest",
        "--dry-run",
        "--task=t",
        "--sql=SELECT 'x' || chr(27) || '[2J' AS text, unnest(['a', chr(27) || ']0;b']) AS label");

    assertThat(out.toString())
        .contains("found in all rows: \\u001b]0;b, a")
        .contains("x\\u001b[2J")
        .doesNotContain("\u001b");
  }

  @Test
  void shouldFailOnceMostRowsAreRefusedAndSayWhy() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("bad.csv"), "text,label\n" + "a,x\n".repeat(50) + ",y\n".repeat(5_000));
    String[] options = {"ingest", "--dry-run", "--task=t", "--open-labels", "--file=" + file, ""};

    options[5] = "--max-refused=0.5";
    assertThat(run(options)).isEqualTo(1);
    assertThat(err.toString())
        .contains("51 of the first 101 rows are refused, a larger share than the 0.5 that")
        .contains("the last because text is missing");
    assertThat(out.toString()).containsPattern("MISSING_FIELD +51 ");

    options[5] = "--max-refused=1";
    assertThat(run(options)).isZero();
    assertThat(out.toString()).contains("dry run: 50 would be sent, 5000 refused");
  }

  @Test
  void shouldSayWhichColumnsMayBeMeantAndWhichThereAre() throws IOException {
    Path file = Files.writeString(folder.resolve("a.csv"), "Text,pair,Category\na,b,c\n");
    Path lines =
        Files.writeString(folder.resolve("a.jsonl"), "{\"text\":\"a\",\"labels\":\"b\"}\n");

    run("ingest", "--dry-run", "--task=t", "--open-labels", "--file=" + file, "--text-column=Text");
    assertThat(out.toString())
        .contains("no column is text_pair: if 'pair' is meant, give --pair-column 'pair'")
        .contains("no column is label: if 'Category' is meant, give --label-column 'Category'");
    assertThat(err.toString())
        .contains("needs 'label' among them; columns: [Text, pair, Category]");

    run("ingest", "--dry-run", "--task=t", "--open-labels", "--file=" + lines);
    assertThat(out.toString())
        .contains("no column is label: if 'labels' is meant, give --label-column 'labels'");
  }

  @Test
  void shouldPassOverTheByteOrderMarkOfALabelsFile() throws IOException {
    Path labels = Files.writeString(folder.resolve("labels.txt"), "\ufeffbug\r\nwish\r\n");

    assertThat(
            run(
                "ingest",
                "--dry-run",
                "--task=t",
                "--labels-file=" + labels,
                "--sql=SELECT 'x' AS text, 'bug' AS label"))
        .isZero();
  }

  private Path tickets() throws IOException {
    List<String> lines =
        List.of(
            "text,kind",
            "the login page is down,bug",
            "dark mode please,wish",
            ",bug",
            "it crashes,bug",
            "one,two,three");
    return Files.write(folder.resolve("tickets.csv"), lines);
  }

  private void assertWrong(String sentence, String... arguments) {
    err.getBuffer().setLength(0);
    String[] all = new String[arguments.length + 3];
    all[0] = "ingest";
    all[1] = "--dry-run";
    all[2] = "--task=tickets";
    System.arraycopy(arguments, 0, all, 3, arguments.length);
    if (sentence.startsWith("--task is")) {
      all[2] = "--rate=1";
    }
    assertThat(run(all)).as(sentence).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(err.toString()).contains(sentence);
  }

  private int run(String... arguments) {
    return Headwater.commandLine()
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(arguments);
  }
}
