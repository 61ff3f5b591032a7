package io.headwater.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** Runs the benches of a model on next to no work: what they report, not how much of it. */
class ModelBenchTest {
  @TempDir private Path folder;

  @Test
  void shouldReportSteps() throws IOException {
    JsonNode report =
        report(
            "step",
            "--size=tiny",
            "--precision=fp32,bf16",
            "--oracle=tiny",
            "--rounds=1",
            "--product=64,96",
            "--tokens=300",
            "--vocabulary=64");

    assertThat(report.get("bench").asText()).isEqualTo("step");
    assertThat(report.get("rows")).hasSize(2);
    for (JsonNode row : report.get("rows")) {
      assertThat(row.get("size").asText()).isEqualTo("tiny");
      double ratio =
          row.get("flopsPerSecond").asDouble() / row.get("matmulFlopsPerSecond").asDouble();
      assertThat(row.get("ratioToMatmul").asDouble()).isPositive().isCloseTo(ratio, within(1e-9));
      double parts = 0;
      for (String part : List.of("forward", "backward", "optimizer", "host")) {
        assertThat(row.get(part + "Millis").asDouble()).isPositive();
        parts += row.get(part + "Millis").asDouble();
      }
      double step = row.get("stepMillis").asDouble();
      assertThat(parts).isCloseTo(step, within(1e-9 * step));
      assertThat(row.get("paddingShare").asDouble()).isBetween(0.0, 0.5);
    }
    assertThat(report.get("rows").findValuesAsText("precision")).containsExactly("fp32", "bf16");
    assertThat(report.at("/oracle/0/size").asText()).isEqualTo("tiny");
    assertThat(report.at("/oracle/0/ratioToOracle").asDouble()).isPositive();
    assertThat(report.at("/sizes/0/tokensPerStep").asDouble()).isBetween(100.0, 300.0);
  }

  @Test
  void shouldReportDecoding() throws IOException {
    JsonNode report =
        report(
            "decode", "--size=tiny", "--rows=1,3", "--length=4", "--rounds=1", "--vocabulary=64");

    assertThat(report.get("rows")).hasSize(2);
    assertThat(report.get("rows").findValuesAsText("texts")).containsExactly("1", "3");
    for (JsonNode row : report.get("rows")) {
      assertThat(row.get("tokensPerSecond").asDouble()).isPositive();
      assertThat(row.get("promptTokens").asLong()).isGreaterThan(row.get("texts").asLong());
    }
  }

  @Test
  void shouldReportMemoryThatDoesNotGrowInArrays() throws IOException {
    JsonNode report = report("memory", "--steps=210", "--tokens=40", "--vocabulary=64");

    assertThat(report.get("readings").findValuesAsText("step")).containsExactly("50", "200", "210");
    assertThat(report.get("readings").findValuesAsText("arrays").stream().distinct()).hasSize(1);
    if (ResidentMemory.bytes().isPresent()) {
      assertThat(report.get("residentGrowth").asDouble()).isBetween(0.5, 2.0);
    } else {
      assertThat(report.has("residentGrowth")).isFalse();
    }
  }

  @Test
  void shouldExportAStep() throws IOException {
    JsonNode report =
        report(
            "export",
            "--to=" + folder.resolve("step"),
            "--size=tiny",
            "--width=32",
            "--inner=48",
            "--layers=1",
            "--heads=2",
            "--tokens=22",
            "--length=7",
            "--vocabulary=64");

    assertThat(report.at("/losses/0").asDouble()).isBetween(3.0, 6.0); // about the log of 64
    JsonNode step = new ObjectMapper().readTree(folder.resolve("step/step.json").toFile());
    assertThat(step.get("calls").findValuesAsText("method"))
        .startsWith("forward", "backward")
        .hasSize(3);
    assertThat(step.get("tensors").findValuesAsText("name"))
        .contains("model.layers.0.mlp.up_proj.weight", "exp_avg.lm_head.weight");
    assertThat(folder.resolve("step/programs.pt")).isNotEmptyFile();
    assertThat(folder.resolve("step/parameters.safetensors")).isNotEmptyFile();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "step --size=huge | --size is huge but must be one of tiny, small, base",
        "step --oracle=huge | --oracle is huge but must be one of tiny, small, base",
        "step --rounds=0 | --rounds is 0 but must be at least 1",
        "step --product=0 | --product is 0 but must be at least 1",
        "step --vocabulary=3 | --vocabulary is 3 but must be at least 64",
        "decode --length=500 | --length is 500 but must be from 2 to 192",
        "decode --rows=0 | --rows is 0 but must be at least 1",
        "step --device=tpu | --device is tpu but must be auto, cpu, gpu, or gpu: and a number from 0",
        "export --to=. --length=2 | --length is 2 but must be at least 3",
        "export --to=. --size=tiny --heads=3 | --width is 128 but must be a multiple of twice the"
            + " heads (3)",
        "memory --steps=200 | --steps is 200 but must be more than 200",
        "memory --tokens=0 | --tokens is 0 but must be at least 1",
      })
  void shouldRefuseWhatCannotBeMeasured(String arguments, String sentence) {
    StringWriter err = new StringWriter();
    CommandLine command = new CommandLine(new BenchCommand());
    command.setCaseInsensitiveEnumValuesAllowed(true);
    command.setErr(new PrintWriter(err, true));

    assertThat(command.execute(arguments.split(" "))).isEqualTo(2);
    assertThat(err.toString()).startsWith(sentence);
  }

  @Test
  void shouldReadTheResidentMemoryOfAStatusFile() {
    Stream<String> lines = Stream.of("Name:\tjava", "VmHWM:\t  900 kB", "VmRSS:\t  456 kB");

    assertThat(ResidentMemory.bytes(lines)).isEqualTo(OptionalLong.of(456 * 1024));
    assertThat(ResidentMemory.bytes(Stream.of("Name:\tjava"))).isEmpty();
  }

  @Test
  void shouldNotAskTheChildForAnotherChild() {
    List<String> given = List.of("bench", "memory", "--malloc", "default", "--steps=300");

    assertThat(PlainMemoryRun.withoutOption(given))
        .containsExactly("bench", "memory", "--steps=300");
    assertThat(PlainMemoryRun.withoutOption(List.of("bench", "memory", "--malloc=default")))
        .containsExactly("bench", "memory");
    assertThat(PlainMemoryRun.isSetting("MALLOC_ARENA_MAX")).isTrue();
    assertThat(PlainMemoryRun.isSetting("OMP_NUM_THREADS")).isFalse();
  }

  private JsonNode report(String... arguments) throws IOException {
    Path file = folder.resolve("report.json");
    List<String> all = new ArrayList<>(List.of(arguments));
    all.add("--quiet");
    if (!arguments[0].equals("export")) {
      all.add("--threads=1"); // next to no work is not worth sharing, and threads that wait spin
    }
    all.add("--report=" + file);
    CommandLine command = new CommandLine(new BenchCommand());
    command.setCaseInsensitiveEnumValuesAllowed(true);
    command.setOut(new PrintWriter(new StringWriter()));
    assertThat(command.execute(all.toArray(String[]::new))).isZero();
    return new ObjectMapper().readTree(file.toFile());
  }
}
