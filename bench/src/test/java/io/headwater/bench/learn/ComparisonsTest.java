package io.headwater.bench.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ComparisonsTest {
  private static final Arm BASE = new Arm("equal", "adamw", 0.002, StreamScope.ALL);
  private static final Arm OTHER = BASE.weighing("famo");
  private static final LearnSettings SETTINGS =
      new LearnSettings(
          "here",
          "tiny",
          100,
          "1 steps",
          "1 steps",
          Map.of(),
          Map.of(),
          List.of(
              new LearnSettings.TaskSize("a", "CLASSIFICATION", "accuracy", 9, 9, 9),
              new LearnSettings.TaskSize("b", "REGRESSION", "pearson", 9, 9, 9)));

  private final List<LearnRun> runs = new ArrayList<>();

  private void ran(Arm arm, long seed, Map<String, Double> metrics) {
    Map<String, TaskScore> grades = new java.util.HashMap<>();
    metrics.forEach((task, metric) -> grades.put(task, new TaskScore(metric, Double.NaN, 9)));
    runs.add(new LearnRun(arm, seed, 1, 1, 0, 1, Map.of(), grades, grades));
  }

  private List<Comparison> compare(ArmPair... pairs) {
    return Comparisons.of(
        new LearnReport(SETTINGS, List.of(), Map.of(), runs, List.of()), List.of(pairs));
  }

  private static Comparison of(List<Comparison> found, String task, String baseline) {
    return found.stream()
        .filter(c -> c.task().equals(task) && c.baseline().equals(baseline))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void shouldPairBySeedAndCallWhatMayBeChanceNoise() {
    // The seeds differ by much more than the arms do within each.
    double[][] figures = {{.50, .51}, {.70, .712}, {.60, .611}};
    for (int i = 0; i < 3; i++) {
      ran(BASE, i + 1, Map.of("a", figures[i][0], "b", 0.3));
      ran(OTHER, i + 1, Map.of("a", figures[i][1], "b", 0.3 + (i - 1) * 0.1));
    }
    List<Comparison> found = compare(new ArmPair(ComparisonGroup.WEIGHTINGS, "famo", OTHER, BASE));

    Comparison a = of(found, "a", "equal");
    assertThat(a.difference()).isCloseTo(0.011, within(1e-12));
    assertThat(a.low()).isPositive();
    assertThat(a.noise()).isFalse();
    assertThat(of(found, "b", "equal").noise()).isTrue();
    assertThat(of(found, "mean", "equal").value()).isCloseTo((.611 + .3) / 2, within(1e-12));
    assertThat(found).hasSize(6);
  }

  @Test
  void shouldCompareOnlySeedsBothHaveRunAndGiveOneSeedNoInterval() {
    ran(BASE, 1, Map.of("a", .5, "b", .5));
    ran(BASE, 2, Map.of("a", .9, "b", .9));
    ran(OTHER, 1, Map.of("a", .6, "b", .6));

    Comparison mean = compare(new ArmPair(ComparisonGroup.WEIGHTINGS, "famo", OTHER, BASE)).get(0);

    assertThat(mean.seeds()).isEqualTo(1);
    assertThat(mean.baselineValue()).isEqualTo(.5);
    assertThat(mean.low()).isNaN();
    assertThat(mean.noise()).isTrue();
  }

  @Test
  void shouldCompareTheOneModelWithTheMeanOfASingleModelEach() {
    ArmPair[] pairs = {
      new ArmPair(ComparisonGroup.TASKS, "a", BASE, BASE.fed(StreamScope.alone("a"))),
      new ArmPair(ComparisonGroup.TASKS, "b", BASE, BASE.fed(StreamScope.alone("b"))),
      new ArmPair(ComparisonGroup.TASKS, "a", BASE, BASE.fed(StreamScope.shared("a")))
    };
    for (long seed = 1; seed <= 2; seed++) {
      ran(BASE, seed, Map.of("a", .6, "b", .4));
      ran(BASE.fed(StreamScope.alone("a")), seed, Map.of("a", .7));
      ran(BASE.fed(StreamScope.alone("b")), seed, Map.of("b", .1));
      ran(BASE.fed(StreamScope.shared("a")), seed, Map.of("a", .3));
    }
    List<Comparison> found = compare(pairs);

    assertThat(of(found, "a", "single task, same time").difference()).isCloseTo(-.1, within(1e-12));
    assertThat(of(found, "a", "single task, same examples").difference())
        .isCloseTo(.3, within(1e-12));
    assertThat(of(found, "mean", "single task, same time").baselineValue())
        .isCloseTo(.4, within(1e-12));
    assertThat(of(found, "mean", "single task, same time").value()).isCloseTo(.5, within(1e-12));
  }

  @Test
  void shouldLeaveOutWhatHasNotRun() {
    ran(BASE, 1, Map.of("a", .5, "b", .5));

    assertThat(compare(new ArmPair(ComparisonGroup.WEIGHTINGS, "famo", OTHER, BASE))).isEmpty();
    assertThat(
            compare(
                new ArmPair(ComparisonGroup.TASKS, "a", BASE, BASE.fed(StreamScope.alone("a")))))
        .isEmpty();
  }

  /** Returns what is said of three seeds, at which the first task's figures differ by so much. */
  private List<String> said(double... differences) {
    for (int i = 0; i < 3; i++) {
      ran(BASE, i + 1, Map.of("a", .5, "b", .5 + i * .01));
      ran(OTHER, i + 1, Map.of("a", .5 + differences[i], "b", .5 + i * .01));
    }
    LearnReport report = new LearnReport(SETTINGS, List.of(), Map.of(), runs, List.of());
    List<ArmPair> pairs = List.of(new ArmPair(ComparisonGroup.WEIGHTINGS, "famo", OTHER, BASE));
    return new LearnText(report.withComparisons(Comparisons.of(report, pairs))).lines();
  }

  @Test
  void shouldSayPlainlyWhatIsNoise() {
    List<String> lines = said(.1, .101, .102);

    assertThat(lines).anyMatch(line -> line.startsWith("famo") && line.contains("better"));
    assertThat(lines)
        .contains("Held out, better than equal: famo; worse: none; noise: none")
        .anyMatch(line -> line.matches("famo +0\\.6010\\* +0\\.5100"));
  }

  @Test
  void shouldWidenTheIntervalsOfMeansSoThatAllHoldTogether() {
    // Alone, the mean's interval would be .025 + [-.0215, .0215]: 4.303 standard errors of .005.
    // Two means are compared, so it takes 6.205: Student's t of two degrees at 97.5 %.
    double step = .01 * Math.sqrt(3);
    List<String> lines = said(.05 - step, .05, .05 + step);

    assertThat(lines)
        .contains(
            "All 2 intervals of means hold together with 95 % (Bonferroni: each with 97.50 %)")
        .contains("Held out, better than equal: none; worse: none; noise: famo")
        .anyMatch(line -> line.contains("[-0.0060, +0.0560]") && line.contains("noise"));
  }

  @Test
  void shouldSayHowManyVerdictsChanceAloneWouldGive() {
    double step = .01 * Math.sqrt(3);

    assertThat(said(.05 - step, .05, .05 + step))
        .contains(
            "Held out, by task; * where the 95 % interval of the difference does not hold 0, each"
                + " taken alone: of these 2, chance alone would give about 0.1")
        .anyMatch(line -> line.matches("famo +0\\.5500\\* +0\\.5100"));
  }

  @Test
  void shouldBeCompleteOnceAllIsComparedOverAllSeeds() {
    ran(BASE, 1, Map.of("a", .5, "b", .5));
    ran(BASE, 2, Map.of("a", .5, "b", .5));
    ran(OTHER, 1, Map.of("a", .5, "b", .5));
    LearnSelection both = new LearnSelection(Set.of(ComparisonGroup.WEIGHTINGS), Set.of("famo"), 2);
    ArmPair pair = new ArmPair(ComparisonGroup.WEIGHTINGS, "famo", OTHER, BASE);
    LearnReport one = new LearnReport(SETTINGS, List.of(), Map.of(), runs, compare(pair));
    ran(OTHER, 2, Map.of("a", .5, "b", .5));
    LearnReport two = new LearnReport(SETTINGS, List.of(), Map.of(), runs, compare(pair));

    assertThat(LearnBench.isComplete(one, both)).isFalse();
    assertThat(LearnBench.isComplete(two, both)).isTrue();
    assertThat(
            LearnBench.isComplete(
                two,
                new LearnSelection(Set.of(ComparisonGroup.WEIGHTINGS), Set.of("famo", "dwa"), 2)))
        .isFalse();
    assertThat(
            LearnBench.isComplete(
                two,
                new LearnSelection(
                    Set.of(ComparisonGroup.WEIGHTINGS, ComparisonGroup.OPTIMIZERS), Set.of(), 2)))
        .isFalse();
  }
}
