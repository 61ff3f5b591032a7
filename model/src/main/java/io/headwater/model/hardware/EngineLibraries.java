package io.headwater.model.hardware;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.Properties;

/** Describes the engine's native libraries in this build. */
final class EngineLibraries {
  private static final String DESCRIPTION = "native/lib/pytorch.properties";
  private static final String CUDA = "cu";

  private EngineLibraries() {}

  /**
   * Returns the flavor of CUDA libraries, such as cu124, which load only on a machine with a GPU.
   */
  static Optional<String> cudaFlavor() {
    try (InputStream in = EngineLibraries.class.getClassLoader().getResourceAsStream(DESCRIPTION)) {
      Properties properties = new Properties();
      if (in != null) {
        properties.load(in);
      }
      return cudaFlavor(properties);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Optional<String> cudaFlavor(Properties description) {
    return Optional.ofNullable(description.getProperty("flavor"))
        .filter(flavor -> flavor.startsWith(CUDA));
  }
}
