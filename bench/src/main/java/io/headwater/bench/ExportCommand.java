package io.headwater.bench;

import io.headwater.bench.export.StepExport;
import io.headwater.model.ModelConfig;
import io.headwater.model.Precision;
import io.headwater.model.TaskModule;
import io.headwater.model.learning.ComputeSettings;
import io.headwater.model.learning.RowTarget;
import io.headwater.model.learning.StepResult;
import io.headwater.model.learning.StepSettings;
import io.headwater.model.learning.TrainingRow;
import io.headwater.schemas.TaskKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The {@code headwater bench export} command. */
@Command(
    name = "export",
    mixinStandardHelpOptions = true,
    description = {
      "Writes the compiled programs and one training step, to be measured without Java.",
      "torch.jit.load of PyTorch reads programs.pt; step.json holds the calls of the step with"
          + " their arguments, parameters.safetensors the parameters before it.",
      "The step learns to write: every token of every row but the first is a target."
    })
final class ExportCommand implements Callable<Integer> {
  private static final double RATE = 1e-3;
  private static final int LEAST_LENGTH = 3;

  @Mixin private BenchOutput output;
  @Mixin private ModelOptions model;

  @Option(names = "--to", required = true, paramLabel = "DIR", description = "Folder to write to.")
  private Path folder;

  @Option(
      names = "--size",
      defaultValue = "base",
      paramLabel = "SIZE",
      description = "Size of the model: tiny, small or base (default: ${DEFAULT-VALUE}).")
  private String size;

  @Option(names = "--width", paramLabel = "N", description = "A width other than the size's.")
  private Optional<Integer> width = Optional.empty();

  @Option(
      names = "--inner",
      paramLabel = "N",
      description = "A width of the feed-forward layers other than the size's.")
  private Optional<Integer> inner = Optional.empty();

  @Option(names = "--layers", paramLabel = "N", description = "A depth other than the size's.")
  private Optional<Integer> layers = Optional.empty();

  @Option(
      names = "--heads",
      paramLabel = "N",
      description = "A number of heads other than the size's.")
  private Optional<Integer> heads = Optional.empty();

  @Option(
      names = "--length",
      defaultValue = "512",
      paramLabel = "TOKENS",
      description = "Tokens of a row (default: ${DEFAULT-VALUE}).")
  private int length;

  @Option(
      names = "--precision",
      defaultValue = "FP32",
      paramLabel = "PRECISION",
      description = "Number type to compute in: ${COMPLETION-CANDIDATES} (default: fp32).")
  private Precision precision;

  @Override
  public Integer call() throws IOException {
    output.check();
    model.check(output);
    ModelOptions.checkSize(output, "--size", size);
    output.requireAtLeast("--length", length, LEAST_LENGTH);
    output.requireAtLeast("--width", width.orElse(1), 1);
    output.requireAtLeast("--inner", inner.orElse(1), 1);
    output.requireAtLeast("--layers", layers.orElse(1), 1);
    output.requireAtLeast("--heads", heads.orElse(1), 1);
    Files.createDirectories(folder);
    BenchModel named = model.of(size);
    ModelConfig config = config(named.config());
    List<TrainingRow> rows = texts(named.tokens() / length, config.vocabularySize());
    long tokens = (long) rows.size() * length;
    TaskModule task =
        new TaskModule(
            "text", TaskKind.SUMMARIZATION, List.of(), BenchModel.SUMMARY_TOKEN, 1, length - 2);
    output.progress(String.format(Locale.ROOT, "Taking a step of %,d tokens ...", tokens));
    StepResult result =
        StepExport.write(
            folder,
            new ComputeSettings(model.device(), precision, Integer.MAX_VALUE, Integer.MAX_VALUE),
            config,
            List.of(task),
            rows,
            new StepSettings(RATE, 1, List.of(1.0), model.seed()));
    output.print(
        String.format(
            Locale.ROOT,
            "Wrote %s, %s and %s to %s: a step of %,d tokens, loss %.6f, gradient norm %.6f",
            StepExport.PROGRAMS,
            StepExport.PARAMETERS,
            StepExport.STEP,
            folder,
            tokens,
            result.losses().get(0),
            result.gradientNorm()));
    output.write(result);
    return 0;
  }

  private ModelConfig config(ModelConfig named) {
    int own = heads.orElse(named.heads());
    int d = width.orElse(named.hiddenSize());
    output.require(
        d % own == 0 && d / own % 2 == 0,
        "--width is " + d + " but must be a multiple of twice the heads (" + own + ")");
    return new ModelConfig(
        named.vocabularySize(),
        d,
        inner.orElse(named.intermediateSize()),
        layers.orElse(named.layers()),
        own,
        own,
        Math.max(length, named.maxPositions()),
        named.rotary().orElseThrow().theta(),
        named.normEpsilon(),
        named.tiedEmbedding(),
        named.embeddingMultiplier(),
        named.padToken(),
        named.endToken());
  }

  /** Returns rows, at least one, with one input token and as many target tokens as fit. */
  private List<TrainingRow> texts(int count, int vocabulary) {
    SplittableRandom random = new SplittableRandom(model.seed());
    return IntStream.range(0, Math.max(1, count))
        .mapToObj(row -> words(random, length - 1, vocabulary))
        .map(
            words ->
                new TrainingRow(
                    0,
                    new int[] {words[0]},
                    new RowTarget.Text(Arrays.copyOfRange(words, 1, words.length)),
                    1))
        .toList();
  }

  private static int[] words(SplittableRandom random, int count, int vocabulary) {
    return random.ints(count, BenchModel.FIRST_WORD, vocabulary).toArray();
  }
}
