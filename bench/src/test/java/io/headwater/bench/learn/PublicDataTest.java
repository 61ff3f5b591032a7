package io.headwater.bench.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.headwater.schemas.LabelTarget;
import io.headwater.schemas.LabeledExample;
import io.headwater.schemas.ReferencesTarget;
import io.headwater.schemas.ScoreTarget;
import io.headwater.schemas.TaskKind;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reads a few rows in the format of each data set. */
class PublicDataTest {
  private static final TaskExamples.Limits ALL = new TaskExamples.Limits(100, 100);

  @TempDir private Path folder;

  @BeforeEach
  void write() throws IOException {
    SampleData.writeTo(folder);
  }

  private Map<String, TaskExamples> read() throws IOException {
    return PublicData.read(folder, ALL).stream()
        .collect(Collectors.toMap(task -> task.spec().getName(), task -> task));
  }

  private static Object targetOf(List<LabeledExample> examples, String start) {
    return examples.stream()
        .filter(example -> example.getText().startsWith(start))
        .findFirst()
        .orElseThrow()
        .getTarget();
  }

  @Test
  void shouldMakeATaskOfEachDataSet() throws IOException {
    assertThat(PublicData.read(folder, ALL))
        .extracting(task -> task.spec().getName())
        .containsExactly("sst2", "agnews", "trec", "emotion", "stsb", "mrpc", "tldr");
  }

  @Test
  void shouldReadLabelsInTheFormatOfEach() throws IOException {
    Map<String, TaskExamples> tasks = read();

    assertThat(targetOf(tasks.get("sst2").heldOut(), "uneasy")).isEqualTo(new LabelTarget("0"));
    assertThat(targetOf(tasks.get("agnews").heldOut(), "Unions"))
        .isEqualTo(new LabelTarget("Business"));
    assertThat(targetOf(tasks.get("trec").heldOut(), "Who was Ren\u00e9"))
        .isEqualTo(new LabelTarget("HUM"));
    assertThat(targetOf(tasks.get("emotion").heldOut(), "im updating"))
        .isEqualTo(new LabelTarget("sadness"));
  }

  @Test
  void shouldReadPairsScoresAndSummaries() throws IOException {
    Map<String, TaskExamples> tasks = read();
    LabeledExample pair = tasks.get("mrpc").heldOut().get(0);

    assertThat(pair.getText()).contains("\"the witness\"");
    assertThat(pair.getTextPair()).isNotBlank();
    assertThat(tasks.get("stsb").spec().getKind()).isEqualTo(TaskKind.REGRESSION);
    assertThat(targetOf(tasks.get("stsb").heldOut(), "A man with a hard hat"))
        .isEqualTo(new ScoreTarget(3.8));
    assertThat(targetOf(tasks.get("tldr").heldOut(), "First sentence. Second one."))
        .isEqualTo(new ReferencesTarget(List.of("The gist.", "The gist again.")));
  }

  @Test
  void shouldReadCompressedFilesToo() throws IOException {
    Path plain = folder.resolve("SST-2/sentiment-train");
    try (OutputStream out =
        new GZIPOutputStream(Files.newOutputStream(folder.resolve("SST-2/sentiment-train.gz")))) {
      Files.copy(plain, out);
    }
    int rows = read().get("sst2").training().size();
    Files.delete(plain);

    assertThat(read().get("sst2").training()).hasSize(rows);
  }

  @Test
  void shouldPassOverDataSetsThatAreNotThere() throws IOException {
    Files.delete(folder.resolve("TREC/TREC_10.label"));

    assertThat(read()).hasSize(6).doesNotContainKey("trec");
    assertThat(PublicData.read(folder.resolve("none"), ALL)).isEmpty();
  }

  @Test
  void shouldLeaveOutRowsThatAreNoExamplesAndRefuseFilesWithoutAny() throws IOException {
    Files.writeString(folder.resolve("SST-2/sentiment-test"), "good\t1\nodd\t7\n");
    assertThat(read().get("sst2").heldOut()).hasSize(1);

    Files.writeString(folder.resolve("SST-2/sentiment-test"), "odd\t7\n");
    assertThatIOException()
        .isThrownBy(this::read)
        .withMessageContaining("sentiment-test")
        .withMessageContaining("sst2")
        .withMessageContaining("'7'");
  }

  @Test
  void shouldKeepTextsThatAreAskedOutOfTheStream() throws IOException {
    String twice = "uneasy mishmash of styles and genres . \t0\n";
    Files.writeString(
        folder.resolve("SST-2/sentiment-train"),
        twice + SampleData.numbered("a film %d \t1\n", 20),
        StandardCharsets.UTF_8);
    TaskExamples task = read().get("sst2");

    assertThat(task.heldOut())
        .extracting(LabeledExample::getText)
        .anyMatch(t -> t.contains("mish"));
    assertThat(task.training())
        .extracting(LabeledExample::getText)
        .noneMatch(text -> text.contains("mish"));
    assertThat(task.training().size() + task.validation().size()).isEqualTo(20);
    assertThat(task.validation()).hasSize(4);
  }
}
