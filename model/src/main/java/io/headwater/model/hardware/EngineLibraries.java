package io.headwater.model.hardware;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.Properties;

/** The native libraries of the engine that a build brings. */
final class EngineLibraries {
  private static final String DESCRIPTION = "native/lib/pytorch.properties";
  private static final String CUDA = "cu";

  private EngineLibraries() {}

  /** Returns the flavor of libraries that load on a machine with a GPU only, such as cu124. */
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
