package io.headwater.cli.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.headwater.cli.Headwater;
import io.headwater.client.task.TaskDirectory;
import io.headwater.cluster.EmbeddedCluster;
import io.headwater.cluster.junit.TopicPrefix;
import io.headwater.cluster.junit.WithCluster;
import io.headwater.ingest.demo.DemoLibraries;
import io.headwater.schemas.LabelTarget;
import io.headwater.schemas.LabeledExample;
import io.headwater.schemas.TaskKind;
import io.headwater.schemas.TaskSpec;
import io.headwater.service.config.ServiceConfig;
import io.headwater.service.topic.TopicReader;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Rows to a real broker and registry, and back. */
@WithCluster
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class IngestCommandIT {
  private final EmbeddedCluster cluster;
  private Map<String, String> settings;

  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  IngestCommandIT(EmbeddedCluster cluster) {
    this.cluster = cluster;
  }

  @BeforeEach
  void choosePrefix(@TopicPrefix String prefix) {
    settings =
        Map.of(
            ServiceConfig.BOOTSTRAP_SERVERS, cluster.bootstrapServers(),
            ServiceConfig.SCHEMA_REGISTRY_URL, cluster.registryUrl(),
            ServiceConfig.TOPIC_PREFIX, prefix);
  }

  @Test
  void shouldGiveTheSameFileTheSameIdsTwice() throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("tickets.csv"),
            "text,label,occurred_at\nit is down,bug,2026-01-02\nplease,wish,2026-01-03\n");

    assertThat(ingest("--task=twice", "--file=" + file)).isZero();
    assertThat(ingest("--task=twice", "--file=" + file)).isZero();

    List<LabeledExample> examples = examples("twice");
    assertThat(examples).hasSize(4);
    assertThat(examples.stream().map(LabeledExample::getId).distinct()).hasSize(2);
    assertThat(examples)
        .extracting(LabeledExample::getOccurredAt)
        .contains(Instant.parse("2026-01-02T00:00:00Z"));
    TaskSpec task = task("twice");
    assertThat(task.getKind()).isEqualTo(TaskKind.CLASSIFICATION);
    assertThat(task.getLabels()).containsExactly("bug", "wish");
    assertThat(task.getVersion()).isEqualTo(1);
    assertThat(out.toString()).contains("task twice: 2 sent, 0 refused");
  }

  @Test
  void shouldSendTheGoodRowsOfABadFileAndAccountForTheRest() throws Exception {
    Path file = folder.resolve("bad.csv");
    Files.write(
        file,
        String.join(
                "\n",
                "text,label,weight,occurred_at",
                "good,bug,1,2026-01-02",
                ",bug,1,2026-01-02",
                "no label,,1,2026-01-02",
                "wrong label,bgu,1,2026-01-02",
                "weightless,bug,0,2026-01-02",
                "heavy,bug,much,2026-01-02",
                "when,bug,1,yesterday",
                "short,bug",
                "b\u00e4d,bug,1,2026-01-02",
                "x".repeat(1_100_000) + ",bug,1,2026-01-02",
                "also good,wish,1,2026-01-02")
            .getBytes(StandardCharsets.ISO_8859_1));
    Path report = folder.resolve("report.json");
    Path refused = folder.resolve("refused.jsonl");

    assertThat(
            ingest(
                "--task=bad",
                "--labels=bug,wish",
                "--file=" + file,
                "--refused=" + refused,
                "--report=" + report))
        .isZero();

    assertThat(examples("bad"))
        .extracting(LabeledExample::getText)
        .containsExactlyInAnyOrder("good", "also good");
    JsonNode written = new ObjectMapper().readTree(report.toFile());
    assertThat(written.get("sent").asLong()).isEqualTo(2);
    assertThat(written.get("refused").asLong()).isEqualTo(9);
    assertThat(written.get("refusals").findValuesAsText("reason"))
        .containsExactlyInAnyOrder(
            "MISSING_FIELD",
            "LABEL_NOT_IN_SET",
            "BAD_WEIGHT",
            "BAD_FIELD",
            "UNREADABLE_ROW",
            "TOO_LARGE");
    assertThat(Files.readAllLines(refused)).hasSize(9);
    assertThat(out.toString())
        .containsPattern("MISSING_FIELD +2 +line 3, line 4")
        .containsPattern("UNREADABLE_ROW +2 +line 9, line 10")
        .contains("LABEL_NOT_IN_SET, such as: label is 'bgu' but must be one of '[bug, wish]'")
        .contains("task bad: 2 sent, 9 refused");
  }

  @Test
  void shouldFeedADeclaredTaskFromStandardInput() throws Exception {
    assertThat(ingest("--task=open", "--open-labels", "--sql=SELECT 'a' AS text, 'first' AS label"))
        .isZero();
    InputStream before = System.in;
    try {
      System.setIn(
          new ByteArrayInputStream(
              "{\"text\": \"b\", \"label\": 2}\nnot json\n{\"label\": 3}\n"
                  .getBytes(StandardCharsets.UTF_8)));
      assertThat(ingest("--task=open", "--stdin")).isZero();
    } finally {
      System.setIn(before);
    }

    assertThat(examples("open"))
        .extracting(example -> ((LabelTarget) example.getTarget()).getLabel())
        .containsExactlyInAnyOrder("first", "2");
    assertThat(task("open").getVersion()).isEqualTo(1);
    assertThat(out.toString())
        .containsPattern("UNREADABLE_ROW +1 +line 2")
        .containsPattern("MISSING_FIELD +1 +line 3");
  }

  @Test
  void shouldSendWhatCameBeforeTheSourceFailedAndSaySo() throws Exception {
    assertThat(
            ingest(
                "--task=broken",
                "--labels=a,b",
                "--sql=SELECT CASE WHEN i < 30000 THEN 'x' || i ELSE error('disk gone') END AS"
                    + " text, 'a' AS label FROM range(60000) t(i)"))
        .isEqualTo(1);

    assertThat(err.toString()).contains("disk gone");
    assertThat(out.toString()).containsPattern("failed: [\\d,]+ sent, 0 refused");
  }

  @Test
  void shouldRefuseToChangeWhatATaskIs() throws Exception {
    assertThat(ingest("--task=fixed", "--labels=a,b", "--sql=SELECT 'x' AS text, 'a' AS label"))
        .isZero();
    assertThat(
            ingest(
                "--task=fixed",
                "--kind=regression",
                "--score-range=0..1",
                "--sql=SELECT 'x' AS text, 1 AS score"))
        .isEqualTo(2);
    assertThat(err.toString()).contains("Task 'fixed' was not declared");
    assertThat(examples("fixed")).hasSize(1);
  }

  @Test
  void shouldSendTheDemosTextAsExamplesOfItsTasks() throws Exception {
    Process process = start("ingest", "--demo", "--rate=60");
    try (BufferedReader said = lines(process)) {
      assertThat(said.lines().anyMatch(line -> line.contains(" sent, 0 refused"))).isTrue();
      process.toHandle().destroy();
      String last = said.lines().reduce("", (before, line) -> line);

      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(task("library").getLabels()).containsExactlyElementsOf(DemoLibraries.names());
      assertThat(task("headline").getKind()).isEqualTo(TaskKind.SUMMARIZATION);
      List<LabeledExample> members = examples("member");
      List<LabeledExample> libraries = examples("library");
      assertThat(members).isNotEmpty();
      assertThat(libraries).hasSizeBetween(members.size(), members.size() + 1);
      assertThat(last)
          .startsWith(
              "stopped: "
                  + (members.size() + libraries.size() + examples("headline").size())
                  + " sent, 0 refused");
    }
  }

  @Test
  void shouldSayHowManyWereSentWhenInterrupted() throws Exception {
    Process process =
        start(
            "ingest",
            "--task=stopped",
            "--labels=a,b",
            "--rate=20",
            "--sql=SELECT 'x' || i AS text, 'a' AS label FROM range(1000000000) t(i)");
    try (BufferedReader said = lines(process)) {
      assertThat(said.lines().anyMatch(line -> line.contains(" sent, 0 refused"))).isTrue();
      process.toHandle().destroy(); // of the process, whose output would be closed too
      String last = said.lines().reduce("", (before, line) -> line);

      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      int sent = examples("stopped").size();
      assertThat(sent).isPositive();
      assertThat(last).startsWith("stopped: " + sent + " sent, 0 refused");
    }
  }

  private Process start(String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                Headwater.class.getName()));
    command.addAll(List.of(arguments));
    command.addAll(settingsGiven());
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  private static BufferedReader lines(Process process) {
    return new BufferedReader(
        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  private List<String> settingsGiven() {
    return settings.entrySet().stream()
        .map(setting -> "--set=" + setting.getKey() + "=" + setting.getValue())
        .toList();
  }

  private int ingest(String... arguments) {
    String[] all =
        Stream.of(Stream.of("ingest"), settingsGiven().stream(), Arrays.stream(arguments))
            .flatMap(part -> part)
            .toArray(String[]::new);
    return Headwater.commandLine()
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(all);
  }

  private List<LabeledExample> examples(String task) {
    try (TopicReader<LabeledExample> reader =
        TopicReader.open(
            config(), List.of(config().topics().examples(task)), LabeledExample.class)) {
      return reader.readToEnd().stream().flatMap(entry -> entry.value().stream()).toList();
    }
  }

  private TaskSpec task(String name) {
    try (TaskDirectory directory = TaskDirectory.open(config())) {
      return directory.find(name).orElseThrow();
    }
  }

  private ServiceConfig config() {
    return new ServiceConfig(ServiceConfig.definition(), settings);
  }
}
