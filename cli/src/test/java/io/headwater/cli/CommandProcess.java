package io.headwater.cli;

import io.headwater.trainer.Watched;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A {@code headwater} command in a process of its own. */
public final class CommandProcess implements Watched, AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final Duration LOOK = Duration.ofMillis(50);

  private final Process process;
  private final Path log;

  private CommandProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /**
   * Starts a command; what it says goes to a new file in the folder.
   *
   * @param settings given by {@code --set}
   * @param arguments the command's name and its own options
   */
  public static CommandProcess start(Path folder, Map<String, String> settings, String... arguments)
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
                Headwater.class.getName()));
    command.addAll(List.of(arguments));
    settings.forEach((key, value) -> command.addAll(List.of("--set", key + "=" + value)));
    Path log = Files.createTempFile(folder, arguments[0], ".log");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    return new CommandProcess(process, log);
  }

  @Override
  public boolean awaitEnd(Duration time) throws InterruptedException {
    return process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Kills the process, as {@code kill -9} does, and waits until it is gone. */
  public void kill() throws InterruptedException {
    if (!process.isAlive()) {
      throw new AssertionError("ended before it was killed:\n" + log());
    }
    process.destroyForcibly().waitFor();
  }

  /** Asks the process to end, as a container's runtime does. */
  public void terminate() {
    if (!process.isAlive()) {
      throw new AssertionError("ended before it was told to:\n" + log());
    }
    process.destroy();
  }

  /** Returns the exit code of a process that is gone. */
  public int exitCode() {
    return process.exitValue();
  }

  /** Stops the process where it is until {@link #resume}. */
  public void pause() throws IOException, InterruptedException {
    signal("STOP");
  }

  /** Lets a paused process go on. */
  public void resume() throws IOException, InterruptedException {
    signal("CONT");
  }

  private void signal(String name) throws IOException, InterruptedException {
    Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
    if (kill.waitFor() != 0) {
      throw new IOException("kill -" + name + " failed");
    }
  }

  /** Waits until the process has said something; fails where it ends before, or takes too long. */
  public void awaitLog(String text) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!log().contains(text)) {
      if (awaitEnd(LOOK) || System.nanoTime() > deadline) {
        throw new AssertionError("not said: " + text + "\n" + log());
      }
    }
  }

  @Override
  public String log() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      return log + " cannot be read: " + e;
    }
  }

  /** Asks the process to end, as Ctrl-C does, and kills it where it does not. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!awaitEnd(PATIENCE)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
