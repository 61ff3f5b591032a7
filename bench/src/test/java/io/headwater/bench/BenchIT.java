package io.headwater.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Benches from end to end; what they measure is this machine's business. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class BenchIT {
  @TempDir private Path folder;

  private JsonNode report(String... arguments) throws Exception {
    Path file = folder.resolve("report.json");
    List<String> line = new ArrayList<>(List.of(arguments));
    line.addAll(List.of("--quiet", "--report", file.toString()));
    StringWriter out = new StringWriter();
    CommandLine command = BenchCommand.commandLine().setOut(new PrintWriter(out));

    assertThat(command.execute(line.toArray(String[]::new))).isZero();

    assertThat(out.toString()).isNotBlank();
    JsonNode report = new ObjectMapper().readTree(file.toFile());
    assertThat(report.get("bench").textValue()).isEqualTo(arguments[0]);
    assertThat(report.get("machine").get("processors").intValue()).isPositive();
    return report;
  }

  @Test
  void shouldSendEveryRecordEachWay() throws Exception {
    JsonNode report = report("ingest", "--records", "300", "--rounds", "1", "--labels", "9");

    assertThat(report.get("ingestOverRaw").doubleValue()).isPositive();
    assertThat(report.get("ways").get("raw").get("overRaw").doubleValue()).isEqualTo(1);
    assertThat(report.get("ways").fieldNames())
        .toIterable()
        .containsExactly("raw", "producer", "ingest", "file");
    assertThat(report.get("bytesPerRecord").doubleValue()).isGreaterThan(50);
  }

  /** Equal losses at every step: the batches made of the journal are those that were trained. */
  @Test
  void shouldLearnFromMemoryExactlyWhatWasStreamed() throws Exception {
    JsonNode report =
        report(
            "pipeline",
            "--size",
            "tiny",
            "--rounds",
            "1",
            "--blocks",
            "2",
            "--set",
            "trainer.block.records=16",
            "--set",
            "trainer.checkpoint.interval.ms=200");

    assertThat(report.get("sameLosses").doubleValue()).isEqualTo(1);
    assertThat(report.get("steps").intValue()).isGreaterThan(2);
    assertThat(report.get("streamedOverMemory").doubleValue()).isPositive();
    assertThat(report.get("checkpointStallSteps").doubleValue()).isPositive();
    assertThat(report.get("busy").get("trainer-step").doubleValue()).isPositive();
  }
}
