package io.headwater.evaluator.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headwater.schemas.TaskKind;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PredictionReaderTest {

  @Test
  void shouldReadEachWayOfNamingTheReference() throws IOException {
    assertThat(json(TaskKind.CLASSIFICATION, "{\"prediction\": \"a\", \"label\": 1, \"id\": 7}"))
        .containsExactly(new LabeledPrediction("a", List.of("1")));
    assertThat(json(TaskKind.REGRESSION, "{\"prediction\": 1.50, \"score\": \" 2e0 \"}"))
        .containsExactly(new LabeledPrediction("1.5", List.of("2e0")));
    assertThat(
            json(TaskKind.SUMMARIZATION, "{\"prediction\": \"\", \"references\": [\"a\", \"b\"]}"))
        .containsExactly(new LabeledPrediction("", List.of("a", "b")));
    assertThat(json(TaskKind.SPAN_EXTRACTION, "{\"prediction\": \"a\", \"reference\": \" b\"}"))
        .containsExactly(new LabeledPrediction("a", List.of(" b")));
  }

  @Test
  void shouldTakeNumbersForLabelsAsExamplesDo() throws IOException {
    for (String number : List.of("1", "1.0", "1.00", "1e0", "\"1\"")) {
      assertThat(json(TaskKind.CLASSIFICATION, "{\"prediction\": " + number + ", \"label\": 1.0}"))
          .containsExactly(new LabeledPrediction("1", List.of("1")));
    }
    assertThat(
            json(
                TaskKind.CLASSIFICATION,
                "{\"prediction\": 1.50, \"references\": [9007199254740993]}"))
        .containsExactly(new LabeledPrediction("1.5", List.of("9007199254740993")));
    assertThat(json(TaskKind.CLASSIFICATION, "{\"prediction\": true, \"label\": \"true\"}"))
        .containsExactly(new LabeledPrediction("true", List.of("true")));
  }

  @Test
  void shouldPassOverBlankLinesAByteOrderMarkAndCarriageReturns() throws IOException {
    String row = "{\"prediction\": \"a\", \"label\": \"b\"}";
    assertThat(json(TaskKind.CLASSIFICATION, "\uFEFF" + row + "\r\n\r\n  \n" + row))
        .hasSize(2)
        .containsOnly(new LabeledPrediction("a", List.of("b")));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "CLASSIFICATION, `{\"prediction\": \"a\"`, is not JSON: ",
        "CLASSIFICATION, `{\"prediction\": \"a\", \"label\": \"b\"} {}`, is not JSON: ",
        "CLASSIFICATION, `{\"prediction\": \"a\", \"prediction\": \"b\"}`, is not JSON: Duplicate",
        "CLASSIFICATION, `[]`, is not a JSON object",
        "CLASSIFICATION, `{\"label\": \"a\"}`, has no 'prediction'",
        "CLASSIFICATION, `{\"prediction\": \"a\"}`, `has none of 'reference', 'references',"
            + " 'label'`",
        "CLASSIFICATION, `{\"prediction\": \"a\", \"label\": \"\"}`, label is blank",
        "CLASSIFICATION, `{\"prediction\": null, \"label\": \"a\"}`, prediction is null but must be"
            + " a",
        "CLASSIFICATION, `{\"prediction\": \"a\", \"label\": [\"a\"]}`, `label is [\"a\"] but must"
            + " be a`",
        "CLASSIFICATION, `{\"prediction\": \"a\", \"references\": [\"a\", \"b\"]}`, references"
            + " holds 2",
        "REGRESSION, `{\"prediction\": 1, \"label\": 1}`, `has none of 'reference', 'references',"
            + " 's`",
        "REGRESSION, `{\"prediction\": \"x\", \"score\": 1}`, prediction is 'x' but must be a"
            + " number",
        "REGRESSION, `{\"prediction\": 1, \"score\": 1e999}`, but must be a number",
        "REGRESSION, `{\"prediction\": NaN, \"score\": 1}`, is not JSON: ",
        "REGRESSION, `{\"prediction\": \"NaN\", \"score\": 1}`, prediction is 'NaN' but must be a"
            + " num",
        "REGRESSION, `{\"prediction\": 1, \"score\": 1, \"reference\": 1}`, has both 'reference'"
            + " and 's",
        "SUMMARIZATION, `{\"prediction\": 3, \"reference\": \"a\"}`, prediction is 3 but must be"
            + " text",
        "SUMMARIZATION, `{\"prediction\": \"a\", \"references\": []}`, references is [] but must"
            + " be",
        "SUMMARIZATION, `{\"prediction\": \"a\", \"references\": [\"a\", \" \"]}`, references is"
            + " blank",
      })
  void shouldNameTheLineAndTheFault(TaskKind kind, String line, String fault) {
    String good =
        kind == TaskKind.REGRESSION
            ? "{\"prediction\": 1, \"reference\": 1}"
            : "{\"prediction\": \"a\", \"reference\": \"a\"}";
    assertThatThrownBy(() -> json(kind, good + "\n\n" + line + "\n" + good))
        .isInstanceOf(BadRowException.class)
        .hasMessageStartingWith("rows, line 3: ")
        .hasMessageContaining(fault);
  }

  @Test
  void shouldNameTheLineThatIsNotUtf8() {
    byte[] bytes = {'{', '}', '\n', (byte) 0xC3, '\n', 'a'};
    assertThatThrownBy(
            () ->
                new PredictionReader(TaskKind.SUMMARIZATION)
                    .text(new ByteArrayInputStream(bytes), "refs", in("a\nb\nc"), "preds"))
        .hasMessage("refs, line 2: is not UTF-8");
  }

  @Test
  void shouldPairTheLinesOfTwoFiles() throws IOException {
    assertThat(text(TaskKind.SUMMARIZATION, "a\nb b\n", "\n b"))
        .containsExactly(
            new LabeledPrediction("", List.of("a")), new LabeledPrediction(" b", List.of("b b")));
  }

  @Test
  void shouldSayWhichFileEndsEarly() {
    assertThatThrownBy(() -> text(TaskKind.CLASSIFICATION, "a\nb\nc\n", "a\n"))
        .hasMessage("refs, line 2: has no counterpart: preds ends after 1 lines");
    assertThatThrownBy(() -> text(TaskKind.CLASSIFICATION, "a\n", "a\nb\n"))
        .hasMessage("preds, line 2: has no counterpart: refs ends after 1 lines");
  }

  @Test
  void shouldNameTheFileOfALineThatIsWrong() {
    assertThatThrownBy(() -> text(TaskKind.REGRESSION, "1\n2\n", "1\nx\n"))
        .hasMessage("preds, line 2: prediction is 'x' but must be a number");
    assertThatThrownBy(() -> text(TaskKind.SUMMARIZATION, "a\n \n", "a\nb\n"))
        .hasMessage("refs, line 2: reference is blank");
  }

  private static List<LabeledPrediction> json(TaskKind kind, String text) throws IOException {
    return new PredictionReader(kind).json(in(text), "rows");
  }

  private static List<LabeledPrediction> text(TaskKind kind, String references, String predictions)
      throws IOException {
    return new PredictionReader(kind).text(in(references), "refs", in(predictions), "preds");
  }

  private static InputStream in(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }
}
