package io.headwater.ingest.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LineSourceTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r\n", "\r\r\n", "\r"})
  void shouldEndLinesAsTheFirstLineDoes(String end) throws IOException {
    String other = end.equals("\r") ? "\n" : "\r";
    String text = "\ufeffone" + end + end + "two" + other + "three" + end + " four ";

    Drained rows = lines(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);

    assertThat(rows.fields())
        .extracting(row -> row.get("text"))
        .containsExactly("one", "two" + other + "three", " four ");
    assertThat(rows.read())
        .extracting(row -> row.location().toString())
        .startsWith("line 1")
        .endsWith("line 4");
  }

  @Property(tries = 300, seed = "2")
  void shouldReadWhatWasWritten(
      @ForAll @Size(min = 1, max = 8) List<@From("texts") String> texts,
      @ForAll("ends") String end,
      @ForAll("charsets") Charset charset)
      throws IOException {
    byte[] bytes = (String.join(end, texts) + end).getBytes(charset);

    Drained rows = lines(bytes, charset);

    assertThat(rows.fields())
        .extracting(row -> row.get("text"))
        .isEqualTo(texts.stream().filter(text -> !text.isBlank()).toList());
    assertThat(rows.unreadable()).isEmpty();
    List<Long> numbers = new ArrayList<>();
    for (int i = 0; i < texts.size(); i++) {
      if (!texts.get(i).isBlank()) {
        numbers.add(i + 1L);
      }
    }
    assertThat(rows.read()).extracting(row -> row.location().number()).isEqualTo(numbers);
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.strings().withChars("ab \t\"\u00e9\u4e2d\u2028\u2029\u0085,").ofMaxLength(6);
  }

  @Provide
  Arbitrary<String> ends() {
    return Arbitraries.of("\n", "\r\n", "\r");
  }

  @Provide
  Arbitrary<Charset> charsets() {
    return Arbitraries.of(
        StandardCharsets.UTF_8, StandardCharsets.UTF_16, StandardCharsets.UTF_16LE);
  }

  @Test
  void shouldRefuseOnlyTheLineThatIsNotInTheEncoding() throws IOException {
    byte[] bytes = {'a', '\n', (byte) 0xfc, '\n', 'b'};

    Drained rows = lines(bytes, StandardCharsets.UTF_8);

    assertThat(rows.fields()).extracting(row -> row.get("text")).containsExactly("a", "b");
    assertThat(rows.refusals())
        .singleElement()
        .asString()
        .startsWith("line 2: invalid encoding: bytes that are not UTF-8");
  }

  @Test
  void shouldRefuseALineTooLongForMemoryAndGoOn() throws IOException {
    Drained rows =
        lines(
            ("x".repeat(17 << 20) + "\ny").getBytes(StandardCharsets.UTF_8),
            StandardCharsets.UTF_8);

    assertThat(rows.refusals())
        .containsExactly("line 1: the line is longer than 16777216 characters");
    assertThat(rows.fields()).containsExactly(Map.of("text", "y"));
  }

  @Test
  void shouldReadPackedFilesInTurnAndSayHowFar() throws IOException {
    Path packed = folder.resolve("a.txt.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(packed))) {
      out.write("one\ntwo\n".getBytes(StandardCharsets.UTF_8));
    }
    Files.writeString(folder.resolve("b.txt"), "three\n");

    LineSource source = new LineSource(folder + "/*.txt*", StandardCharsets.UTF_8);

    assertThat(Drained.of(source).read())
        .extracting(row -> row.fields().get("text") + " at " + row.location())
        .containsExactly(
            "one at line 1 of " + packed,
            "two at line 2 of " + packed,
            "three at line 1 of " + folder.resolve("b.txt"));
    try (Rows rows = source.open()) {
      while (rows.next().isPresent()) {
        // to the end
      }
      assertThat(rows.share()).hasValue(1);
    }
  }

  @Test
  void shouldSayWhatAFileIsThatIsNoText() throws IOException {
    assertNoText("PK\u0003\u0004", "is no text but a zip archive or an Excel file");
    assertNoText("PAR1", "is no text but Parquet: give --format parquet");
    assertNoText("\u00d0\u00cf\u0011\u00e0", "is no text but an old or an encrypted Excel file");
    assertNoText(
        "version https://git-lfs.github.com/spec/v1\noid sha256:0\n",
        "is no text but a pointer of git-lfs");
    assertNoText("\u00ff\u00fea", "is in UTF-16: give --encoding utf-16");
  }

  private void assertNoText(String start, String sentence) throws IOException {
    Path file = Files.write(folder.resolve("x.txt"), start.getBytes(StandardCharsets.ISO_8859_1));
    assertThatIOException()
        .isThrownBy(() -> new LineSource(file.toString(), StandardCharsets.UTF_8).open())
        .withMessageContaining(sentence);
  }

  private static Drained lines(byte[] bytes, Charset charset) throws IOException {
    return Drained.of(new LineStreamSource(new ByteArrayInputStream(bytes), charset));
  }
}
