package io.headwater.ingest.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RowRequestTest {
  @TempDir private Path folder;
  private final List<String> files = new ArrayList<>();
  private final Map<String, Path> parallel = new LinkedHashMap<>();
  private final Map<String, List<String>> constants = new LinkedHashMap<>();
  private Optional<String> sql = Optional.empty();
  private Optional<FileFormat> format = Optional.empty();
  private Optional<String> sheet = Optional.empty();
  private Optional<String> stdin = Optional.empty();

  @Test
  void shouldGiveEachFileItsOwnLabel() throws IOException {
    file("a.txt", "one\ntwo\n");
    file("b.txt", "three\n");
    format = Optional.of(FileFormat.LINES);
    constants.put("label", List.of("good", "bad"));

    assertThat(source().fields()).containsExactly("text", "label");
    assertThat(Drained.of(source()).read())
        .extracting(
            row ->
                row.fields().get("text")
                    + "="
                    + row.fields().get("label")
                    + " at "
                    + row.location())
        .containsExactly(
            "one=good at line 1 of " + files.get(0),
            "two=good at line 2 of " + files.get(0),
            "three=bad at line 1 of " + files.get(1));
  }

  @Test
  void shouldRefuseAnotherNumberOfLabelsThanOfFiles() throws IOException {
    file("a.txt", "one\n");
    file("b.txt", "two\n");
    format = Optional.of(FileFormat.LINES);
    constants.put("label", List.of("good"));
    assertWrong("--label is given 1 times but there are 2 times --file: give one for each");

    constants.clear();
    assertWrong("a text a line has no target: give --label or --score for each file");
  }

  @Test
  void shouldNotLetAConstantHideWhatRowsSay() throws IOException {
    constants.put("label", List.of("good"));
    file("a.csv", "text,label\na,bad\n");
    RowSource source = source();
    assertThatIllegalArgumentException()
        .isThrownBy(source::fields)
        .withMessageContaining("but the file has a label in every row: leave out the option");

    files.clear();
    file("a.jsonl", "{\"text\":\"a\",\"label\":\"bad\"}\n{\"text\":\"b\"}\n");
    Drained rows = Drained.of(source());
    assertThat(rows.fields()).containsExactly(Map.of("text", "b", "label", "good"));
    assertThat(rows.refusals())
        .containsExactly("line 1: label is 'bad' but must be 'good', which is given for all rows");
  }

  @Test
  void shouldReadLinesOfStandardInput() throws IOException {
    stdin = Optional.of("one\n\ntwo");
    format = Optional.of(FileFormat.LINES);
    constants.put("score", List.of("5"));

    assertThat(Drained.of(source()).fields())
        .containsExactly(Map.of("text", "one", "score", "5"), Map.of("text", "two", "score", "5"));
    format = Optional.of(FileFormat.CSV);
    assertWrong("--format is CSV but standard input is read as JSON or LINES");
  }

  @Test
  void shouldWantExactlyOnePlace() throws IOException {
    assertWrong("name one of --file, --text-file, --sql, --archive, --stdin");
    sql = Optional.of("SELECT 1");
    stdin = Optional.of("");
    assertWrong("--sql and --stdin are mutually exclusive");
    sql = Optional.empty();
    stdin = Optional.empty();
    parallel.put("label", Path.of("b"));
    files.add("a.csv");
    assertWrong("--file and --label-file are mutually exclusive");
    files.clear();
    assertWrong("--text-file is missing beside the files of [label]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "notes.txt | give --format lines and --label where each line is a text",
        "mails.zip | an archive: give --archive and --text-glob",
        "old.xls | save it as .xlsx or CSV",
        "data-00000-of-00001.arrow | of a format that is not read",
        "a.rows | whose ending names no format: give --format",
      })
  void shouldNameTheOptionForAFileItCannotGuess(String name, String advice) throws IOException {
    file(name, "x\n");
    assertWrong(advice);
  }

  @Test
  void shouldNotOverlookAnOptionThatDoesNotGoWithTheFile() throws IOException {
    file("a.csv", "text,label\n");
    sheet = Optional.of("S");
    assertWrong("--sheet does not go with files read as CSV");
    files.set(0, folder.toString());
    assertWrong("a folder: give a pattern of its files, such as '" + folder + "/*.csv'");
  }

  private void file(String name, String text) throws IOException {
    files.add(Files.writeString(folder.resolve(name), text).toString());
  }

  private void assertWrong(String sentence) {
    assertThatIllegalArgumentException()
        .isThrownBy(this::source)
        .withMessageContaining(sentence)
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
  }

  private RowSource source() throws IOException {
    return new RowRequest(
            files,
            parallel,
            sql,
            Optional.empty(),
            Map.of(),
            stdin.map(text -> new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8))),
            constants)
        .source(
            new Reading(
                format,
                ColumnMapping.BY_NAME,
                Optional.empty(),
                Optional.empty(),
                false,
                false,
                Optional.empty(),
                Optional.empty(),
                sheet,
                Optional.empty(),
                Optional.empty()));
  }
}
