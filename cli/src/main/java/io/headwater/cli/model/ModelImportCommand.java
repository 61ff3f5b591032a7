package io.headwater.cli.model;

import io.headwater.model.ModelConfig;
import io.headwater.model.Pooling;
import io.headwater.model.checkpoint.CorruptCheckpointException;
import io.headwater.model.pretrained.OnnxEncoder;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The {@code headwater model import} command. */
@Command(
    name = "import",
    mixinStandardHelpOptions = true,
    description = {
      "Turns an ONNX export of a BERT encoder into a Hugging Face folder that train --init starts"
          + " from and transformers loads.",
      "Many sentence encoders lie on Maven Central as such exports, in a jar with their tokenizer."
    })
final class ModelImportCommand implements Callable<Integer> {
  @Option(
      names = "--onnx",
      required = true,
      paramLabel = "FILE",
      description = "An .onnx file with a tokenizer.json beside it, or a jar that holds both.")
  private Path onnx;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "The folder to write, which must not exist yet.")
  private Path out;

  @Option(
      names = "--pooling",
      paramLabel = "NAME",
      defaultValue = "mean",
      description =
          "Which states answers are read from: ${COMPLETION-CANDIDATES} (default:"
              + " ${DEFAULT-VALUE}).")
  private Pooling pooling;

  @Option(
      names = "--heads",
      paramLabel = "N",
      description = "Number of attention heads, where the export does not tell.")
  private OptionalInt heads = OptionalInt.empty();

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    if (Files.exists(out, LinkOption.NOFOLLOW_LINKS)) {
      throw wrong("--out is " + out + ", which exists already");
    }
    if (!Files.isRegularFile(onnx)) {
      throw wrong("--onnx is " + onnx + " but must be a file");
    }
    OnnxEncoder encoder;
    try {
      encoder = OnnxEncoder.open(onnx, heads, pooling);
    } catch (CorruptCheckpointException e) {
      throw wrong(
          "--onnx is " + onnx + " but must be an export of a BERT encoder; " + e.getMessage());
    }
    encoder.write(out);
    report(encoder);
    return 0;
  }

  private void report(OnnxEncoder encoder) {
    ModelConfig config = encoder.config();
    PrintWriter to = spec.commandLine().getOut();
    to.printf(
        Locale.ROOT,
        "%s: %d layers of width %d, %d heads, %,d tokens, %d positions, %s pooling%n",
        out,
        config.layers(),
        config.hiddenSize(),
        config.heads(),
        config.vocabularySize(),
        config.maxPositions(),
        config.pooling().name().toLowerCase(Locale.ROOT));
    encoder.origin().forEach(line -> to.println("  " + line));
    to.println("Start a model from it: headwater train --init " + out);
    to.flush();
  }

  private ParameterException wrong(String sentence) {
    return new ParameterException(spec.commandLine(), sentence);
  }
}
