package io.headwater.ingest.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FilePatternTest {
  @TempDir private Path folder;

  @Test
  void shouldFindTheFilesOfAPatternInOrder() throws IOException {
    files(
        "a1.csv", "a2.csv", "b1.csv", "a1.tsv", "x/a1.csv", "x/y/a1.csv", ".a1.csv", "x/._a1.csv");

    assertThat(found("a*.csv")).containsExactly("a1.csv", "a2.csv");
    assertThat(found("[ab]1.csv")).containsExactly("a1.csv", "b1.csv");
    assertThat(found("?1.{csv,tsv}")).containsExactly("a1.csv", "a1.tsv", "b1.csv");
    assertThat(found("*/a1.csv")).containsExactly("x/a1.csv");
    assertThat(found("**/a1.csv")).containsExactly("a1.csv", "x/a1.csv", "x/y/a1.csv");
    assertThat(found("x//*.csv")).containsExactly("x/a1.csv");
    assertThat(found(".*.csv")).containsExactly(".a1.csv");
    assertThat(found("*")).containsExactly("a1.csv", "a1.tsv", "a2.csv", "b1.csv");
  }

  @Test
  void shouldPreferTheFileOfExactlyThatName() throws IOException {
    files("d[1].csv", "d1.csv", "what?.csv", "whatx.csv", "*.csv");

    for (String name : List.of("d[1].csv", "what?.csv", "*.csv")) {
      assertThat(found(name)).containsExactly(name);
    }
  }

  @Test
  void shouldFollowLinks() throws IOException {
    files("real/a.csv");
    Files.createSymbolicLink(folder.resolve("link"), folder.resolve("real"));

    assertThat(found("link/*.csv")).containsExactly("link/a.csv");
    assertThat(found("l*/a.csv")).containsExactly("link/a.csv");
  }

  @Test
  void shouldSayWhatIsNotThere() {
    assertThatIOException()
        .isThrownBy(() -> FilePattern.require(folder + "/no*.csv"))
        .withMessage("file is '" + folder + "/no*.csv' but there is no such file");
    assertThatIOException()
        .isThrownBy(() -> FilePattern.require(folder.toString()))
        .withMessageContaining("that is a folder: give a pattern of its files, such as");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FilePattern.find(folder + "/[a.csv"))
        .withMessageContaining("is not a pattern");
  }

  private List<String> found(String pattern) throws IOException {
    return FilePattern.find(folder + "/" + pattern).stream()
        .map(file -> folder.relativize(file).toString())
        .toList();
  }

  private void files(String... names) throws IOException {
    for (String name : names) {
      Path file = folder.resolve(name);
      Files.createDirectories(file.getParent());
      Files.createFile(file);
    }
  }
}
