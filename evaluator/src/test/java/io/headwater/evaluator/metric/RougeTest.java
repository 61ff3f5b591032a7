package io.headwater.evaluator.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class RougeTest {
  private final Rouge rouge = new Rouge(true);

  /**
   * The fixture holds random texts, some beyond ASCII and with several references, with what {@code
   * RougeScorer(["rouge1", "rouge2", "rougeL"], use_stemmer=True).score_multi} of rouge_score 0.1.2
   * gives.
   */
  @Test
  void shouldEqualRougeScoreToTheLastDigit() throws IOException {
    try (InputStream fixture = getClass().getResourceAsStream("rouge.json")) {
      JsonNode cases = new ObjectMapper().readTree(fixture);
      assertThat(cases).hasSizeGreaterThan(100);
      for (JsonNode one : cases) {
        List<String> references = new ArrayList<>();
        one.get("references").forEach(reference -> references.add(reference.textValue()));
        RougeScores scores = rouge.score(references, one.get("text").textValue());
        assertThat(scores.rouge1()).as("%s", one).isEqualTo(expected(one.get("rouge1")));
        assertThat(scores.rouge2()).as("%s", one).isEqualTo(expected(one.get("rouge2")));
        assertThat(scores.rougeL()).as("%s", one).isEqualTo(expected(one.get("rougeL")));
      }
    }
  }

  /**
   * The fixture holds random texts of several lines, some empty, with what {@code
   * RougeScorer(["rougeLsum"], use_stemmer=True).score_multi} of rouge_score 0.1.2 gives.
   */
  @Test
  void shouldEqualRougeScoreToTheLastDigitOverLines() throws IOException {
    try (InputStream fixture = getClass().getResourceAsStream("rouge-lines.json")) {
      JsonNode cases = new ObjectMapper().readTree(fixture);
      assertThat(cases).hasSizeGreaterThan(100);
      for (JsonNode one : cases) {
        List<String> references = new ArrayList<>();
        one.get("references").forEach(reference -> references.add(reference.textValue()));
        RougeScores scores = rouge.score(references, one.get("text").textValue());
        assertThat(scores.rougeLsum()).as("%s", one).isEqualTo(expected(one.get("rougeLsum")));
      }
    }
  }

  @Test
  void shouldSeeWordsOfOtherScriptsOnlyWhereAskedTo() {
    Rouge unicode = new Rouge(true, RougeWords.UNICODE);
    for (String text : List.of("今天天气很好", "сегодня хорошая погода", "आज मौसम अच्छा है", "วันนี้")) {
      assertThat(rouge.score(List.of(text), text).rouge1().fMeasure()).isZero();
      assertThat(rouge.isBlindTo(text)).isTrue();
      assertThat(unicode.score(List.of(text), text).rougeL().fMeasure()).isEqualTo(1);
      assertThat(unicode.isBlindTo(text)).isFalse();
    }
    assertThat(unicode.score(List.of("今天下雨"), "今天天气").rouge1().recall()).isEqualTo(0.5);
    assertThat(unicode.score(List.of("große Häuser"), "Große Haus").rouge1().recall())
        .isEqualTo(0.5);
    assertThat(unicode.score(List.of("He is running"), "he run").rouge1().fMeasure())
        .isEqualTo(rouge.score(List.of("He is running"), "he run").rouge1().fMeasure())
        .isPositive();
    assertThat(rouge.isBlindTo(" \n")).isFalse();
  }

  private static RougeScore expected(JsonNode values) {
    return new RougeScore(
        values.get(0).doubleValue(), values.get(1).doubleValue(), values.get(2).doubleValue());
  }

  @Test
  void shouldAgreeWithTheOriginalPerlScript() throws IOException {
    Path shared = Path.of(System.getProperty("headwater.shared.data", "../../shared/data"));
    Path cases = shared.resolve("metric-refs").resolve("rouge155_cases.json");
    Assumptions.assumeTrue(
        Files.exists(cases), "the folder of reference values (headwater.shared.data) is not here");
    int checked = 0;
    for (JsonNode one : new ObjectMapper().readTree(cases.toFile()).get("cases")) {
      RougeScores scores =
          new Rouge(one.get("stemmer").booleanValue())
              .score(List.of(one.get("target").textValue()), one.get("prediction").textValue());
      RougeScore score;
      switch (one.get("metric").textValue()) {
        case "rouge1" -> score = scores.rouge1();
        case "rouge2" -> score = scores.rouge2();
        case "rougeL" -> score = scores.rougeL();
        case "rougeLsum" -> score = scores.rougeLsum();
        default -> {
          continue;
        }
      }
      var tolerance = within(Math.pow(10, -one.get("places").intValue()));
      assertThat(score.precision()).isCloseTo(one.get("precision").doubleValue(), tolerance);
      assertThat(score.recall()).isCloseTo(one.get("recall").doubleValue(), tolerance);
      assertThat(score.fMeasure()).isCloseTo(one.get("fmeasure").doubleValue(), tolerance);
      checked++;
    }
    assertThat(checked).isGreaterThan(5);
  }

  @Test
  void shouldTakeTheBestReferenceForEachKindOfScore() {
    RougeScores scores = rouge.score(List.of("nothing alike", "a b c"), "a b c");
    assertThat(scores.rouge2().fMeasure()).isEqualTo(1);
  }

  @Test
  void shouldRefuseToScoreWithoutReferences() {
    assertThatThrownBy(() -> rouge.score(List.of(), "a"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("references");
  }

  @Property
  void shouldScoreOneLineAloneAsRougeL(@ForAll String reference, @ForAll String text) {
    String line = text.replace('\n', ' ');
    RougeScores scores = rouge.score(List.of(reference.replace('\n', ' ')), line);
    assertThat(scores.rougeLsum()).isEqualTo(scores.rougeL());
    assertThat(rouge.score(List.of(reference), text + "\n\n").rougeLsum())
        .as("empty lines do not count")
        .isEqualTo(rouge.score(List.of(reference), text).rougeLsum());
  }

  @Property
  void shouldSwapPrecisionAndRecallWhenTextAndReferenceAreSwapped(
      @ForAll String one, @ForAll String other) {
    RougeScores there = rouge.score(List.of(one), other);
    RougeScores back = rouge.score(List.of(other), one);
    assertThat(there.rouge1().precision()).isEqualTo(back.rouge1().recall());
    assertThat(there.rouge2().precision()).isEqualTo(back.rouge2().recall());
    assertThat(there.rougeL().fMeasure()).isEqualTo(back.rougeL().fMeasure());
    assertThat(there.rougeL().recall()).isLessThanOrEqualTo(there.rouge1().recall());
  }
}
