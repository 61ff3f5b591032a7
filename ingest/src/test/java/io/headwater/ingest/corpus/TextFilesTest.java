package io.headwater.ingest.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextFilesTest {
  @TempDir private Path folder;

  @Test
  void shouldReadPlainAndPackedFilesALineADocument() throws IOException {
    Path plain = Files.writeString(folder.resolve("b.txt"), "one\r\ntwo\rthree\n");
    Path packed = folder.resolve("a.txt.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(packed))) {
      out.write("four\n\nfive".getBytes(StandardCharsets.UTF_8));
    }

    try (Stream<String> documents = TextFiles.documents(List.of(packed, plain))) {
      assertThat(documents).containsExactly("four", "", "five", "one", "two\rthree");
    }
  }

  @Test
  void shouldExpandPatternsByName() throws IOException {
    Path deep = Files.createDirectories(folder.resolve("x/y"));
    Path one = Files.createFile(deep.resolve("1.txt"));
    Path two = Files.createFile(folder.resolve("x/2.txt"));
    Files.createFile(folder.resolve("x/3.csv"));

    assertThat(TextFiles.matching(folder + "/**.txt")).containsExactlyInAnyOrder(one, two);
    assertThat(TextFiles.matching(folder + "/x/*.txt")).containsExactly(two);
    assertThat(TextFiles.matching(two.toString())).containsExactly(two);
  }

  @ParameterizedTest
  @ValueSource(strings = {"none.txt", "*.txt", "none/*.txt", "x[", ""})
  void shouldNameAPatternThatStandsForNothing(String glob) {
    String whole = folder + "/" + glob;
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TextFiles.matching(whole))
        .withMessageContaining(folder.toString());
  }
}
