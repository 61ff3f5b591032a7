package io.headwater.cli.serve;

import io.headwater.cli.CommandProcess;
import io.headwater.service.config.ServiceConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * A service in a process, whose health file is looked at as a container's runtime does.
 *
 * @param file its health file
 */
record HealthyProcess(CommandProcess process, Path file) implements AutoCloseable {
  /** As in the images. */
  private static final Duration OLDEST = Duration.ofSeconds(15);

  static HealthyProcess start(Path folder, Map<String, String> given, String command)
      throws IOException {
    Path file = folder.resolve(command + ".health");
    Map<String, String> settings = new HashMap<>(given);
    settings.put(ServiceConfig.HEALTH_FILE, file.toString());
    return new HealthyProcess(CommandProcess.start(folder, settings, command), file);
  }

  boolean isHealthy() {
    try {
      return Files.getLastModifiedTime(file).toInstant().isAfter(Instant.now().minus(OLDEST));
    } catch (NoSuchFileException e) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void terminate() {
    process.terminate();
  }

  boolean awaitEnd(Duration time) throws InterruptedException {
    return process.awaitEnd(time);
  }

  String log() {
    return process.log();
  }

  @Override
  public void close() {
    process.close();
  }
}
