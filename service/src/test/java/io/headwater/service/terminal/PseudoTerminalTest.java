package io.headwater.service.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs a program in a terminal of the system's, and looks at what such a terminal would show. */
class PseudoTerminalTest {
  private static final Path SCRIPT = Path.of("/usr/bin/script");
  private static final int ROWS = 24;

  @ParameterizedTest
  @CsvSource({"60, 80", "80, 120", "120, 60"})
  void shouldFitTheWindowAlsoAfterAChange(int before, int after) throws Exception {
    assumeTrue(
        Files.isExecutable(SCRIPT) && System.getProperty("os.name").equals("Linux"),
        "there is no pseudo-terminal without script(1) of util-linux");
    List<String> parts = List.of(output(before, after).split("\u001b\\[H\u001b\\[2J", -1));

    assertThat(parts).hasSize(2);
    assertShown(parts.get(0), before);
    assertShown(parts.get(1), after);
  }

  private static void assertShown(String output, int columns) {
    TerminalEmulator terminal = new TerminalEmulator(columns, ROWS);
    terminal.write(output);
    assertThat(terminal.screen())
        .hasSize(4)
        .startsWith("width " + (columns - 1), "-".repeat(columns - 4) + "...")
        .endsWith("end");
    assertThat(terminal.scrolled()).isZero();
  }

  private static String output(int columns, int then) throws IOException, InterruptedException {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    String program =
        "stty cols %d rows %d; '%s' -Xmx64m -cp '%s' %s %d"
            .formatted(
                columns,
                ROWS,
                java,
                System.getProperty("java.class.path"),
                ResizedProgram.class.getName(),
                then);
    Process process =
        new ProcessBuilder(SCRIPT.toString(), "-qec", program, "/dev/null")
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }
}
