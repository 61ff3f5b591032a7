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
import java.util.function.Function;
import java.util.stream.StreamSupport;
import java.util.zip.GZIPInputStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class AnswerMatchTest {

  @Test
  void shouldNotCountCaseArticlesPunctuationAndSpace() {
    assertThat(AnswerMatch.of(List.of("The  \"Denver\"\tBroncos!"), "denver broncos"))
        .isEqualTo(new AnswerMatch(1, 1));
  }

  @Test
  void shouldTakeTheBestReference() {
    AnswerMatch match = AnswerMatch.of(List.of("x", "in the year 1999"), "1999 in");
    assertThat(match.exact()).isZero();
    // both words of two are among three
    assertThat(match.f1()).isCloseTo(2 * (2 / 3.0) / (1 + 2 / 3.0), within(1e-15));
  }

  @Test
  void shouldRefuseToScoreWithoutReferences() {
    assertThatThrownBy(() -> AnswerMatch.of(List.of(), "a"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("references");
  }

  @Property
  void shouldBeSymmetricAndBounded(@ForAll String one, @ForAll String other) {
    AnswerMatch there = AnswerMatch.of(List.of(one), other);
    assertThat(there.exact()).isEqualTo(AnswerMatch.of(List.of(other), one).exact());
    assertThat(there.f1())
        .isBetween(0.0, 1.0)
        .isCloseTo(AnswerMatch.of(List.of(other), one).f1(), within(1e-12));
    assertThat(AnswerMatch.of(List.of(one), one).exact()).isEqualTo(1);
  }

  @Test
  void shouldEqualTheOfficialScriptOnSquad() throws IOException {
    Path shared = Path.of(System.getProperty("headwater.shared.data", "../../shared/data"));
    Path data = shared.resolve("SQuAD1.1-dev").resolve("dev-v1.1.json.gz");
    Path expected = shared.resolve("metric-refs/squad/expected_squad11_dev.json");
    Assumptions.assumeTrue(
        Files.exists(data) && Files.exists(expected),
        "the folder of reference values (headwater.shared.data) is not here");
    List<List<String>> answers = new ArrayList<>();
    try (InputStream in = new GZIPInputStream(Files.newInputStream(data))) {
      for (JsonNode answer : new ObjectMapper().readTree(in).findValues("answers")) {
        answers.add(
            StreamSupport.stream(answer.spliterator(), false)
                .map(one -> one.get("text").textValue())
                .toList());
      }
    }
    JsonNode values = new ObjectMapper().readTree(expected.toFile()).get("expected");
    check(answers, one -> one.get(one.size() - 1), values.get("last_gold"));
    check(answers, one -> one.get(0).split("\\s+", 2)[0], values.get("first_word_of_gold"));
  }

  private static void check(
      List<List<String>> answers, Function<List<String>, String> rule, JsonNode expected) {
    List<AnswerMatch> matches =
        answers.stream().map(one -> AnswerMatch.of(one, rule.apply(one))).toList();
    assertThat(100 * matches.stream().mapToDouble(AnswerMatch::exact).average().orElseThrow())
        .isCloseTo(expected.get("exact_match").doubleValue(), within(1e-9));
    assertThat(100 * matches.stream().mapToDouble(AnswerMatch::f1).average().orElseThrow())
        .isCloseTo(expected.get("f1").doubleValue(), within(1e-9));
  }
}
