package io.headwater.cli.score;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.headwater.evaluator.metric.Rouge;
import io.headwater.evaluator.metric.RougeWords;
import io.headwater.evaluator.score.LabeledPrediction;
import io.headwater.evaluator.score.PredictionReader;
import io.headwater.evaluator.score.Scorecard;
import io.headwater.evaluator.score.Scorecard.Resampling;
import io.headwater.evaluator.score.Statistics;
import io.headwater.schemas.TaskKind;
import io.headwater.schemas.contract.MetricNames;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The {@code headwater score} command. */
@Command(
    name = "score",
    mixinStandardHelpOptions = true,
    description = {
      "Computes metrics of predictions in files, with bootstrap intervals. No cluster is needed.",
      "FILE holds one JSON object per line, with prediction and one of reference, references,"
          + " label (classification) or score (regression); --references and --predictions hold"
          + " one text per line instead."
    })
public final class ScoreCommand implements Callable<Integer> {
  private static final String STANDARD_INPUT = "-";

  /** The kind of predictions in the file. */
  enum Kind {
    CLASSIFICATION(TaskKind.CLASSIFICATION),
    REGRESSION(TaskKind.REGRESSION),
    SUMMARIZATION(TaskKind.SUMMARIZATION),
    SPAN(TaskKind.SPAN_EXTRACTION);

    private final TaskKind task;

    Kind(TaskKind task) {
      this.task = task;
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Option(
      names = "--kind",
      required = true,
      description = "What the predictions are: ${COMPLETION-CANDIDATES}.")
  private Kind kind;

  @Parameters(
      arity = "0..1",
      paramLabel = "FILE",
      description = "JSON lines; - for standard input.")
  private Optional<String> file = Optional.empty();

  @Option(
      names = "--references",
      paramLabel = "FILE",
      description = "References, one per line; - for standard input.")
  private Optional<String> references = Optional.empty();

  @Option(
      names = "--predictions",
      paramLabel = "FILE",
      description = "Predictions, one per line, as many as references; - for standard input.")
  private Optional<String> predictions = Optional.empty();

  @Option(
      names = "--metrics",
      split = ",",
      paramLabel = "NAME",
      description = "Metrics to compute, separated by commas; all of the kind if none is given.")
  private List<String> metrics = List.of();

  @Option(
      names = "--no-stemmer",
      description = "Compares words as they are in ROUGE; otherwise they are stemmed.")
  private boolean unstemmed;

  @Option(
      names = "--rouge-tokenizer",
      paramLabel = "WORDS",
      defaultValue = "latin",
      description = {
        "What ROUGE takes for words: latin (as rouge_score, the default) or unicode, where texts in"
            + " other scripts count too."
      })
  private RougeWords words;

  @Option(
      names = "--samples",
      defaultValue = "1000",
      description = "Resamples of the bootstrap; 0 for no intervals. Default: ${DEFAULT-VALUE}.")
  private int samples;

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "Seed of the bootstrap. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--confidence",
      defaultValue = "0.95",
      description = "Mass of the intervals, above 0 and below 1. Default: ${DEFAULT-VALUE}.")
  private double confidence;

  @Option(names = "--report", paramLabel = "FILE", description = "Writes the figures as JSON.")
  private Optional<Path> report = Optional.empty();

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    checkUsage();
    List<LabeledPrediction> rows = rows();
    if (rows.isEmpty()) {
      throw new IOException(file.or(() -> predictions).orElseThrow() + " holds nothing to score");
    }
    Rouge rouge = new Rouge(!unstemmed, words);
    Scorecard card =
        Scorecard.of(
            kind.toString(),
            rows.size(),
            Statistics.of(kind.task, rows, rouge),
            metrics.isEmpty() ? MetricNames.of(kind.task) : metrics,
            samples == 0
                ? Optional.empty()
                : Optional.of(new Resampling(samples, seed, confidence)));
    var out = spec.commandLine().getOut();
    out.println(rows.size() + " examples");
    card.lines().forEach(out::println);
    long blind =
        rows.stream().filter(row -> row.references().stream().anyMatch(rouge::isBlindTo)).count();
    if (kind == Kind.SUMMARIZATION && blind > 0) {
      out.println(
          blind
              + " have references without a word that ROUGE sees, and count 0;"
              + " --rouge-tokenizer unicode sees words of every script");
    }
    out.flush();
    if (report.isPresent()) {
      new ObjectMapper()
          .writerWithDefaultPrettyPrinter()
          .writeValue(report.get().toFile(), card.json());
    }
    return 0;
  }

  private void checkUsage() {
    boolean pair = references.isPresent() && predictions.isPresent();
    boolean none = references.isEmpty() && predictions.isEmpty();
    require(
        file.isPresent() ? none : pair,
        "Name either one FILE or both --references and --predictions");
    require(
        !references.equals(predictions) || none,
        "--references and --predictions must be two files");
    require(samples >= 0, "--samples is " + samples + " but must be at least 0");
    require(
        confidence > 0 && confidence < 1,
        "--confidence is " + confidence + " but must be above 0 and below 1");
    List<String> known = MetricNames.of(kind.task);
    for (String metric : metrics) {
      require(
          known.contains(metric),
          "--metrics is '"
              + metric
              + "' but must be among "
              + String.join(", ", known)
              + " where --kind is "
              + kind);
    }
  }

  private void require(boolean holds, String message) {
    if (!holds) {
      throw new ParameterException(spec.commandLine(), message);
    }
  }

  private List<LabeledPrediction> rows() throws IOException {
    PredictionReader reader = new PredictionReader(kind.task);
    if (file.isPresent()) {
      try (InputStream in = open(file.get())) {
        return reader.json(in, nameOf(file.get()));
      }
    }
    String wanted = references.orElseThrow();
    String given = predictions.orElseThrow();
    try (InputStream wantedIn = open(wanted);
        InputStream givenIn = open(given)) {
      return reader.text(wantedIn, nameOf(wanted), givenIn, nameOf(given));
    }
  }

  private static String nameOf(String name) {
    return name.equals(STANDARD_INPUT) ? "standard input" : name;
  }

  private InputStream open(String name) throws IOException {
    if (name.equals(STANDARD_INPUT)) {
      return new FilterInputStream(System.in) {
        @Override
        public void close() {} // standard input is not ours to close
      };
    }
    Path path = Path.of(name);
    require(
        Files.isReadable(path) && !Files.isDirectory(path),
        name + " is not a file that can be read");
    return Files.newInputStream(path);
  }
}
