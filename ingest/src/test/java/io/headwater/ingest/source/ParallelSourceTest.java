package io.headwater.ingest.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParallelSourceTest {
  @TempDir private Path folder;
  private final Map<String, Path> files = new LinkedHashMap<>();

  @BeforeEach
  void shouldHaveTwoFiles() {
    files.put("text", folder.resolve("a"));
    files.put("label", folder.resolve("b"));
  }

  @Test
  void shouldKeepLinesSideBySideWhateverTheirEndsAndBlanks() throws IOException {
    Files.writeString(files.get("text"), "\ufeffone\r\n\r\nthree\r\n");
    Files.writeString(files.get("label"), "x\ny\n\n");

    ParallelSource source = source();

    assertThat(source.fields()).containsExactly("text", "label");
    assertThat(Drained.of(source).read())
        .extracting(row -> row.location() + " " + row.fields())
        .containsExactly(
            "line 1 {text=one, label=x}", "line 2 {text=, label=y}", "line 3 {text=three, label=}");
  }

  @Test
  void shouldReadNothingOfFilesOfDifferentLengths() throws IOException {
    Files.writeString(files.get("text"), "one\ntwo\nthree");
    Files.writeString(files.get("label"), "x\ny\n");

    assertThatIOException()
        .isThrownBy(this::source)
        .withMessage(
            "parallel files must have as many lines as each other but %s has 3 and %s has 2",
            files.get("text"), files.get("label"));
  }

  @Test
  void shouldNameTheFileThatIsMissingOrHasBytesThatAreNoText() throws IOException {
    Files.writeString(files.get("text"), "one\n");
    assertThatIOException()
        .isThrownBy(this::source)
        .withMessage("file is '%s' but there is no such file", files.get("label"));

    Files.write(files.get("label"), new byte[] {(byte) 0xe9});
    assertThat(Drained.of(source()).refusals())
        .singleElement()
        .asString()
        .startsWith("line 1: " + files.get("label") + ": invalid encoding");
  }

  @Test
  void shouldFailAtTheLineThatIsGoneSinceLinesWereCounted() throws IOException {
    Files.writeString(files.get("text"), "one\ntwo\n");
    Files.writeString(files.get("label"), "x\ny\n");
    ParallelSource source = source();
    Files.writeString(files.get("label"), "x\n");

    try (Rows rows = source.open()) {
      assertThat(rows.next()).isPresent();
      assertThatIOException()
          .isThrownBy(rows::next)
          .withMessage("file %s ends before line 2: it was changed", files.get("label"));
    }
  }

  @Test
  void shouldHaveNoRowsWhereAllFilesAreEmpty() throws IOException {
    Files.writeString(files.get("text"), "");
    Files.writeString(files.get("label"), "");

    assertThat(Drained.of(source()).read()).isEqualTo(List.of());
  }

  private ParallelSource source() throws IOException {
    return ParallelSource.of(files, StandardCharsets.UTF_8);
  }
}
