package io.headwater.cli.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.cli.Headwater;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ModelCommandTest {
  @TempDir private Path folder;
  private final StringWriter errors = new StringWriter();

  private int run(String... arguments) {
    CommandLine command = Headwater.commandLine();
    command.setErr(new PrintWriter(errors));
    return command.execute(
        Stream.concat(Stream.of("model"), Stream.of(arguments)).toArray(String[]::new));
  }

  @Test
  void shouldSayWhatTheExportIsInstead() throws IOException {
    Path file = Files.writeString(folder.resolve("notes.txt"), "no export");
    assertThat(run("import", "--onnx", file.toString(), "--out", folder.resolve("out").toString()))
        .isEqualTo(2);
    assertThat(errors.toString())
        .contains(
            "must be an export of a BERT encoder; notes.txt: neither an .onnx file nor a jar");
    assertThat(folder.resolve("out")).doesNotExist();
  }

  @Test
  void shouldWriteOverNoFolder() {
    assertThat(run("import", "--onnx", "encoder.onnx", "--out", folder.toString())).isEqualTo(2);
    assertThat(errors.toString()).contains("--out is " + folder + ", which exists already");
  }

  @Test
  void shouldAskForAFileThatIsThere() {
    String out = folder.resolve("out").toString();
    assertThat(run("import", "--onnx", folder.toString(), "--out", out)).isEqualTo(2);
    assertThat(errors.toString()).contains("--onnx is " + folder + " but must be a file");
    assertThat(run()).isEqualTo(2);
  }
}
