package io.headwater.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

@Timeout(value = 2, unit = TimeUnit.MINUTES)
class ClusterCommandIT {
  @TempDir private Path temporary;

  /** What the process under test runs. */
  static final class Main {
    private Main() {}

    public static void main(String[] arguments) {
      System.exit(new CommandLine(new ClusterCommand()).execute(arguments));
    }
  }

  @Test
  void shouldLeaveNothingBehindWhenInterrupted() throws Exception {
    Process process = launch("--broker-port=0", "--registry-port=0");
    List<String> said = readUntilReady(process);
    List<ProcessHandle> children = process.descendants().toList();
    process.destroy();

    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(said.get(0)).startsWith("bootstrap.servers=127.0.0.1:");
    assertThat(said.get(1)).startsWith("schema.registry.url=http://127.0.0.1:");
    assertThat(said.get(2)).isEqualTo("checkpoint.store=kafka:");
    assertThat(children).hasSize(1);
    assertGone(children.get(0));
    try (Stream<Path> left = Files.list(temporary)) {
      assertThat(left.filter(path -> path.toString().contains("headwater"))).isEmpty();
    }
  }

  @Test
  void shouldTakeTheRegistryAlongWhenKilled() throws Exception {
    Process process = launch("--broker-port=0", "--registry-port=0");
    readUntilReady(process);
    ProcessHandle registry = process.descendants().findFirst().orElseThrow();
    process.destroyForcibly().waitFor();

    assertGone(registry);
  }

  @Test
  void shouldLeaveItsAddressesInItsFolder() throws Exception {
    Path data = temporary.resolve("data");
    Process process = launch("--data=" + data, "--broker-port=0", "--registry-port=0");
    List<String> said = readUntilReady(process);

    assertThat(Files.readAllLines(data.resolve("client.properties"))).isEqualTo(said.subList(0, 3));
    process.destroy();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void shouldFailInOneSentenceWhereItCannotStart() throws Exception {
    Path file = Files.createFile(temporary.resolve("file"));
    Process process = launch("--data=" + file, "--broker-port=0", "--registry-port=0");
    List<String> said = readUntilReady(process);

    assertThat(process.waitFor()).isEqualTo(1);
    assertThat(said).hasSize(1);
    assertThat(said.get(0)).contains(file.toString());
  }

  private Process launch(String... arguments) throws IOException {
    List<String> command =
        Stream.concat(
                Stream.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx512m",
                    "-Djava.io.tmpdir=" + temporary,
                    "-cp",
                    System.getProperty("java.class.path"),
                    Main.class.getName()),
                Stream.of(arguments))
            .toList();
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  /** Returns what the process says until it runs, or all of it where it ends before. */
  private static List<String> readUntilReady(Process process) {
    BufferedReader output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    return output.lines().takeWhile(line -> !line.contains("Ctrl-C")).toList();
  }

  private static void assertGone(ProcessHandle process) throws Exception {
    assertThat(process.onExit().get(30, TimeUnit.SECONDS).isAlive()).isFalse();
  }
}
