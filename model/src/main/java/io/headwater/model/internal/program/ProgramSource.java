package io.headwater.model.internal.program;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The text of the model's programs, kept as resources beside this class. */
public final class ProgramSource {
  private static final List<String> PARTS =
      List.of("trunk", "tasks", "optimizers", "training", "inference");

  private ProgramSource() {}

  /** Returns the methods of the network, of its training and of its answers. */
  public static String network() {
    StringBuilder text = new StringBuilder();
    for (String part : PARTS) {
      text.append(read(part + ".torchscript"));
    }
    return text.toString();
  }

  /** Returns the same methods as an archive that {@code torch.jit.load} reads. */
  public static byte[] archive() {
    return ProgramArchive.of(network());
  }

  private static String read(String name) {
    try (InputStream in = ProgramSource.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("The program text " + name + " is not on the class path");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
