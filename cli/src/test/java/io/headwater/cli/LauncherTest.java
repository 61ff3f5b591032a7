package io.headwater.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The shell script that starts the command, in a folder laid out like a distribution. */
class LauncherTest {
  private static final Path SCRIPT = Path.of("../headwater");

  @TempDir private Path folder;
  private Path script;

  @BeforeEach
  void layOut() throws IOException {
    script = Files.copy(SCRIPT, Files.createDirectories(folder.resolve("home")).resolve("run"));
    Files.writeString(
        Files.createDirectories(folder.resolve("home/app")).resolve("classpath"), "app/cli.jar");
    program(folder.resolve("jdk/bin/java"), "#!/bin/sh\necho \"$LC_ALL|$*\"\n");
    Files.writeString(folder.resolve("jdk/release"), "JAVA_VERSION=\"17.0.2\"\n");
  }

  @Test
  void shouldStartThroughLinks() throws Exception {
    Path bin = Files.createDirectories(folder.resolve("bin"));
    Path first = Files.createSymbolicLink(bin.resolve("first"), Path.of("../home/run"));
    Path second = Files.createSymbolicLink(folder.resolve("second"), first);

    assertThat(run(second, Map.of(), "score"))
        .contains("-cp " + folder.resolve("home").toRealPath() + "/app/cli.jar")
        .endsWith("io.headwater.cli.Headwater score\n");
  }

  @Test
  void shouldGiveJavaALocaleThatKeepsEverySign() throws Exception {
    // This Java may itself be in such a locale, so the sign comes from a file.
    Path call = folder.resolve("call");
    program(call, "#!/bin/sh\nexec sh '" + script + "' größe\n");
    for (String locale : List.of("C", "POSIX", "xx_XX.UTF-8")) {
      assertThat(run(call, Map.of("LC_ALL", locale), ""))
          .startsWith("C.UTF-8|")
          .endsWith(" größe\n");
    }
  }

  @Test
  void shouldSayThatJavaIsTooOld() throws Exception {
    for (String version : List.of("11.0.2", "1.8.0_392")) {
      Files.writeString(folder.resolve("jdk/release"), "JAVA_VERSION=\"" + version + "\"\n");

      assertThat(run(script, Map.of(), "score"))
          .endsWith("is older than Java 17; install a newer JDK and set JAVA_HOME to it\n");
    }
  }

  @Test
  void shouldBuildAnewWhereALibraryIsGone() throws Exception {
    Files.delete(folder.resolve("home/app/classpath"));
    Path target = Files.createDirectories(folder.resolve("home/cli/target"));
    Path library = Files.createFile(folder.resolve("a library.jar"));
    Files.writeString(target.resolve("libraries.classpath"), library + ":" + library);
    Files.createFile(folder.resolve("home/pom.xml"));
    Files.setLastModifiedTime(
        folder.resolve("home/pom.xml"), java.nio.file.attribute.FileTime.fromMillis(0));
    program(folder.resolve("maven/mvn"), "#!/bin/sh\necho cannot build here; exit 1\n");
    String path = folder.resolve("maven") + ":" + System.getenv("PATH");

    assertThat(run(script, Map.of("PATH", path), "score")).endsWith("Headwater score\n");
    Files.delete(library);
    assertThat(run(script, Map.of("PATH", path), "score"))
        .contains("headwater: building")
        .contains("cannot build here");
  }

  @Test
  void shouldTellWhatTheBuildIsAt() throws Exception {
    Files.delete(folder.resolve("home/app/classpath"));
    Path told = folder.resolve("told");
    // Goes on once the test has read a line; the launcher has nothing else to say until then.
    program(
        folder.resolve("maven/mvn"),
        """
        #!/bin/sh
        echo '[INFO] Building Headwater :: model 0.1.0-SNAPSHOT                 [5/12]'
        echo 'Downloaded from central: https://host/path/a.jar (1 kB)'
        echo 'Downloading from central: https://host/path/b-1.0.jar'
        while ! [ -f '%s' ]; do sleep 0.1; done
        mkdir -p cli/target && : >cli/target/libraries.classpath
        """
            .formatted(told));
    ProcessBuilder builder =
        new ProcessBuilder("sh", script.toString(), "--help").redirectErrorStream(true);
    builder.environment().put("JAVA_HOME", folder.resolve("jdk").toString());
    builder.environment().put("PATH", folder.resolve("maven") + ":" + System.getenv("PATH"));
    Process process = builder.start();
    try (BufferedReader said = process.inputReader(StandardCharsets.UTF_8)) {
      assertThat(said.readLine())
          .startsWith("headwater: building before it starts, which takes a minute or two");
      assertThat(said.readLine()).isEqualTo("headwater: 3 s: fetching b-1.0.jar, 1 fetched");
      Files.createFile(told);
      assertThat(said.lines().toList()).last().asString().endsWith("Headwater --help");
    }
    assertThat(process.waitFor()).isZero();
  }

  @Test
  void shouldGiveEachProcessAFolderOfItsOwnForTemporaryFiles() throws Exception {
    String first = run(script, Map.of(), "score");

    assertThat(first).containsPattern("-Djava\\.io\\.tmpdir=/tmp/headwater-\\d+/\\d+ ");
    assertThat(run(script, Map.of(), "score")).isNotEqualTo(first);
  }

  @Test
  void shouldDrawNothingAnewWhereTheOutputIsNoTerminal() throws Exception {
    assertThat(run(script, Map.of("TERM", "xterm"), "demo"))
        .contains("-Dheadwater.terminal=false ");
  }

  @ParameterizedTest
  @CsvSource({"TERM, xterm, true", "TERM, dumb, false", "NO_COLOR, 1, false"})
  void shouldDrawOnATerminalThatCanBeRedrawn(String name, String value, boolean redrawn)
      throws Exception {
    Path terminal = Path.of("/usr/bin/script");
    assumeTrue(Files.isExecutable(terminal), "there is no terminal without script(1)");
    Path call = folder.resolve("call");
    String inTerminal = "#!/bin/sh\nexec script -qec \"sh '%s' demo\" /dev/null </dev/null";
    program(call, inTerminal.formatted(script));

    Map<String, String> environment = new HashMap<>(Map.of("TERM", "xterm"));
    environment.put(name, value);
    assertThat(run(call, environment, "")).contains("-Dheadwater.terminal=" + redrawn + " ");
  }

  private String run(Path program, Map<String, String> environment, String argument)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("sh", program.toString(), argument));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("JAVA_HOME", folder.resolve("jdk").toString());
    builder.environment().putAll(environment);
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return said;
  }

  private static void program(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
