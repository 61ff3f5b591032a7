package io.headwater.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A program in a process of its own, with what it prints. */
final class ExampleProcess implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final long LOOK_MILLIS = 50;

  private final Process process;
  private final Path output;
  private final Path log;

  private ExampleProcess(Process process, Path output, Path log) {
    this.process = process;
    this.output = output;
    this.log = log;
  }

  /** Starts a program; what it says goes to new files in the folder. */
  static ExampleProcess start(Path folder, Class<?> program, Object... arguments)
      throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dai.djl.offline=true",
                "-DOPT_OUT_TRACKING=true",
                "-cp",
                System.getProperty("java.class.path"),
                program.getName()));
    for (Object argument : arguments) {
      command.add(argument.toString());
    }
    Path output = Files.createTempFile(folder, program.getSimpleName(), ".out");
    Path log = Files.createTempFile(folder, program.getSimpleName(), ".log");
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(output.toFile())
            .redirectError(log.toFile())
            .start();
    return new ExampleProcess(process, output, log);
  }

  /** Waits until the program has printed a line, and returns it. */
  String awaitLine(Predicate<String> wanted) throws InterruptedException {
    return awaitLines(lines -> lines.stream().anyMatch(wanted)).stream()
        .filter(wanted)
        .findFirst()
        .orElseThrow();
  }

  /** Waits until what the program has printed is as wanted, and returns it. */
  List<String> awaitLines(Predicate<List<String>> wanted) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      boolean ended = process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS);
      List<String> lines = lines();
      if (wanted.test(lines)) {
        return lines;
      }
      if (ended || System.nanoTime() > deadline) {
        throw new AssertionError("not printed; " + this);
      }
    }
  }

  /**
   * Waits until the program has ended by itself, without a failure, and returns what it printed.
   */
  List<String> awaitEnd() throws InterruptedException {
    assertThat(process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)).as("%s", this).isTrue();
    assertThat(process.exitValue()).as("%s", this).isZero();
    return lines();
  }

  /** Presses Enter. */
  void pressEnter() throws IOException {
    type("\n");
  }

  /** Types a text. */
  void type(String text) throws IOException {
    process.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().flush();
  }

  /** Ends what is typed. */
  void endInput() throws IOException {
    process.getOutputStream().close();
  }

  private List<String> lines() {
    return text(output).lines().toList();
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String toString() {
    return "printed:\n" + text(output) + "logged:\n" + text(log);
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
