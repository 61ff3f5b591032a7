package io.headwater.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.headwater.bench.learn.LearnReport;
import io.headwater.bench.learn.SampleData;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class LearnCommandTest {
  @TempDir private Path folder;
  private Path data;
  private Path report;
  private final StringWriter out = new StringWriter();
  private final StringWriter errors = new StringWriter();

  @BeforeEach
  void write() throws IOException {
    data = Files.createDirectory(folder.resolve("data"));
    report = folder.resolve("report.json");
    SampleData.writeTo(data);
  }

  private int run(String... arguments) {
    List<String> all = new ArrayList<>(List.of("learn"));
    all.addAll(List.of(arguments));
    CommandLine command = BenchCommand.commandLine();
    command.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(errors, true));
    return command.execute(all.toArray(String[]::new));
  }

  private int bench(String steps, String option, Path file) {
    return bench(steps, "2", option, file);
  }

  private int bench(String steps, String seeds, String option, Path file) {
    return run(
        "--data",
        data.toString(),
        "--steps",
        steps,
        "--seeds",
        seeds,
        "--set",
        "trainer.threads=1",
        "--held-out",
        "10",
        "--vocabulary",
        "400",
        "--arms",
        "weightings",
        "--only",
        "dwa",
        option,
        file.toString());
  }

  @Test
  void shouldCompareWriteAReportAndGoOnFromIt() throws IOException {
    assertThat(bench("2", "--report", report)).as(errors.toString()).isZero();

    JsonNode written = new ObjectMapper().readTree(report.toFile());
    assertThat(written.get("bench").asText()).isEqualTo("learn");
    assertThat(written.get("machine").get("processors").asInt()).isPositive();
    assertThat(written.get("settings").get("tasks")).hasSize(7);
    assertThat(written.get("comparisons").get(0).get("name").asText()).isEqualTo("dwa");
    LearnReport read = LearnReport.read(report);
    assertThat(read.runs()).hasSize(4);
    assertThat(out.toString()).contains("dwa").containsAnyOf("noise", "better", "worse");
    assertThat(errors.toString()).contains("[4/4] seed 2").contains("about");

    assertThat(bench("2", "3", "--resume", report)).as(errors.toString()).isZero();
    assertThat(errors.toString()).contains("2 runs to do").contains("[2/2] seed 3");
    assertThat(LearnReport.read(report).runs()).hasSize(6).containsAll(read.runs());
  }

  @Test
  void shouldPrintTheTablesOfACompleteReportAtOnce() throws IOException {
    assertThat(bench("2", "--report", report)).as(errors.toString()).isZero();
    String tables = out.toString();
    byte[] written = Files.readAllBytes(report);
    out.getBuffer().setLength(0);
    errors.getBuffer().setLength(0);

    int code = run("--resume", report.toString(), "--seeds=2", "--arms=weightings", "--only=dwa");

    assertThat(code).as(errors.toString()).isZero();
    assertThat(out.toString()).isEqualTo(tables).contains("Bonferroni", "chance alone");
    assertThat(errors.toString()).as("nothing is read or run").isEmpty();
    assertThat(report).hasBinaryContent(written);
  }

  @Test
  void shouldComputeWithTheThreadsThatAreSet() {
    String property = "ai.djl.pytorch.num_threads";
    Optional<String> before = Optional.ofNullable(System.getProperty(property));
    try {
      System.clearProperty(property);

      assertThat(bench("1", "--report", report)).as(errors.toString()).isZero();

      assertThat(System.getProperty(property)).isEqualTo("1");
    } finally {
      before.ifPresentOrElse(
          value -> System.setProperty(property, value), () -> System.clearProperty(property));
    }
  }

  @Test
  void shouldNotGoOnUnderOtherSettings() {
    assertThat(bench("2", "--report", report)).isZero();

    assertThat(bench("3", "--resume", report)).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(errors.toString()).contains("budget: 3 steps and not 2 steps");
  }

  @ParameterizedTest
  @CsvSource({
    "--seconds, 0, --seconds is 0.0 but must be above 0",
    "--steps, 0, --steps is 0 but must be at least 1",
    "--seeds, 1, --seeds is 1 but must be at least 2",
    "--held-out, 3, --held-out is 3 but must be at least 10",
    "--data, no-such-folder, --data is no-such-folder but must be a folder",
    "--report, no-such-folder/r.json, its folder does not exist",
    "--arms, guesses, 'guesses'",
    "--set, topik.prefix=x, topik.prefix",
    "--set, trainer.optimizer=guess, trainer.optimizer",
  })
  void shouldRefuseWrongOptions(String option, String value, String sentence) {
    assertThat(run(option, value)).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(errors.toString()).contains(sentence);
  }

  @Test
  void shouldRefuseNamesThatAreNoArm() {
    int code =
        run("--data", data.toString(), "--only", "guess", "--steps", "1", "--vocabulary", "400");

    assertThat(code).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(errors.toString())
        .contains("--only is guess but must be one of")
        .contains("famo", "adamw", "trec");
  }

  @Test
  void shouldRefuseAFolderWithoutDataSetsAndAFileThatIsNoReport() throws IOException {
    Path empty = Files.createDirectory(folder.resolve("empty"));

    assertThat(run("--data", empty.toString())).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(errors.toString()).contains("must hold at least one of the data sets");

    Files.writeString(report, "{}");
    assertThat(bench("1", "--resume", report)).isEqualTo(CommandLine.ExitCode.SOFTWARE);
    assertThat(errors.toString()).contains("report.json is not a report of this bench");
  }
}
