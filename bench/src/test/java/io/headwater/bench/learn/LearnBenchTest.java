package io.headwater.bench.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class LearnBenchTest {
  private static final Budget STEPS = Budget.ofSteps(4);
  private static final Budget TRIAL = Budget.ofSteps(1);
  private static final Map<String, String> SETTINGS = Map.of("trainer.batch.tokens", "256");
  private static Corpus corpus;

  private final List<String> said = new ArrayList<>();
  private final List<LearnReport> kept = new ArrayList<>();

  @BeforeAll
  static void make() {
    corpus = SmallData.corpus();
  }

  @AfterAll
  static void close() {
    corpus.close();
  }

  private static LearnReport empty() {
    return LearnReport.empty(LearnSettings.of("small", "tiny", corpus, STEPS, TRIAL, SETTINGS));
  }

  private LearnReport run(LearnReport from, Set<ComparisonGroup> groups, String... only)
      throws IOException {
    return new LearnBench(
            corpus,
            STEPS,
            TRIAL,
            new LearnSelection(groups, Set.of(only), 2),
            from,
            kept::add,
            said::add)
        .run();
  }

  /** What a run came to, without how long it took. */
  private static List<Object> figures(LearnRun run) {
    return List.of(
        run.arm(),
        run.seed(),
        run.steps(),
        run.tokens(),
        run.examples(),
        run.prequential(),
        run.exam());
  }

  @Test
  void shouldRunEveryGroupAndCompareIt() throws IOException {
    LearnReport report =
        run(
            empty(),
            EnumSet.allOf(ComparisonGroup.class),
            "uncertainty",
            "famo",
            "pcgrad",
            "live",
            "sgd",
            "tone");

    assertThat(report.rates()).containsOnlyKeys("adamw", "sgd");
    assertThat(report.trials()).hasSizeBetween(10, 14).allMatch(run -> run.seed() == 0);
    assertThat(report.comparisons())
        .extracting(Comparison::name)
        .contains("uncertainty", "famo", "pcgrad", "live", "sgd", "tone", "mean");
    assertThat(report.comparisons()).allMatch(comparison -> comparison.seeds() == 2);
    assertThat(report.runs())
        .allSatisfy(run -> assertThat(run.exam().values()).allMatch(g -> g.rows() == 12));
    assertThat(report.runs())
        .filteredOn(run -> run.arm().feed().equals(StreamScope.ALL))
        .allMatch(run -> run.steps() == 4 && run.left() == 0);
    assertThat(said).first().asString().contains("runs to do").contains("minutes");
    assertThat(new LearnText(report).lines()).anyMatch(line -> line.contains("noise"));
    assertThat(kept.get(kept.size() - 1)).isEqualTo(report);
  }

  @Test
  void shouldGiveEveryArmOfASeedTheSameStreamAndFirstWeights() throws IOException {
    Runner runner = new Runner(corpus, SETTINGS);
    Arm arm = Arm.of(SETTINGS);
    Budget one = Budget.ofSteps(1);
    LearnRun adamw = runner.run(arm, 1, one, CorpusTask::heldOut);
    LearnRun sgd = runner.run(arm.optimizing("sgd", 0.1), 1, one, CorpusTask::heldOut);
    LearnRun other = runner.run(arm, 2, one, CorpusTask::heldOut);
    LearnRun only =
        runner.run(arm.fed(StreamScope.shared(SmallData.TONE)), 1, one, CorpusTask::heldOut);

    // The first losses are those of the first batch under the first weights.
    assertThat(sgd.prequential()).isEqualTo(adamw.prequential());
    assertThat(sgd.examples()).isEqualTo(adamw.examples());
    assertThat(sgd.exam()).isNotEqualTo(adamw.exam());
    assertThat(other.prequential()).isNotEqualTo(adamw.prequential());
    assertThat(only.examples()).containsOnlyKeys(SmallData.TONE);
    assertThat(only.prequential().get(SmallData.TONE).loss())
        .isCloseTo(
            adamw.prequential().get(SmallData.TONE).loss(),
            org.assertj.core.data.Offset.offset(1e-4));
  }

  @Test
  void shouldGiveASingleTaskAsManyOfItsExamplesAsTheOneModelHad() throws IOException {
    LearnReport report = run(empty(), Set.of(ComparisonGroup.TASKS), SmallData.GIST);
    Arm base = Arm.of(SETTINGS);

    for (long seed = 1; seed <= 2; seed++) {
      long all = report.run(base, seed).orElseThrow().examples().get(SmallData.GIST);
      assertThat(
              report
                  .run(base.fed(StreamScope.shared(SmallData.GIST)), seed)
                  .orElseThrow()
                  .examples())
          .isEqualTo(Map.of(SmallData.GIST, all));
    }
  }

  @Test
  void shouldGoOnFromTheRunsThatAreDone() throws IOException {
    LearnReport whole = run(empty(), Set.of(ComparisonGroup.OPTIMIZERS), "sgd");
    LearnReport interrupted = kept.get(kept.size() / 2);
    int before = said.size();
    LearnReport resumed = run(interrupted, Set.of(ComparisonGroup.OPTIMIZERS), "sgd");

    assertThat(interrupted.runs().size() + interrupted.trials().size())
        .isLessThan(whole.runs().size() + whole.trials().size());
    assertThat(resumed.runs().subList(0, interrupted.runs().size())).isEqualTo(interrupted.runs());
    assertThat(resumed.trials().subList(0, interrupted.trials().size()))
        .isEqualTo(interrupted.trials());
    assertThat(resumed.runs())
        .extracting(LearnBenchTest::figures)
        .containsExactlyElementsOf(whole.runs().stream().map(LearnBenchTest::figures).toList());
    assertThat(said.size() - before).isLessThan(before);
  }

  @Test
  void shouldEndWhereAReportCannotBeKept() {
    LearnBench bench =
        new LearnBench(
            corpus,
            STEPS,
            TRIAL,
            new LearnSelection(Set.of(ComparisonGroup.TASKS), Set.of(SmallData.TONE), 2),
            empty(),
            report -> {
              throw new IOException("disk full");
            },
            said::add);

    assertThatExceptionOfType(IOException.class).isThrownBy(bench::run).withMessage("disk full");
  }
}
