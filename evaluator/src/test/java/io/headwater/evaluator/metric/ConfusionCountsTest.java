package io.headwater.evaluator.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class ConfusionCountsTest {

  /**
   * The fixture holds random labels with what scikit-learn 1.9.1 gives for {@code accuracy_score},
   * {@code f1_score} (macro and micro) and {@code matthews_corrcoef}.
   */
  @Test
  void shouldEqualScikitLearn() throws IOException {
    try (InputStream fixture = getClass().getResourceAsStream("classification.json")) {
      JsonNode cases = new ObjectMapper().readTree(fixture);
      assertThat(cases).hasSizeGreaterThan(10);
      for (JsonNode one : cases) {
        ConfusionCounts counts = new ConfusionCounts();
        for (int i = 0; i < one.get("truth").size(); i++) {
          counts.add(one.get("truth").get(i).textValue(), one.get("prediction").get(i).textValue());
        }
        var tolerance = within(1e-12);
        assertThat(counts.accuracy()).isCloseTo(one.get("accuracy").doubleValue(), tolerance);
        assertThat(counts.macroF1()).isCloseTo(one.get("macroF1").doubleValue(), tolerance);
        assertThat(counts.microF1()).isCloseTo(one.get("microF1").doubleValue(), tolerance);
        assertThat(counts.matthews()).isCloseTo(one.get("matthews").doubleValue(), tolerance);
      }
    }
  }

  @Test
  void shouldEqualTheReferenceFiguresOfBinaryTasks() throws IOException {
    Path shared = Path.of(System.getProperty("headwater.shared.data", "../../shared/data"));
    Path cases = shared.resolve("metric-refs").resolve("glue_metric_cases.json");
    Assumptions.assumeTrue(
        Files.exists(cases), "the folder of reference values (headwater.shared.data) is not here");
    int checked = 0;
    for (JsonNode one : new ObjectMapper().readTree(cases.toFile())) {
      if (one.has("tp")) {
        ConfusionCounts counts = new ConfusionCounts();
        repeat(counts, one.get("tp").intValue(), "1", "1");
        repeat(counts, one.get("fp").intValue(), "0", "1");
        repeat(counts, one.get("fn").intValue(), "1", "0");
        repeat(counts, one.get("tn").intValue(), "0", "0");
        var tolerance = within(1e-12);
        assertThat(counts.accuracy()).isCloseTo(one.get("accuracy").doubleValue(), tolerance);
        assertThat(counts.macroF1()).isCloseTo(one.get("macro_f1").doubleValue(), tolerance);
        assertThat(counts.matthews()).isCloseTo(one.get("mcc").doubleValue(), tolerance);
        checked++;
      }
    }
    assertThat(checked).isPositive();
  }

  @Test
  void shouldBeZeroWithoutExamples() {
    ConfusionCounts counts = new ConfusionCounts();
    assertThat(counts.accuracy()).isZero();
    assertThat(counts.macroF1()).isZero();
    assertThat(counts.microF1()).isZero();
    assertThat(counts.matthews()).isZero();
  }

  private static void repeat(ConfusionCounts counts, int times, String truth, String prediction) {
    for (int i = 0; i < times; i++) {
      counts.add(truth, prediction);
    }
  }
}
