package io.headwater.cli.demo;

import io.headwater.service.lifecycle.ProcessFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** The folder a demo run writes to; deleted at the end unless the user named it. */
final class DemoFolder implements AutoCloseable {
  private final Path path;
  private final boolean temporary;

  private DemoFolder(Path path, boolean temporary) {
    this.path = path;
    this.temporary = temporary;
  }

  /**
   * Opens the user's folder, or a temporary one.
   *
   * @throws IOException if the user's folder is not empty, or no folder can be made
   */
  static DemoFolder open(Optional<Path> wanted) throws IOException {
    if (wanted.isEmpty()) {
      return new DemoFolder(Files.createTempDirectory("headwater-demo-"), true);
    }
    Path folder = wanted.get().toAbsolutePath().normalize();
    Files.createDirectories(folder);
    try (Stream<Path> content = Files.list(folder)) {
      if (content.findAny().isPresent()) {
        throw new IOException("--keep is " + folder + " but must be a new or empty folder");
      }
    }
    return new DemoFolder(folder, false);
  }

  /** Returns the path of a file in the folder. */
  Path resolve(String name) {
    return path.resolve(name);
  }

  @Override
  public void close() {
    try {
      if (temporary) {
        ProcessFolder.delete(path);
      }
    } catch (IOException failure) {
      throw new UncheckedIOException("the demo's folder could not be removed", failure);
    }
  }
}
