package io.headwater.cluster;

import io.headwater.cluster.internal.RegistryMain;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A schema registry server in a process of its own; listens on the loopback address only.
 *
 * <p>Its store is a file that is written at each commit, so schema ids outlive the process. The
 * process ends when this JVM does.
 */
final class RegistryProcess implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(RegistryProcess.class);

  /** System property that names the server's folder, instead of the one from the build. */
  static final String HOME = "headwater.registry.home";

  private static final Duration START_LIMIT = Duration.ofSeconds(90);
  private static final Duration REQUEST_LIMIT = Duration.ofSeconds(5);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(5);
  private static final long POLL_MILLIS = 50;
  private static final int LAST_LINES = 15;
  private static final List<String> SMALL_JVM =
      List.of("-Xmx384m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

  /**
   * Makes the server ignore Ctrl-C, which reaches every process of the terminal: the processes that
   * use the registry must end first.
   */
  private static final List<String> IGNORING_INTERRUPTS =
      List.of("/bin/sh", "-c", "trap '' INT; exec \"$@\"", "registry");

  private final Process process;
  private final int port;
  private final Path output;
  private final Path temporary;
  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(1)).build();

  private RegistryProcess(Process process, int port, Path output, Path temporary) {
    this.process = process;
    this.port = port;
    this.output = output;
    this.temporary = temporary;
  }

  /**
   * Starts the server on a folder and waits until it answers.
   *
   * @param port port to listen on, or 0 for any
   * @throws ClusterException if it cannot start; the message includes its last output
   */
  static RegistryProcess start(Path folder, int port) {
    if (port != 0) {
      Ports.requireFree(port, "registry");
      return startOn(folder, port);
    }
    try {
      return startOn(folder, Ports.free());
    } catch (ClusterException e) {
      // Another process may have taken the port in the meantime; try once more.
      return startOn(folder, Ports.free());
    }
  }

  private static RegistryProcess startOn(Path folder, int port) {
    Path output = folder.resolve("registry.log");
    Path temporary = folder.resolve("temporary");
    RegistryProcess registry;
    try {
      Folders.delete(temporary); // of a server that was killed
      Files.createDirectories(temporary);
      registry =
          new RegistryProcess(launch(folder, port, output, temporary), port, output, temporary);
    } catch (IOException e) {
      throw new ClusterException("registry on " + folder + " cannot start: " + e.getMessage(), e);
    }
    try {
      registry.awaitReady();
      registry.requireBackward();
      return registry;
    } catch (RuntimeException e) {
      registry.close();
      throw e;
    }
  }

  /** Returns the port the server listens on. */
  int port() {
    return port;
  }

  /** Returns the URL of the Confluent API of a server that listens on a port. */
  static String url(int port) {
    return "http://" + Ports.HOST + ":" + port + "/apis/ccompat/v7";
  }

  /** Returns the server's process id. */
  long pid() {
    return process.pid();
  }

  /** Returns the file that holds what the server has said. */
  Path output() {
    return output;
  }

  /** Waits until the server has ended; returns its exit code. */
  int awaitEnd() throws InterruptedException {
    return process.waitFor();
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly().waitFor();
      }
      Folders.delete(temporary);
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      log.debug("The next start removes the folder for temporary files", e);
    }
  }

  private static Process launch(Path folder, int port, Path output, Path temporary)
      throws IOException {
    Path home = home();
    Path runner;
    try (Stream<Path> files = Files.list(home)) {
      runner =
          files
              .filter(file -> file.toString().endsWith("-runner.jar"))
              .findFirst()
              .orElseThrow(() -> new ClusterException("registry is missing from " + home));
    }
    Path launcher = folder.resolve("launcher");
    copyLauncher(launcher);
    List<String> command =
        Stream.of(
                IGNORING_INTERRUPTS.stream(),
                Stream.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()),
                SMALL_JVM.stream(),
                Stream.of(
                    "-Djava.io.tmpdir=" + temporary.toAbsolutePath(),
                    "-Dquarkus.http.host=" + Ports.HOST,
                    "-Dquarkus.http.port=" + port,
                    "-Dquarkus.datasource.jdbc.url=jdbc:h2:file:"
                        + folder.resolve("registry").toAbsolutePath()
                        + ";WRITE_DELAY=0",
                    "-Dquarkus.log.level=WARN",
                    "-cp",
                    runner + File.pathSeparator + launcher.toAbsolutePath(),
                    RegistryMain.class.getName()))
            .flatMap(part -> part)
            .toList();
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
        .start();
  }

  /**
   * Copies the one class that runs beside the server's libraries, without any other class of ours.
   */
  private static void copyLauncher(Path folder) throws IOException {
    String name = RegistryMain.class.getName().replace('.', '/') + ".class";
    Path target = folder.resolve(name);
    Files.createDirectories(target.getParent());
    try (InputStream bytes = RegistryMain.class.getResourceAsStream("/" + name)) {
      Files.copy(bytes, target, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static Path home() throws IOException {
    Properties built = new Properties();
    try (InputStream file = RegistryProcess.class.getResourceAsStream("registry.properties")) {
      built.load(file);
    }
    Path home = Path.of(System.getProperty(HOME, built.getProperty("home")));
    if (!Files.isDirectory(home)) {
      throw new ClusterException(
          "registry is missing from "
              + home
              + ": build again, or set the property "
              + HOME
              + " (images of the services have none; use the registry's own image there)");
    }
    return home;
  }

  private void awaitReady() {
    long deadline = System.nanoTime() + START_LIMIT.toNanos();
    while (process.isAlive() && System.nanoTime() < deadline) {
      try {
        if (send(request("/subjects").GET().build()) == 200) {
          return;
        }
      } catch (IOException e) {
        // Not listening yet.
      }
      pause();
    }
    throw new ClusterException(
        (process.isAlive()
                ? "registry did not answer within " + START_LIMIT.toSeconds() + " s"
                : "registry ended with code " + process.exitValue())
            + "; it last said:\n"
            + lastOutput());
  }

  /** Requires backward compatibility, since the server accepts any change by default. */
  private void requireBackward() {
    try {
      int status =
          send(
              request("/config")
                  .header("Content-Type", "application/json")
                  .PUT(HttpRequest.BodyPublishers.ofString("{\"compatibility\":\"BACKWARD\"}"))
                  .build());
      if (status != 200) {
        throw new ClusterException("registry refused its compatibility level with " + status);
      }
    } catch (IOException e) {
      throw new ClusterException("registry went away; it last said:\n" + lastOutput(), e);
    }
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(url(port) + path)).timeout(REQUEST_LIMIT);
  }

  private int send(HttpRequest request) throws IOException {
    try {
      return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ClusterException("interrupted while the registry started", e);
    }
  }

  private static void pause() {
    try {
      Thread.sleep(POLL_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ClusterException("interrupted while the registry started", e);
    }
  }

  private String lastOutput() {
    try {
      List<String> lines =
          new String(Files.readAllBytes(output), StandardCharsets.UTF_8).lines().toList();
      return String.join("\n", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
    } catch (IOException e) {
      return "nothing that could be read (" + e.getMessage() + ")";
    }
  }
}
