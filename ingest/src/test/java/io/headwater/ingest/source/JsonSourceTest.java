package io.headwater.ingest.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JsonSourceTest {
  @TempDir private Path folder;

  @Test
  void shouldNumberAndKeepEveryLineThatIsNoObject() throws IOException {
    List<String> lines =
        List.of(
            "\ufeff{\"text\": \"a\", \"label\": true, \"other\": 1}\r",
            "{\"text\": \"b\", ",
            "",
            "[1, 2]",
            "{\"text\": \"c\"} {\"text\": \"d\"}",
            "{\"text\": \"e\", \"label\": null}");

    Drained rows = Drained.of(stream(String.join("\n", lines).getBytes(StandardCharsets.UTF_8)));

    assertThat(rows.read()).hasSize(2);
    assertThat(rows.read().get(0))
        .isEqualTo(new Row.Read(RowLocation.line(1, ""), Map.of("text", "a", "label", true)));
    assertThat(rows.read().get(1).location()).isEqualTo(RowLocation.line(6, ""));
    assertThat(rows.read().get(1).fields()).containsEntry("label", null);
    assertThat(rows.refusals())
        .satisfiesExactly(
            line -> assertThat(line).startsWith("line 2: the line is not JSON: Unexpected end"),
            line -> assertThat(line).isEqualTo("line 4: the line must be a JSON object, in braces"),
            line -> assertThat(line).startsWith("line 5: the line is not JSON: Trailing token"));
    assertThat(rows.unreadable().get(0).excerpt()).isEqualTo("{\"text\": \"b\", ");
  }

  @Test
  void shouldRefuseBytesThatAreNoText() throws IOException {
    byte[] line = "{\"text\": \"gr\u00f6\u00dfe\"}\n".getBytes(StandardCharsets.ISO_8859_1);

    assertThat(Drained.of(stream(line)).refusals())
        .singleElement()
        .asString()
        .startsWith("line 1: the line is not JSON: Invalid UTF-8");
  }

  @Test
  void shouldRefuseALineTooLongForMemoryAndGoOn() throws IOException {
    byte[] lines =
        ("{\"text\": \"" + "x".repeat(17 << 20) + "\"}\n{\"text\": \"a\"}\n")
            .getBytes(StandardCharsets.UTF_8);

    Drained rows = Drained.of(stream(lines));

    assertThat(rows.refusals()).containsExactly("line 1: the line is longer than 16777216 bytes");
    assertThat(rows.read())
        .singleElement()
        .isEqualTo(new Row.Read(RowLocation.line(2, ""), Map.of("text", "a")));
  }

  @Test
  void shouldReadTheFilesOfAPatternInTurn() throws IOException {
    Files.writeString(
        folder.resolve("b.jsonl"), "{\"t\": \"second\", \"s\": [\"x\", \"y\"]}\nbad\n");
    Files.writeString(folder.resolve("a.jsonl"), "{\"t\": \"first\", \"s\": [\"z\"], \"k\": 1}");
    ColumnMapping mapping = new ColumnMapping(Map.of("text", "t", "summary", "s"), List.of("*"));

    Drained rows = Drained.of(new JsonSource(folder.resolve("*.jsonl").toString(), mapping));

    assertThat(rows.fields())
        .containsExactly(
            Map.of("text", "first", "summary", List.of("z"), "k", 1),
            Map.of("text", "second", "summary", List.of("x", "y")));
    assertThat(rows.unreadable())
        .singleElement()
        .extracting(row -> row.location().toString())
        .isEqualTo("line 2 of " + folder.resolve("b.jsonl"));
  }

  @Test
  void shouldTellTheFormatByTheNameOfAFile() {
    assertThat(FileFormat.of("x.JSONL.gz")).contains(FileFormat.JSON);
    assertThat(FileFormat.of("x.txt")).isEmpty();
  }

  @Property(tries = 300, seed = "1")
  void shouldMakeTheSameOfAnArrayAsOfTheSameObjectsOnLines(
      @ForAll @Size(min = 1, max = 6) List<@From("objects") String> objects,
      @ForAll("gaps") String gap)
      throws IOException {
    String array = gap + "[" + gap + String.join(gap + "," + gap, objects) + gap + "]" + gap;

    Drained fromArray = Drained.of(stream(array.getBytes(StandardCharsets.UTF_8)));
    Drained fromLines =
        Drained.of(stream(String.join("\n", objects).getBytes(StandardCharsets.UTF_8)));

    assertThat(fromArray.fields()).isEqualTo(fromLines.fields());
    assertThat(fromArray.refusals()).hasSameSizeAs(fromLines.refusals());
    assertThat(fromArray.read())
        .extracting(row -> row.location().number())
        .isEqualTo(fromLines.read().stream().map(row -> row.location().number()).toList());
  }

  @Test
  void shouldRefuseTheElementsOfAnArrayThatAreNoObjectsAndGoOn() throws IOException {
    String array =
        "\ufeff \n[{\"text\": \"]},{\\\"\"}, 5, {\"text\": tru},\n {\"text\": \"b\"}}, [],,{}]";

    Drained rows = Drained.of(stream(array.getBytes(StandardCharsets.UTF_8)));

    assertThat(rows.fields()).containsExactly(Map.of("text", "]},{\""), Map.of());
    assertThat(rows.refusals())
        .satisfiesExactly(
            row -> assertThat(row).isEqualTo("row 2: the row must be a JSON object, in braces"),
            row -> assertThat(row).startsWith("row 3: the row is not JSON: Unrecognized token"),
            row -> assertThat(row).startsWith("row 4: the row is not JSON: "),
            row -> assertThat(row).isEqualTo("row 5: the row must be a JSON object, in braces"),
            row -> assertThat(row).startsWith("row 6: the row is not JSON: "));
    assertThat(Drained.of(stream("[ ]\n".getBytes(StandardCharsets.UTF_8))).read()).isEmpty();
  }

  @Test
  void shouldFailWhereAnArrayIsNotWhole() throws IOException {
    for (String[] file :
        new String[][] {
          {"[{\"text\": \"a\"}, {\"text\": \"b", "row 1: the array is not closed, so the file may"},
          {"[{\"text\": \"a\"}, {\"text\": \"b\"}", "row 1: the array is not closed"},
          {"[{\"text\": \"a\"}] [", "its start: more follows behind the end of the array"},
        }) {
      Path path = Files.writeString(folder.resolve("a.json"), file[0]);
      JsonSource source = new JsonSource(path.toString(), ColumnMapping.BY_NAME);
      assertThatIOException()
          .isThrownBy(() -> Drained.of(source))
          .withMessageStartingWith("file " + path + " cannot be read past " + file[1]);
    }
  }

  @Test
  void shouldSayThatAFileIsInUtf16() throws IOException {
    Path file =
        Files.write(folder.resolve("a.jsonl"), "\ufeff{}\n".getBytes(StandardCharsets.UTF_16LE));

    assertThatIOException()
        .isThrownBy(() -> new JsonSource(file.toString(), ColumnMapping.BY_NAME).open())
        .withMessage("file " + file + " is in UTF-16 but JSON must be in UTF-8");
  }

  @Provide
  Arbitrary<String> objects() {
    Arbitrary<String> values =
        Arbitraries.of(
            "\"1\"",
            "2",
            "true",
            "null",
            "\"007\"",
            "\"2024-01-01\"",
            "\"10:30:00\"",
            "\"BBD05AE7-76AA-4F17-8F0B-A0C6D4C3F7D3\"",
            "9007199254740993",
            "1.10",
            "12345678901234567890123",
            "1e5",
            "-0.0",
            "[\"a\", 1]",
            "{\"k\": \"v\"}",
            "\"say \\\"hi\\\" \\\\\"",
            "\"\\ud83d\"",
            "\"größe ], }, {\"",
            "nul");
    return Combinators.combine(values, values)
        .as((text, label) -> "{\"text\": " + text + ", \"label\": " + label + ", \"label\": 1}");
  }

  @Provide
  Arbitrary<String> gaps() {
    return Arbitraries.of("", " ", "\n", "\r\n\t");
  }

  private static StreamSource stream(byte[] bytes) {
    return new StreamSource(new ByteArrayInputStream(bytes), ColumnMapping.BY_NAME);
  }
}
