package io.headwater.trainer.weighting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.headwater.trainer.TrainerConfig;
import io.headwater.trainer.WeightingConfig;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Compares twelve steps of each strategy with what LibMTL's classes, the authors' code and autograd
 * gave; weightings.json says how they were made.
 */
class WeightingValuesTest {
  private static final double TOLERANCE = 1e-9;

  /**
   * A strategy and what it is to give.
   *
   * @param name strategy and settings
   */
  private record Case(String name, TaskWeighting weighting, List<String> tasks, JsonNode steps) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Case> cases() throws IOException {
    try (InputStream in = WeightingValuesTest.class.getResourceAsStream("weightings.json")) {
      JsonNode all = new ObjectMapper().readTree(in);
      List<String> tasks =
          StreamSupport.stream(all.get("tasks").spliterator(), false)
              .map(JsonNode::asText)
              .toList();
      return StreamSupport.stream(all.get("cases").spliterator(), false)
          .map(one -> read(one, tasks))
          .toList()
          .stream();
    }
  }

  private static Case read(JsonNode one, List<String> tasks) {
    Map<String, String> settings = new HashMap<>();
    settings.put(WeightingConfig.STRATEGY, one.get("strategy").asText());
    one.get("settings")
        .properties()
        .forEach(entry -> settings.put(entry.getKey(), entry.getValue().asText()));
    return new Case(
        settings.toString(),
        new TrainerConfig(settings).weighting().create(),
        tasks,
        one.get("steps"));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void shouldWeighAsTheReference(Case reference) {
    assertThat(reference.steps()).hasSize(12);
    for (JsonNode step : reference.steps()) {
      StepLosses losses = new StepLosses(reference.tasks(), numbers(step.get("losses")));
      List<Double> weights = weigh(reference.weighting(), step, losses);
      List<Double> expected = numbers(step.get("weights"));
      for (int i = 0; i < expected.size(); i++) {
        assertThat(weights.get(i)).isCloseTo(expected.get(i), within(TOLERANCE));
      }
    }
  }

  private static List<Double> weigh(TaskWeighting weighting, JsonNode step, StepLosses losses) {
    if (weighting instanceof TaskWeighting.ByHistory history) {
      List<Double> weights = history.weights(losses.tasks());
      history.observe(losses);
      return weights;
    }
    if (weighting instanceof TaskWeighting.ByLosses byLosses) {
      List<Double> weights = byLosses.weights(losses);
      byLosses.observe(losses, new StepLosses(losses.tasks(), numbers(step.get("after"))));
      // The reference's sum to 1.
      return Vectors.scaled(weights, 1 / Vectors.sum(weights));
    }
    StepGradients gradients =
        new StepGradients(
            losses,
            StreamSupport.stream(step.get("products").spliterator(), false)
                .map(WeightingValuesTest::numbers)
                .toList());
    if (weighting instanceof PcGradWeighting) {
      Iterator<JsonNode> orders = step.get("orders").iterator();
      return PcGradWeighting.coefficients(
          gradients,
          () -> numbers(orders.next()).stream().map(number -> number.intValue()).toList());
    }
    TaskWeighting.ByGradients byGradients = (TaskWeighting.ByGradients) weighting;
    List<Double> weights = byGradients.weights(gradients, 0);
    byGradients.observe(gradients);
    return weights;
  }

  private static List<Double> numbers(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).map(JsonNode::asDouble).toList();
  }
}
