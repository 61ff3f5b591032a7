package io.headwater.cli.container;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.testcontainers.containers.GenericContainer;

/** Keeps the logs of a test's containers; where it has failed, prints their ends. */
final class ContainerLogs implements AfterTestExecutionCallback {
  private static final Logger LOG = LoggerFactory.getLogger(ContainerLogs.class);
  private static final Path FOLDER = Path.of("target", "container-logs");
  private static final int LAST_LINES = 40;

  private final Supplier<Map<String, ? extends GenericContainer<?>>> containers;

  /**
   * Takes where the containers are.
   *
   * @param containers by name, asked for when a test is over
   */
  ContainerLogs(Supplier<Map<String, ? extends GenericContainer<?>>> containers) {
    this.containers = containers;
  }

  @Override
  public void afterTestExecution(ExtensionContext context) throws IOException {
    boolean failed = context.getExecutionException().isPresent();
    Path folder = FOLDER.resolve(context.getRequiredTestMethod().getName());
    Files.createDirectories(folder);
    for (Map.Entry<String, ? extends GenericContainer<?>> entry : containers.get().entrySet()) {
      if (!entry.getValue().isCreated()) {
        continue; // the test failed before
      }
      Path file = folder.resolve(entry.getKey() + ".log");
      String log = entry.getValue().getLogs();
      Files.writeString(file, log);
      if (failed) {
        LOG.error("{} (all of it in {}):\n{}", entry.getKey(), file, lastLines(log));
      }
    }
  }

  private static String lastLines(String log) {
    List<String> lines = log.lines().toList();
    return String.join("\n", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
  }
}
