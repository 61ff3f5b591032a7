package io.headwater.model.internal.program;

import io.headwater.model.internal.layout.AnswerArrays;
import io.headwater.model.internal.layout.BatchArrays;
import io.headwater.model.internal.layout.OptimizerArrays;
import io.headwater.model.internal.layout.TaskArrays;
import io.headwater.model.internal.layout.TrainingArrays;
import io.headwater.model.internal.layout.TrunkArrays;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The text of the model's programs, kept as resources beside this class.
 *
 * <p>The resources write positions by name, as in {@code c[TrunkShape.HEADS]}. What this class
 * returns has the numbers instead, and so runs without Java too.
 */
public final class ProgramSource {
  /** The resources, in the order they are put together. */
  static final List<String> RESOURCES =
      List.of(
          "trunk.torchscript",
          "tasks.torchscript",
          "decoder.torchscript",
          "optimizers.torchscript",
          "training.torchscript",
          "inference.torchscript");

  /** The names the resources may use. */
  static final ProgramNames NAMES =
      new ProgramNames(
          TrunkArrays.class,
          BatchArrays.class,
          TaskArrays.class,
          TrainingArrays.class,
          OptimizerArrays.class,
          AnswerArrays.class);

  private ProgramSource() {}

  /** Returns the methods of the network, of its training and of its answers. */
  public static String network() {
    StringBuilder text = new StringBuilder();
    for (String resource : RESOURCES) {
      text.append(NAMES.resolve(resource, read(resource)));
    }
    return text.toString();
  }

  /** Returns the same methods as an archive that {@code torch.jit.load} reads. */
  public static byte[] archive() {
    return ProgramArchive.of(network());
  }

  /** Returns a resource as it stands, names and all. */
  static String read(String resource) {
    try (InputStream in = ProgramSource.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException(
            "The program text " + resource + " is not on the class path");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
