package io.headwater.bench.learn;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.trainer.OptimizerConfig;
import io.headwater.trainer.WeightingConfig;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ArmPlanTest {
  private static final List<String> TASKS = List.of("a", "b");

  private static ArmPlan plan(Set<ComparisonGroup> groups, String... only) {
    return new ArmPlan(Map.of(), new LearnSelection(groups, Set.of(only), 3), TASKS);
  }

  private static Map<String, Double> rates() {
    return OptimizerConfig.NAMES.stream()
        .collect(java.util.stream.Collectors.toMap(name -> name, name -> 0.5));
  }

  @Test
  void shouldCompareEveryStrategyWithEqualWeightsUnderTheSameOptimizer() {
    List<ArmPair> pairs = plan(Set.of(ComparisonGroup.WEIGHTINGS)).pairs(Map.of());

    assertThat(pairs).hasSize(WeightingConfig.NAMES.size() - 1);
    assertThat(pairs)
        .allSatisfy(
            pair -> {
              assertThat(pair.baseline().weighting()).isEqualTo("equal");
              assertThat(pair.arm().weighing("equal")).isEqualTo(pair.baseline());
            });
  }

  @Test
  void shouldCompareEveryOptimizerAtItsBestRateWithAdamWAtItsOwn() {
    List<ArmPair> pairs = plan(Set.of(ComparisonGroup.OPTIMIZERS)).pairs(rates());

    assertThat(pairs).hasSize(OptimizerConfig.NAMES.size() - 1);
    assertThat(pairs)
        .allSatisfy(
            pair -> {
              assertThat(pair.baseline().optimizer()).isEqualTo("adamw");
              assertThat(pair.arm().rate()).isEqualTo(0.5);
            });
  }

  @Test
  void shouldCompareTheOneModelWithTwoOfEachTask() {
    assertThat(plan(Set.of(ComparisonGroup.TASKS)).pairs(Map.of()))
        .extracting(pair -> pair.baseline().feed())
        .containsExactly(
            StreamScope.alone("a"),
            StreamScope.shared("a"),
            StreamScope.alone("b"),
            StreamScope.shared("b"));
  }

  @Test
  void shouldRunEachArmOnceTheBaseFirst() {
    ArmPlan plan = plan(EnumSet.allOf(ComparisonGroup.class));
    List<ArmPair> pairs = plan.pairs(rates());
    List<Arm> odd = plan.arms(pairs, 1);
    List<Arm> even = plan.arms(pairs, 2);

    assertThat(odd).doesNotHaveDuplicates().startsWith(plan.base());
    assertThat(even).containsExactlyInAnyOrderElementsOf(odd).startsWith(plan.base());
    assertThat(even.get(1)).isEqualTo(odd.get(odd.size() - 1));
  }

  @Test
  void shouldKeepToTheNamesGiven() {
    ArmPlan plan = plan(EnumSet.allOf(ComparisonGroup.class), "famo", "sgd", "b");

    assertThat(plan.optimizers()).containsExactly("adamw", "sgd");
    assertThat(plan.pairs(rates()))
        .extracting(ArmPair::name)
        .containsExactly("famo", "sgd", "b", "b");
  }

  @Test
  void shouldHeedTheSettingsAllArmsShare() {
    Map<String, String> settings =
        Map.of(
            "trainer.optimizer",
            "sgd",
            "trainer.optimizer.learning.rate",
            "0.7",
            "trainer.batch.tokens",
            "512");
    ArmPlan plan =
        new ArmPlan(
            settings, new LearnSelection(Set.of(ComparisonGroup.WEIGHTINGS), Set.of(), 2), TASKS);

    assertThat(plan.base()).isEqualTo(new Arm("equal", "sgd", 0.7, StreamScope.ALL));
    assertThat(plan.usual("sgd").rate())
        .isEqualTo(Arm.of(Map.of("trainer.optimizer", "sgd")).rate());
    assertThat(plan.base().config(settings, 3).getInt("trainer.batch.tokens")).isEqualTo(512);
  }
}
