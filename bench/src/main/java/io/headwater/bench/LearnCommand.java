package io.headwater.bench;

import io.headwater.bench.learn.Budget;
import io.headwater.bench.learn.ComparisonGroup;
import io.headwater.bench.learn.Corpus;
import io.headwater.bench.learn.DocCommentData;
import io.headwater.bench.learn.LearnBench;
import io.headwater.bench.learn.LearnReport;
import io.headwater.bench.learn.LearnSelection;
import io.headwater.bench.learn.LearnSettings;
import io.headwater.bench.learn.LearnText;
import io.headwater.bench.learn.PublicData;
import io.headwater.bench.learn.TaskExamples;
import io.headwater.ingest.demo.DemoText;
import io.headwater.trainer.TrainerConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.apache.kafka.common.config.ConfigException;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The {@code headwater bench learn} command. */
@Command(
    name = "learn",
    mixinStandardHelpOptions = true,
    description = {
      "Compares what is learned: every weighting strategy with equal weights, every optimizer with"
          + " AdamW, all at the best of a few learning rates, and one model of all tasks with a"
          + " model for each.",
      "All arms of a seed learn the same stream from the same first weights, for the same time, one"
          + " after the other; scoring does not count. Differences are paired by seed, with"
          + " Student's t interval, and what may be chance is called noise."
    })
final class LearnCommand implements Callable<Integer> {
  private static final Path SHARED_DATA = Path.of("..", "shared", "data");
  private static final int TRAINING_EXAMPLES = 20_000;

  /** Share of an arm's budget that trying one learning rate gets. */
  private static final double TUNING_PART = 0.35;

