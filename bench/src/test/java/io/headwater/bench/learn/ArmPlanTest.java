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

  private static ArmPlan plan(Set<Group> groups, String... only) {
    return new ArmPlan(Map.of(), new Selection(groups, Set.of(only), 3), TASKS);
  }

  private static Map<String, Double> rates() {
    return OptimizerConfig.NAMES.stream()
        .collect(java.util.stream.Collectors.toMap(name -> name, name -> 0.5));
  }

  @Test
  void shouldCompareEveryStrategyWithEqualWeightsUnderTheSameOptimizer() {
    List<Contest> contests = plan(Set.of(Group.WEIGHTINGS)).contests(Map.of());

    assertThat(contests).hasSize(WeightingConfig.NAMES.size() - 1);
    assertThat(contests)
        .allSatisfy(
            contest -> {
              assertThat(contest.baseline().weighting()).isEqualTo("equal");
              assertThat(contest.arm().weighing("equal")).isEqualTo(contest.baseline());
            });
  }

  @Test
  void shouldCompareEveryOptimizerAtItsBestRateWithAdamWAtItsOwn() {
    List<Contest> contests = plan(Set.of(Group.OPTIMIZERS)).contests(rates());

    assertThat(contests).hasSize(OptimizerConfig.NAMES.size() - 1);
    assertThat(contests)
        .allSatisfy(
            contest -> {
              assertThat(contest.baseline().optimizer()).isEqualTo("adamw");
              assertThat(contest.arm().rate()).isEqualTo(0.5);
            });
  }

  @Test
  void shouldCompareTheOneModelWithTwoOfEachTask() {
    assertThat(plan(Set.of(Group.TASKS)).contests(Map.of()))
        .extracting(contest -> contest.baseline().feed())
        .containsExactly(Feed.alone("a"), Feed.shared("a"), Feed.alone("b"), Feed.shared("b"));
  }

  @Test
  void shouldRunEachArmOnceTheBaseFirst() {
    ArmPlan plan = plan(EnumSet.allOf(Group.class));
    List<Contest> contests = plan.contests(rates());
    List<Arm> odd = plan.arms(contests, 1);
    List<Arm> even = plan.arms(contests, 2);

    assertThat(odd).doesNotHaveDuplicates().startsWith(plan.base());
    assertThat(even).containsExactlyInAnyOrderElementsOf(odd).startsWith(plan.base());
    assertThat(even.get(1)).isEqualTo(odd.get(odd.size() - 1));
  }

  @Test
  void shouldKeepToTheNamesGiven() {
    ArmPlan plan = plan(EnumSet.allOf(Group.class), "famo", "sgd", "b");

    assertThat(plan.optimizers()).containsExactly("adamw", "sgd");
    assertThat(plan.contests(rates()))
        .extracting(Contest::name)
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
        new ArmPlan(settings, new Selection(Set.of(Group.WEIGHTINGS), Set.of(), 2), TASKS);

    assertThat(plan.base()).isEqualTo(new Arm("equal", "sgd", 0.7, Feed.ALL));
    assertThat(plan.usual("sgd").rate())
        .isEqualTo(Arm.of(Map.of("trainer.optimizer", "sgd")).rate());
    assertThat(plan.base().config(settings, 3).getInt("trainer.batch.tokens")).isEqualTo(512);
  }
}
