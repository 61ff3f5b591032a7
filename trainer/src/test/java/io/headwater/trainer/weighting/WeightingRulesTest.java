package io.headwater.trainer.weighting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.headwater.trainer.TrainerConfig;
import io.headwater.trainer.WeightingConfig;
import io.headwater.trainer.weighting.RandomSteps.Step;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** What holds for every strategy, whatever tasks are present when. */
class WeightingRulesTest {
  private static final List<String> NAMES =
      List.of(
          EqualWeighting.NAME,
          UncertaintyWeighting.NAME,
          DwaWeighting.NAME,
          GradNormWeighting.NAME,
          FamoWeighting.NAME,
          PcGradWeighting.NAME,
          CosineWeighting.NAME,
          LiveWeighting.NAME);

  @Provide
  Arbitrary<String> strategies() {
    return Arbitraries.of(NAMES);
  }

  private static TaskWeighting create(String name) {
    return new TrainerConfig(
            Map.of(WeightingConfig.STRATEGY, name, WeightingConfig.PERIOD_STEPS, "3"))
        .weighting()
        .create();
  }

  /** Tells a strategy of a step, and a live one of a reading of its first task besides. */
  private static void observe(TaskWeighting weighting, Step step, long number) {
    RandomSteps.observe(weighting, step);
    if (weighting instanceof LiveWeighting live) {
      double quality = step.seed() % 1000 / 1000.0;
      String task = step.tasks().get(0);
      live.read(new QualityReading(task, "accuracy", quality, 100, Instant.EPOCH, 0, number));
    }
  }

  @Property(tries = 200, seed = "7")
  void shouldGiveEveryPresentTaskAFairWeightInEachStep(
      @ForAll("strategies") String name, @ForAll long seed) {
    TaskWeighting weighting = create(name);
    RandomSteps steps = new RandomSteps(seed);
    for (int number = 0; number < 40; number++) {
      Step step = steps.next();
      List<Double> raw = RandomSteps.weights(weighting, step);
      assertThat(raw)
          .hasSize(step.tasks().size())
          .allMatch(weight -> weight >= 0 && Double.isFinite(weight))
          .anyMatch(weight -> weight > 0);
      List<Double> weights = WeightNormalizer.DEFAULT.normalize(raw);
      assertThat(Vectors.sum(weights)).isCloseTo((double) step.tasks().size(), within(1e-9));
      assertThat(weights).allMatch(weight -> weight > 0.02);
      observe(weighting, step, number);
    }
  }

  @Property(tries = 200, seed = "7")
  void shouldGoOnExactlyFromItsState(
      @ForAll("strategies") String name, @ForAll long seed, @ForAll @IntRange(max = 30) int cut) {
    TaskWeighting whole = create(name);
    TaskWeighting resumed = create(name);
    RandomSteps steps = new RandomSteps(seed);
    for (int number = 0; number < 40; number++) {
      if (number == cut) {
        resumed.restore(whole.state());
      }
      Step step = steps.next();
      if (number >= cut) {
        assertThat(RandomSteps.weights(resumed, step)).isEqualTo(RandomSteps.weights(whole, step));
        observe(resumed, step, number);
      }
      observe(whole, step, number);
    }
    assertThat(resumed.state()).isEqualTo(whole.state());
  }

  @Property(tries = 100, seed = "7")
  void shouldNotMoveForBeingAsked(@ForAll("strategies") String name, @ForAll long seed) {
    TaskWeighting weighting = create(name);
    RandomSteps steps = new RandomSteps(seed);
    for (int number = 0; number < 10; number++) {
      observe(weighting, steps.next(), number);
    }
    Map<String, String> before = weighting.state();
    Step step = steps.next();
    List<Double> first = RandomSteps.weights(weighting, step);
    assertThat(RandomSteps.weights(weighting, step)).isEqualTo(first);
    assertThat(weighting.state()).isEqualTo(before);
  }

  @Property(tries = 100, seed = "7")
  void shouldKeepAnAbsentTaskAsItIs(@ForAll("strategies") String name, @ForAll long seed) {
    TaskWeighting weighting = create(name);
    RandomSteps steps = new RandomSteps(seed);
    for (int number = 0; number < 10; number++) {
      observe(weighting, steps.of(List.of("a", "b", "c", "d")), number);
    }
    Map<String, String> before = weighting.state();
    for (int number = 10; number < 60; number++) {
      observe(weighting, steps.of(List.of("b", "c", "d")), number);
    }
    before.forEach(
        (key, value) -> {
          if (key.endsWith("a")) {
            assertThat(weighting.state()).containsEntry(key, value);
          }
        });
    assertThat(WeightNormalizer.DEFAULT.normalize(weigh(weighting, steps, "a", "b")))
        .allMatch(weight -> weight > 0.02);
  }

  @Property(tries = 100, seed = "7")
  void shouldLearnNothingOfTheOthersFromATaskAlone(@ForAll long seed) {
    for (String name : List.of(GradNormWeighting.NAME, FamoWeighting.NAME, CosineWeighting.NAME)) {
      TaskWeighting weighting = create(name);
      RandomSteps steps = new RandomSteps(seed);
      for (int number = 0; number < 20; number++) {
        observe(weighting, steps.of(List.of("a", "b")), number);
      }
      Map<String, String> before = weighting.state();
      for (int number = 0; number < 100; number++) {
        Step alone = steps.of(List.of("a"));
        assertThat(WeightNormalizer.DEFAULT.normalize(RandomSteps.weights(weighting, alone)))
            .containsExactly(1.0);
        observe(weighting, alone, number);
      }
      assertThat(weighting.state()).as(name).isEqualTo(before);
    }
  }

  @Property(tries = 100, seed = "7")
  void shouldStartALateTaskAmongTheOthers(@ForAll long seed) {
    for (String name : List.of(GradNormWeighting.NAME, CosineWeighting.NAME)) {
      TaskWeighting weighting = create(name);
      RandomSteps steps = new RandomSteps(seed);
      for (int number = 0; number < 300; number++) {
        observe(weighting, steps.of(List.of("a", "b", "c")), number);
      }
      List<Double> weights = weigh(weighting, steps, "a", "b", "c", "late");
      List<Double> others = new ArrayList<>(weights.subList(0, 3));
      assertThat(weights.get(3))
          .as(name)
          .isBetween(Collections.min(others) - 1e-9, Collections.max(others) + 1e-9);
    }
  }

  private static List<Double> weigh(TaskWeighting weighting, RandomSteps steps, String... tasks) {
    return RandomSteps.weights(weighting, steps.of(List.of(tasks)));
  }
}