  @Mixin private BenchOutput output;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "Folder of public data sets (SST-2, AGNews-alps, TREC, emotion, STS-B, MRPC,"
              + " SciTLDR-A), each in a folder of its own; if not given, ../shared/data or, if"
              + " that does not exist, the demo's doc comments.")
  private Optional<Path> data = Optional.empty();

  @ArgGroup(exclusive = true)
  private Length length = new Length();

  @Option(
      names = "--seeds",
      paramLabel = "N",
      defaultValue = "3",
      description = "Seeds each arm runs with, at least 2 (default: ${DEFAULT-VALUE}).")
  private int seeds;

  @Option(
      names = "--arms",
      split = ",",
      paramLabel = "GROUP",
      defaultValue = "weightings,optimizers,tasks",
      description = "What is compared (default: ${DEFAULT-VALUE}).")
  private Set<ComparisonGroup> groups = Set.of();

  @Option(
      names = "--only",
      split = ",",
      paramLabel = "NAME",
      description = "Compares only these strategies, optimizers and tasks with the baselines.")
  private Set<String> only = Set.of();

  @Option(
      names = "--size",
      paramLabel = "SIZE",
      defaultValue = "tiny",
      description = "Size of the model: tiny, small or base (default: ${DEFAULT-VALUE}).")
  private String size = "tiny";

  @Option(
      names = "--vocabulary",
      paramLabel = "N",
      defaultValue = "4096",
      description =
          "Most tokens of the vocabulary, learned from the stream's text (default:"
              + " ${DEFAULT-VALUE}).")
  private int vocabulary;

  @Option(
      names = "--held-out",
      paramLabel = "N",
      defaultValue = "600",
      description = "Most examples of a task to ask about at the end (default: ${DEFAULT-VALUE}).")
  private int heldOut;

  @Option(
      names = {"-s", "--set"},
      paramLabel = "KEY=VALUE",
      description = "Sets one of the trainer's keys for all arms; may be repeated.")
  private Map<String, String> set = new LinkedHashMap<>();

  @Option(
      names = "--resume",
      paramLabel = "FILE",
      description =
          "Continues from the report of a bench that was stopped, and writes to it unless"
              + " --report names another file; if nothing is left to run, prints the report's"
              + " tables at once.")
  private Optional<Path> resume = Optional.empty();

  @Spec private CommandSpec spec;

  /** Options that set how long an arm learns. */
  static final class Length {
    @Option(
        names = "--seconds",
        paramLabel = "SECONDS",
        description = "Seconds of computing that each arm gets (default: 20).")
    private double seconds = 20;

    @Option(
        names = "--steps",
        paramLabel = "N",
        description = "Steps that each arm gets instead of seconds: the same on every machine.")
    private Optional<Long> steps = Optional.empty();

    Budget budget() {
      return steps.map(Budget::ofSteps).orElseGet(() -> Budget.ofSeconds(seconds));
    }

    Budget tuning() {
      return steps
          .map(count -> Budget.ofSteps(Math.max(1, Math.round(count * TUNING_PART))))
          .orElseGet(() -> Budget.ofSeconds(seconds * TUNING_PART));
    }
  }

  @Override
  public Integer call() throws IOException {
    check();
    if (resume.isPresent()) {
      LearnReport before = LearnReport.read(resume.get());
      requireSame(given(before.settings()), before);
      checkNames(before.settings().taskNames());
      if (LearnBench.isComplete(before, selection())) {
        new LearnText(before).lines().forEach(output::print);
        output.write(before);
        return 0;
      }
    }
    Optional<Path> file = output.report().or(() -> resume);
    String source = data.or(this::sharedData).map(Path::toString).orElse("doc comments");
    try (Corpus corpus = corpus()) {
      checkNames(corpus.names());
      LearnSettings settings =
          LearnSettings.of(source, size, corpus, length.budget(), length.tuning(), set);
      LearnReport from = LearnReport.empty(settings);
      if (resume.isPresent()) {
        from = LearnReport.read(resume.get());
        requireSame(settings, from);
      }
      LearnReport report =
          new LearnBench(
                  corpus,
                  length.budget(),
                  length.tuning(),
                  selection(),
                  from,
                  found -> {
                    if (file.isPresent()) {
                      output.write(found, file.get());
                    }
                  },
                  output::progress)
              .run();
      new LearnText(report).lines().forEach(output::print);
      file.ifPresent(written -> output.progress("Report written to " + written));
    }
    return 0;
  }

  private LearnSelection selection() {
    return new LearnSelection(groups, only, seeds);
  }

  /** Returns the given settings, with those replaced that the command line sets. */
  private LearnSettings given(LearnSettings of) {
    boolean isLengthGiven = isGiven("--seconds") || isGiven("--steps");
    return new LearnSettings(
        data.map(Path::toString).orElse(of.data()),
        isGiven("--size") ? size : of.size(),
        of.vocabulary(),
        isLengthGiven ? length.budget().toString() : of.budget(),
        isLengthGiven ? length.tuning().toString() : of.tuningBudget(),
        of.compute(),
        set.isEmpty() ? of.trainer() : set,
        of.tasks());
  }

  private boolean isGiven(String option) {
    return spec.commandLine().getParseResult().hasMatchedOption(option);
  }

  private void requireSame(LearnSettings settings, LearnReport report) {
    Optional<String> difference = settings.differenceTo(report.settings());
    output.require(
        difference.isEmpty(),
        "--resume is %s, which was made with other settings: %s"
            .formatted(resume.orElseThrow(), difference.orElse("")));
  }

  private void check() {
    output.check();
    data.ifPresent(
        folder ->
            output.require(
                Files.isDirectory(folder), "--data is " + folder + " but must be a folder"));
    output.require(
        length.seconds > 0 && length.seconds <= 86_400,
        "--seconds is " + length.seconds + " but must be above 0 and at most 86400");
    output.requireAtLeast("--steps", length.steps.orElse(1L), 1);
    output.requireAtLeast("--seeds", seeds, 2);
    try {
      set = TrainerConfig.definition().underTodaysKeys(set);
      new TrainerConfig(set);
    } catch (ConfigException e) {
      output.require(false, e.getMessage());
    }
    output.requireAtLeast("--held-out", heldOut, 10);
  }

  private Optional<Path> sharedData() {
    return Optional.of(SHARED_DATA).filter(Files::isDirectory);
  }

  private Corpus corpus() throws IOException {
    TaskExamples.Limits limits = new TaskExamples.Limits(TRAINING_EXAMPLES, heldOut);
    List<TaskExamples> tasks;
    Optional<Path> folder = data.or(this::sharedData);
    if (folder.isPresent()) {
      output.progress("Reading the data sets in " + folder.get());
      tasks = PublicData.read(folder.get(), limits);
      output.require(
          !tasks.isEmpty(),
          "--data is "
              + folder.get()
              + " but must hold at least one of the data sets that --help names");
    } else {
      output.progress("Reading the demo's doc comments: there is no " + SHARED_DATA);
      tasks = DocCommentData.of(DemoText.libraries(), limits);
    }
    output.progress("Learning a vocabulary, and tokenizing " + tasks.size() + " tasks");
    try {
      return Corpus.of(tasks, size, vocabulary);
    } catch (IllegalArgumentException e) {
      output.require(false, e.getMessage());
      throw e;
    }
  }

  private void checkNames(List<String> tasks) {
    List<String> known = LearnBench.names(tasks);
    for (String name : new TreeSet<>(only)) {
      output.require(known.contains(name), "--only is " + name + " but must be one of " + known);
    }
  }
}
